// Digital pins as a program sees them: on and off instead of high and low.
#pragma once

#include "perth/base/panic.hpp"
#include "perth/base/result.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// An output that owns its pad while it lives; off when constructed.
///
/// A second live object of the same pad panics, naming the pad.
template <Pad P, active Active = active::high>
class Output {
public:
    Output() noexcept {
        if (!P::claim()) panic(Panic::pad_in_use, reinterpret_cast<std::uintptr_t>(P::name));
        P::make_output(level_of(false));
    }
    ~Output() {
        P::release();
        P::unclaim();
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void on() noexcept { P::write(level_of(true)); }
    void off() noexcept { P::write(level_of(false)); }
    void set(bool is_on) noexcept { P::write(level_of(is_on)); }
    void toggle() noexcept { P::write(!P::driven()); }
    /// Returns what was last asked for.
    [[nodiscard]] bool is_on() const noexcept { return P::driven() == level_of(true); }

private:
    static constexpr bool level_of(bool is_on) noexcept {
        return is_on == (Active == active::high);
    }
};

/// An input that owns its pad while it lives.
template <Pad P, active Active = active::high, Pull Resistor = Pull::none>
class Input {
public:
    Input() noexcept {
        if (!P::claim()) panic(Panic::pad_in_use, reinterpret_cast<std::uintptr_t>(P::name));
        P::make_input(Resistor);
    }
    ~Input() {
        if constexpr (EdgePad<P>) P::ignore_edges();
        P::release();
        P::unclaim();
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

    /// Returns whether the pad is at its active level.
    [[nodiscard]] bool is_on() const noexcept { return P::read() == (Active == active::high); }

    /// Calls `callback` in interrupt context at each such edge of the pad's level, whatever the
    /// active level is; until ignore_edges() or the end of this object. Replaces the callback set
    /// before. Errors: Errc::invalid_argument if the chip watches another pad with the same line.
    Result<void> on_edge(Edge edge, Callback callback) noexcept {
        static_assert(EdgePad<P>, "this board's port has no interrupts on the edges of a pin");
        if (!P::on_edge(edge, callback)) return Errc::invalid_argument;
        return {};
    }
    void ignore_edges() noexcept { P::ignore_edges(); }
};

}  // namespace perth::hal
