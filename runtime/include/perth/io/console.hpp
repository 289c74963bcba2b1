// The console as a stream.
#pragma once

#include "perth/io/stream.hpp"

namespace perth {

/// Returns the stream of what is typed at the console; what is written to it comes between the
/// texts of println().
///
///     perth::Task<> ask(perth::Scheduler&) {
///         char buffer[80];
///         perth::print("what is your name? ");
///         const auto line = co_await perth::console().read_line(buffer);
///         if (line) perth::print("hello, {}", *line);
///     }
///
/// It takes all that is written, and waits as println() does when the console is full. What is
/// meant for the agent (see README.md) does not come through. It takes over
/// hal::console_on_receive() when something is first read. Interrupt: not allowed.
[[nodiscard]] Stream& console() noexcept;

}  // namespace perth
