// Functions that are called when a pin changes.
#pragma once

#include "perth/base/panic.hpp"
#include "perth/drivers/action.hpp"
#include "perth/drivers/own_turn.hpp"
#include "perth/hal/types.hpp"
#include "perth/sync/doorbell.hpp"

namespace perth {

/// Calls one function when a pin goes on and another when it goes off, each in a turn of its own
/// soon after the edge. A pulse that is over before that turn is not noticed. It does not debounce.
///
///     perth::Task<> watch_door(perth::Scheduler& sch) {
///         board::Door pin;
///         const auto open = [] { perth::println("open"); };
///         const auto shut = [] { perth::println("shut"); };
///         const perth::PinCall door(sch, pin, open, shut);
///         co_await perth::sleep(1h);
///     }
///
/// Cancel:     destroying it ends the calls; what it calls may do that.
/// Interrupt:  not allowed. An edge takes about 45 instructions, bounded.
/// Memory:     about 112 bytes on a 32-bit core; allocates nothing.
/// Source: MicroPython asynchronous tutorial, PinCall.
template <typename Input>
class PinCall : detail::Doorbell {
public:
    /// `scheduler` and `input`, a hal::Input, must outlive it. An empty action calls nobody. Panics
    /// if the chip cannot watch the pin (Input::on_edge()).
    PinCall(Scheduler& scheduler, Input& input, Action<> on, Action<> off = {}) noexcept
        : Doorbell(&answer), input_(input), on_(on), off_(off), turn_(scheduler, {&act, this}) {
        listen(scheduler);
        const hal::Callback changed = {[](void* self) { static_cast<PinCall*>(self)->ring(); },
                                       this};
        if (!input.on_edge(hal::Edge::both, changed)) panic("another pin has the interrupt line");
        was_on_ = input.is_on();
    }
    ~PinCall() { input_.ignore_edges(); }

private:
    static void answer(Doorbell& bell) noexcept {
        static_cast<PinCall&>(bell).turn_.after_interrupt();
    }
    static void act(void* self) noexcept {
        auto& it = *static_cast<PinCall*>(self);
        const bool is_on = it.input_.is_on();
        if (is_on == it.was_on_) return;
        it.was_on_ = is_on;
        (is_on ? it.on_ : it.off_)();
    }

    Input& input_;
    Action<> on_;
    Action<> off_;
    detail::OwnTurn turn_;
    bool was_on_ = false;
};

}  // namespace perth
