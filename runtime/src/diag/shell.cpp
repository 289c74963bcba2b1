#include "perth/diag/shell.hpp"

#include <algorithm>
#include <coroutine>
#include <utility>

#include "perth/io/console.hpp"
#include "perth/io/print.hpp"
#include "perth/sync/wait_any.hpp"

namespace perth {
namespace {

/// What is typed, as an event beside others.
class Typing {
public:
    Typing(std::span<std::uint8_t> into, Result<std::size_t>& size) noexcept
        : into_(into), size_(size) {}

    [[nodiscard]] auto wait() noexcept { return Wait{console().read_some(into_), size_}; }

private:
    struct Wait {
        decltype(console().read_some({})) read;
        Result<std::size_t>& size;

        [[nodiscard]] bool await_ready() noexcept { return read.await_ready(); }
        template <typename P>
        [[nodiscard]] bool await_suspend(std::coroutine_handle<P> waiter) noexcept {
            return read.await_suspend(waiter);
        }
        Result<std::size_t> await_resume() const noexcept { return size = read.await_resume(); }
    };

    std::span<std::uint8_t> into_;
    Result<std::size_t>& size_;
};

/// The end of a coroutine that was started, likewise. It ends with whoever waits for it.
class Coroutine {
public:
    explicit Coroutine(TaskHandle<ShellAnswer> started) noexcept : task_(std::move(started)) {}
    Coroutine(const Coroutine&) = delete;
    Coroutine& operator=(const Coroutine&) = delete;
    ~Coroutine() { (void)task_.cancel(); }

    [[nodiscard]] bool is_over() const noexcept { return task_.done(); }
    [[nodiscard]] auto wait() const noexcept { return task_.operator co_await(); }

private:
    TaskHandle<ShellAnswer> task_;
};

void print_value(const ShellValue& value) noexcept {
    switch (value.kind()) {
        case ShellValue::Kind::none:
            return;
        case ShellValue::Kind::boolean:
            return println("{}", value.boolean());
        case ShellValue::Kind::integer:
            return println("{}", value.integer());
        case ShellValue::Kind::real:
            return println("{}", value.real());
        case ShellValue::Kind::text:
            return println("{}", value.text());
    }
}

/// Prints a command's value, or assigns it.
ShellProblem settle(const detail::ShellEvaluator::Outcome& outcome) noexcept {
    const auto& [value, problem] = outcome.answer;
    if (problem) return problem;
    if (outcome.variable != nullptr) {
        return detail::ShellEvaluator::assign(*outcome.variable, value);
    }
    print_value(value);
    return {};
}

ShellProblem no_memory(std::string_view command) noexcept {
    return {ShellError::memory, "no task memory for it", command};
}

/// Returns the first line, and takes it away.
std::string_view cut_line(std::string_view& text) noexcept {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line(text.data(), end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

}  // namespace

Task<Result<void>> Shell::run(std::span<const ShellName> names) {
    evaluator_.use(names);
    input_.begin();
    for (;;) {
        if (typed_.empty()) {
            const auto read = co_await console().read_some(typed_.room());
            if (!read) co_return read.error();
            typed_.add(*read);
        }
        const auto event = input_.take(typed_.take(), Clock::now());
        if (event == detail::ShellInput::Event::end) break;
        if (event == detail::ShellInput::Event::none) continue;
        ShellProblem problem;
        for (std::string_view rest = input_.text(); !rest.empty() && !problem;) {
            auto outcome = evaluator_.run(cut_line(rest));
            if (outcome.command != nullptr) {
                auto coroutine = run_coroutine(*outcome.command);
                outcome.answer = no_memory(outcome.command->name);
                if (coroutine.valid()) outcome.answer = co_await std::move(coroutine);
            }
            problem = settle(outcome);
        }
        input_.over(problem);
    }
    Scheduler::current().stop();
    co_return Result<void>();
}

/// Runs a coroutine to its end, or to Ctrl-C. Other keys wait.
Task<ShellAnswer> Shell::run_coroutine(const ShellName& command) {
    auto started =
        Scheduler::current().try_create_task(command.access->start, evaluator_.arguments());
    if (!started) co_return no_memory(command.name);
    const Coroutine coroutine(std::move(*started));
    bool listens = true;
    while (listens && !coroutine.is_over()) {
        if (typed_.take_interrupt()) {
            co_return ShellProblem{ShellError::cancelled, "by Ctrl-C", command.name};
        }
        Result<std::size_t> size = std::size_t{0};
        Typing typing(typed_.room(), size);
        const std::size_t first = co_await wait_any(typing, coroutine);
        listens = size.has_value();
        // A wait that is given up may have taken something, too.
        if (listens) typed_.add(first == 0 ? *size : console().taken());
    }
    const Result<ShellAnswer> answer = co_await coroutine.wait();
    if (!answer) co_return ShellProblem{ShellError::failed, name(answer.error()), command.name};
    co_return *answer;
}

Task<Result<void>> run_shell(Scheduler&, Shell& shell, std::span<const ShellName> names) {
    return shell.run(names);
}

}  // namespace perth
