// Digital pins as a program sees them: on and off instead of high and low.
#pragma once

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/trace.hpp"

namespace perth::hal {

/// An output that owns its pad while it lives; off when constructed.
///
/// A second live object of the same pad panics, naming the pad.
template <Pad P, active Active = active::high>
class Output {
public:
    Output() noexcept {
        P::make_output(level_of(false));
        perth::detail::trace_output<P>(level_of(false));
    }
    ~Output() { P::release(); }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void on() noexcept { write(level_of(true)); }
    void off() noexcept { write(level_of(false)); }
    void set(bool is_on) noexcept { write(level_of(is_on)); }
    void toggle() noexcept { write(!P::driven()); }
    /// Returns what was last asked for.
    [[nodiscard]] bool is_on() const noexcept { return P::driven() == level_of(true); }

private:
    static constexpr bool level_of(bool is_on) noexcept {
        return is_on == (Active == active::high);
    }
    [[gnu::always_inline]] static void write(bool level) noexcept {
        P::write(level);
        perth::detail::trace_output<P>(level);
    }

    Claim<P> claim_;
};

/// An output that pulls its pad low or lets go of it, so that others may pull it low, too. Owns the
/// pad while it lives; let go of when constructed. The level is high by a resistor.
template <Pad P, Pull Resistor = Pull::none>
class OpenDrain {
    static_assert(OpenDrainPad<P>, "this board's port has no open-drain outputs");

public:
    OpenDrain() noexcept {
        P::make_open_drain(true, Resistor);
        perth::detail::trace_output<P>(true);
    }
    ~OpenDrain() { P::release(); }
    OpenDrain(const OpenDrain&) = delete;
    OpenDrain& operator=(const OpenDrain&) = delete;

    void pull_low() noexcept { write(false); }
    void let_go() noexcept { write(true); }
    /// Returns whether the pad's level is high: nobody pulls it low.
    [[nodiscard]] bool is_high() const noexcept { return P::read(); }

private:
    [[gnu::always_inline]] static void write(bool level) noexcept {
        P::write(level);
        perth::detail::trace_output<P>(level);
    }

    Claim<P> claim_;
};

/// A pad that the board needs at its active level as long as the program runs: the common end of
/// its LEDs, the supply of a part. Made by board.hpp, before main(), and never given back.
template <Pad P, active Active>
class Held {
public:
    Held() noexcept {
        if (!P::claim()) panic(Panic::pad_in_use, reinterpret_cast<std::uintptr_t>(P::name));
        P::make_output(Active == active::high);
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
};

/// An input that owns its pad while it lives.
template <Pad P, active Active = active::high, Pull Resistor = Pull::none>
class Input {
public:
    Input() noexcept { P::make_input(Resistor); }
    ~Input() {
        if constexpr (EdgePad<P>) P::ignore_edges();
        P::release();
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

private:
    Claim<P> claim_;
};

}  // namespace perth::hal
