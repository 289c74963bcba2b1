// Digital pins as a program sees them: on and off instead of high and low.
#pragma once

#include "perth/base/panic.hpp"
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
        P::release();
        P::unclaim();
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

    /// Returns whether the pad is at its active level.
    [[nodiscard]] bool is_on() const noexcept { return P::read() == (Active == active::high); }
};

}  // namespace perth::hal
