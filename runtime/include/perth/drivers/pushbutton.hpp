// A push button that tells long presses and double clicks from others.
#pragma once

#include <chrono>

#include "perth/drivers/action.hpp"
#include "perth/drivers/polled_input.hpp"

namespace perth {

/// The times by which a button is judged.
struct ButtonTiming {
    Duration debounce = std::chrono::milliseconds(20);       ///< between two looks at the pin
    Duration long_press = std::chrono::seconds(1);           ///< zero: a press is never long
    Duration double_click = std::chrono::milliseconds(400);  ///< from the first press to the second
};

/// A debounced push button with four actions.
///
///     perth::Task<> watch_button(perth::Scheduler& sch) {
///         board::Button pin;
///         perth::Pushbutton button(sch, pin);
///         button.on_press([] { perth::println("press"); });
///         button.on_long([] { perth::println("long"); });
///         co_await perth::sleep(1h);
///     }
///
/// A press calls the double action if it comes within `double_click` of the press that began the
/// gesture, so a third press in that time is a double click as well; then, always, the press
/// action. The long action is called while the button is still held.
///
/// Cancel:     destroying it ends the calls; what it calls may do that.
/// Interrupt:  not allowed.
/// Memory:     about 232 bytes on a 32-bit core; allocates nothing.
/// Source: usched, Pushbutton.
class Pushbutton {
public:
    /// `scheduler` and `pin`, a hal::Input that is on while the button is pressed, must outlive it;
    /// see ContactInput for other ways to wire it.
    template <typename Pin>
    Pushbutton(Scheduler& scheduler, const Pin& pin, ButtonTiming timing = {}) noexcept
        : timing_(timing),
          input_(scheduler, pin, timing.debounce, {&changed, this}),
          held_(scheduler, {&held, this}) {}

    /// What to call; replaces what was set before, {} removes it.
    void on_press(Action<> action) noexcept { press_ = action; }
    void on_release(Action<> action) noexcept { release_ = action; }
    void on_double(Action<> action) noexcept { double_ = action; }
    void on_long(Action<> action) noexcept { long_ = action; }

    [[nodiscard]] bool pressed() const noexcept { return input_.is_on(); }
    /// Returns whether the contact says so now, bounces included.
    [[nodiscard]] bool raw() const noexcept { return input_.raw(); }

private:
    static void changed(void* self) noexcept;
    static void held(void* self) noexcept;
    void press() noexcept;

    ButtonTiming timing_;
    Action<> press_;
    Action<> release_;
    Action<> double_;
    Action<> long_;
    Time double_until_ = Time::min();
    detail::PolledInput input_;
    detail::OwnTurn held_;
    detail::Lifeline life_;
};

}  // namespace perth
