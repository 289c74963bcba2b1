// Waiting for an edge of a pin.
#pragma once

#include "perth/base/panic.hpp"
#include "perth/hal/types.hpp"
#include "perth/sync/thread_safe_flag.hpp"

namespace perth {

/// Lets a task wait for the edges of a pin. Edges that come while nobody waits are kept, as one.
///
///     perth::Task<> count_drops(perth::Scheduler&) {
///         board::Drop pin;
///         perth::AsyncPin drop(pin, perth::hal::Edge::falling);
///         for (int drops = 1; drops <= 3; ++drops) {
///             (void)co_await drop.wait_edge();
///             perth::println("{}", drops);
///         }
///     }
///
/// Interrupt:  not allowed. An edge takes about 30 instructions, bounded.
/// Memory:     28 bytes on a 32-bit core. Destroying it while a task waits panics.
/// Source: MicroPython asynchronous interrupts guide, AsyncPin.
template <typename Input>
class AsyncPin {
public:
    /// `input`, a hal::Input, must outlive it. Panics if the chip cannot watch the pin
    /// (Input::on_edge()).
    explicit AsyncPin(Input& input, hal::Edge edge = hal::Edge::both) noexcept : input_(input) {
        const hal::Callback set = {[](void* flag) { static_cast<ThreadSafeFlag*>(flag)->set(); },
                                   &flag_};
        if (!input.on_edge(edge, set)) panic("another pin has the interrupt line");
    }
    ~AsyncPin() { input_.ignore_edges(); }
    AsyncPin(const AsyncPin&) = delete;
    AsyncPin& operator=(const AsyncPin&) = delete;

    /// Waits for an edge; does not suspend if one came since the last wait. Gives Result<void>.
    /// Errors: Errc::already_waiting if another task waits. Cancel: leaves.
    [[nodiscard]] auto wait_edge() noexcept { return flag_.wait(); }
    /// Returns whether wait_edge() would not suspend.
    [[nodiscard]] bool has_edge() const noexcept { return flag_.is_set(); }

private:
    Input& input_;
    ThreadSafeFlag flag_;
};

}  // namespace perth
