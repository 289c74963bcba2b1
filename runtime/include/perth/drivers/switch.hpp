// A switch that calls somebody when it is closed or opened.
#pragma once

#include <chrono>

#include "perth/drivers/action.hpp"
#include "perth/drivers/polled_input.hpp"

namespace perth {

/// A debounced switch: its pin is read when constructed and then every `debounce`.
///
///     perth::Task<> watch_lid(perth::Scheduler& sch) {
///         board::Lid pin;
///         perth::Switch lid(sch, pin);
///         lid.on_close([] { perth::println("shut"); });
///         lid.on_open([] { perth::println("open"); });
///         co_await perth::sleep(1h);
///     }
///
/// Cancel:     destroying it ends the calls; what it calls may do that.
/// Interrupt:  not allowed.
/// Memory:     about 112 bytes on a 32-bit core; allocates nothing.
/// Source: usched, Switch.
class Switch {
public:
    /// `scheduler` and `pin`, a hal::Input that is on while the switch is closed, must outlive it.
    template <typename Pin>
    Switch(Scheduler& scheduler, const Pin& pin,
           Duration debounce = std::chrono::milliseconds(20)) noexcept
        : input_(scheduler, pin, debounce, {&changed, this}) {}

    /// What to call when it has been closed or opened; replaces what was set before, {} removes it.
    /// The state that it is constructed in calls nobody.
    void on_close(Action<> action) noexcept { close_ = action; }
    void on_open(Action<> action) noexcept { open_ = action; }

    [[nodiscard]] bool closed() const noexcept { return input_.is_on(); }

private:
    static void changed(void* self) noexcept {
        auto& it = *static_cast<Switch*>(self);
        (it.closed() ? it.close_ : it.open_)();
    }

    Action<> close_;
    Action<> open_;
    detail::PolledInput input_;
};

}  // namespace perth
