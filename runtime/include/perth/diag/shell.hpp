// An interactive prompt that runs beside the program's tasks.
#pragma once

#include <span>

#include "perth/core/scheduler.hpp"
#include "perth/diag/shell_evaluator.hpp"
#include "perth/diag/shell_input.hpp"
#include "perth/diag/shell_names.hpp"
#include "perth/diag/shell_typed.hpp"

namespace perth {

/// Reads commands from the console and does what they say with the names that the program gives.
///
///     constinit int state = 20;
///     perth::Task<int> demo() {
///         co_await perth::sleep(1s);
///         co_return 42;
///     }
///     constexpr perth::ShellName names[] = {
///         perth::shell_variable("state", state),
///         perth::shell_command<demo>("demo"),
///     };
///     constinit perth::Shell shell;
///
///     void perth_main(perth::Scheduler& sch) { sch(perth::run_shell, shell, names); }
///
/// A line is an expression of integers (64 bits; overflow is an error), real numbers, texts and
/// booleans with + - * / // % ( ), comparisons and calls, whose value is printed; an assignment to
/// a variable, `state = 5`; or `await demo()`, which waits for a coroutine while the other tasks
/// go on: Ctrl-C cancels it. What is wrong is told as one line, `DivideByZero: …`. A `#` begins a
/// comment.
///
/// Keys: cursor left and right, home, end, delete, backspace; up and down for the last five lines;
/// Ctrl-C discards the line, Ctrl-D ends the shell and stops the scheduler, Ctrl-E begins to paste
/// several lines, Ctrl-A the raw mode, in which programs talk to it (`perth repl -c`).
///
/// Bounds: lines of 75 bytes, pasted text of 512, five levels of parentheses, four arguments, 96
/// bytes of texts that a command makes; 64 bytes that are typed while a command runs wait for its
/// end. What exceeds them is told, or rings the bell.
/// Memory: about 1.3 KB, no heap; about 600 bytes of task memory and the coroutine's own while one
/// runs.
class Shell {
public:
    constexpr Shell() noexcept = default;
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    /// Prompts until Ctrl-D, then stops the scheduler that it runs in. `names` must outlive it.
    ///
    /// Errors: those of reading the console: Errc::already_waiting if another task does.
    /// Cancel: cancels the coroutine that was started. Interrupt: not allowed.
    Task<Result<void>> run(std::span<const ShellName> names);

private:
    Task<ShellAnswer> run_coroutine(const ShellName& command);

    detail::ShellEvaluator evaluator_;
    detail::ShellInput input_;
    detail::ShellTyped typed_;
};

/// shell.run(names) as a task of its own.
Task<Result<void>> run_shell(Scheduler& scheduler, Shell& shell, std::span<const ShellName> names);

}  // namespace perth
