// The shell with any bytes: what a terminal shows is the line that will be run, whatever keys come
// in whatever order, and a command does nothing but what it may.
#include <array>
#include <cstring>
#include <string>

#include "perth/diag/shell_evaluator.hpp"
#include "perth/diag/shell_input.hpp"
#include "perth/diag/shell_typed.hpp"
#include "perth/io/print.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth {
namespace {

using cli::fuzz::require;
using detail::ShellInput;

/// The last line of a terminal 80 columns wide.
struct Terminal {
    std::string line;
    std::size_t column = 0;

    void show(std::string_view text) {
        for (const char c : text) {
            if (c == '\n' || c == '\r') {
                column = 0;
                if (c == '\n') line.clear();
            } else if (c == '\b') {
                require(column > 0);
                --column;
            } else if (c != '\a') {
                line.resize(std::max(line.size(), column + 1), ' ');
                line[column++] = c;
            }
        }
    }
};

Terminal terminal;

std::int8_t small;
double real;
char text[8];
bool flag;
std::int64_t add(std::int32_t a, std::uint16_t b) noexcept { return std::int64_t{a} + b; }
std::string_view again(std::string_view it) noexcept { return it; }

[[noreturn]] Task<ShellAnswer> start(std::span<const ShellValue>) { std::abort(); }
constexpr detail::ShellAccess command = {.start = start};

constexpr ShellName names[] = {
    shell_variable("a", small),   shell_variable("b", real),  shell_variable("c", text),
    shell_variable("d", flag),    shell_function<add>("add"), shell_function<again>("f"),
    {"later", nullptr, &command},
};

/// Runs what was typed as Shell does, but for coroutines, which give their first argument.
ShellProblem run(detail::ShellEvaluator& evaluator, std::string_view commands) {
    ShellProblem problem;
    while (!commands.empty() && !problem) {
        const std::size_t end = std::min(commands.find('\n'), commands.size());
        const auto outcome = evaluator.run(commands.substr(0, end));
        commands.remove_prefix(std::min(end + 1, commands.size()));
        ShellAnswer answer = outcome.answer;
        require(!answer.problem || (outcome.command == nullptr && outcome.variable == nullptr));
        if (outcome.command != nullptr) {
            require(outcome.command->access->start != nullptr);
            if (!evaluator.arguments().empty()) answer.value = evaluator.arguments().front();
        }
        problem = answer.problem;
        if (!problem && outcome.variable != nullptr) {
            problem = evaluator.assign(*outcome.variable, answer.value);
        }
    }
    if (problem) require(problem.text[0] != '\0' && !name(problem.error).empty());
    return problem;
}

void try_keys(std::string_view keys) {
    terminal = {};
    detail::ShellLine line;
    for (const char key : keys) {
        if (key == '\n') {
            const std::string before(line.text());
            require(line.end() == before);
            terminal = {};
        } else {
            line.take(static_cast<std::uint8_t>(key));
        }
        std::string shown = terminal.line;
        require(shown.size() <= line.longest && terminal.column == line.cursor());
        shown.erase(shown.find_last_not_of(' ') + 1);
        std::string expected(line.text());
        expected.erase(expected.find_last_not_of(' ') + 1);
        require(shown == expected);
    }
}

void try_shell(std::string_view bytes) {
    terminal = {};
    small = 0;
    real = 0;
    text[0] = '\0';
    ShellInput input;
    detail::ShellEvaluator evaluator;
    evaluator.use(names);
    detail::ShellTyped typed;
    input.begin();
    std::int64_t now = 0;
    while (!bytes.empty()) {
        const std::size_t chunk = std::min<std::size_t>(bytes.size(), 1 + bytes.size() % 80);
        for (std::size_t left = chunk; left > 0;) {
            const auto room = typed.room();
            const std::size_t size = std::min(room.size(), left);
            std::memcpy(room.data(), bytes.data(), size);
            bytes.remove_prefix(size);
            typed.add(size);
            left -= size;
            if (typed.take_interrupt()) require(room.size() > 0);
        }
        while (!typed.empty()) {
            const auto event = input.take(typed.take(), Time(Duration(now += 7000)));
            if (event == ShellInput::Event::end) return;
            if (event == ShellInput::Event::run) input.over(run(evaluator, input.text()));
        }
    }
}

/// Compares with arithmetic that is wide enough.
void try_integers(std::int64_t left, std::int64_t right) {
    using Wide = __int128;
    detail::ShellTexts texts;
    const auto check = [&](char sign, Wide expected) {
        const ShellAnswer answer = detail::shell_apply(sign, left, right, texts);
        const bool fits = expected == static_cast<std::int64_t>(expected);
        require(fits ? !answer.problem && answer.value.integer() == expected
                     : answer.problem.error == ShellError::overflow);
    };
    check('+', Wide{left} + right);
    check('-', Wide{left} - right);
    check('*', Wide{left} * right);
    if (right == 0) return;
    Wide quotient = Wide{left} / right;
    Wide rest = Wide{left} % right;
    if (rest != 0 && (rest < 0) != (right < 0)) {
        --quotient;
        rest += right;
    }
    check(detail::ShellToken::floor_division, quotient);
    check('%', rest);
}

}  // namespace

// What the shell prints.
void detail::console_text(std::string_view text_) noexcept { terminal.show(text_); }
void detail::console_bytes(std::string_view bytes) noexcept { terminal.show(bytes); }

}  // namespace perth

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = perth::cli::fuzz::text_of(data, size);
    perth::try_keys(bytes);
    perth::try_shell(bytes);
    std::int64_t numbers[2];
    if (size >= sizeof numbers) {
        std::memcpy(numbers, data, sizeof numbers);
        perth::try_integers(numbers[0], numbers[1]);
        perth::try_integers(numbers[0], numbers[1] >> 32);
        perth::try_integers(numbers[0] >> 33, numbers[1] >> 32);
    }
    return 0;
}
