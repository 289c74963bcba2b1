// Coroutines of the form that GCC before 12.3 gets wrong, compiled and run.
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "cli/build/compiler.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

/// Ends with 0 if coroutines without a local variable and with a bare co_await in a condition run
/// their bodies to the end.
constexpr const char* program = R"(#include <coroutine>
struct Task {
    struct promise_type {
        Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
    };
    std::coroutine_handle<promise_type> handle;
};
struct Answer {
    bool value;
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<>) {}
    bool await_resume() { return value; }
};
Answer answer(bool v) { return {v}; }
int steps = 0;
Task if_() { if (co_await answer(true)) { ++steps; } ++steps; }
Task while_() { while (!co_await answer(true)) { ++steps; } ++steps; }
Task switch_() { switch (co_await answer(true)) { case true: ++steps; break; default: break; } ++steps; }
int check(Task t, int want) {
    steps = 0;
    for (int i = 0; i < 5 && !t.handle.done(); ++i) t.handle.resume();
    return !(t.handle.done() && steps == want);
}
int main() {
    return check(if_(), 2) | check(while_(), 1) << 1 | check(switch_(), 2) << 2;
}
)";

}  // namespace

void probe_compiler(const Compiler& compiler) {
    const ScratchFolder scratch("perth-probe");
    const auto source = scratch.path() / "probe.cpp";
    const auto binary = scratch.path() / "probe";
    write_file(source, program);
    const Finished compiled = run(
        {.args = {compiler.cxx.string(), "-std=c++20", source.string(), "-o", binary.string()}});
    if (compiled.exit_code != 0) return;
    const Finished ended = run({.args = {binary.string()}});
    if (ended.exit_code == 0) return;
    throw Error({.what = fmt::format("{} miscompiles coroutines", compiler.title()),
                 .why = fmt::format("{}: a coroutine with a bare co_await in a condition ended "
                                    "with code {} instead of 0",
                                    compiler.cxx.string(), ended.exit_code),
                 .hint =
                     "sudo apt install clang-19 lld-19 llvm-19, and set \"compiler\": \"clang\" "
                     "in perth.json",
                 .exit = Exit::missing_tool});
}

}  // namespace perth::cli
