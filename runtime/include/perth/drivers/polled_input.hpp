// A contact that is looked at from time to time, which is what debounces it.
#pragma once

#include "perth/drivers/own_turn.hpp"

namespace perth::detail {

/// Reads an input when constructed and then every `period`; a change is acted upon by the poll that
/// sees it. So bounces that are shorter than the period are never seen, or seen as one change.
class PolledInput {
public:
    /// `pin` is anything with is_on(): a hal::Input. `changed` is called in a turn of its own, and
    /// may destroy this.
    template <typename Pin>
    PolledInput(Scheduler& scheduler, const Pin& pin, Duration period,
                hal::Callback changed) noexcept
        : read_(&read<Pin>),
          pin_(&pin),
          is_on_(pin.is_on()),
          period_(period),
          changed_(changed),
          turn_(scheduler, {&poll, this}) {
        turn_.in(period_);
    }

    /// Returns what the last poll has seen.
    [[nodiscard]] bool is_on() const noexcept { return is_on_; }
    /// Returns what the pin is now.
    [[nodiscard]] bool raw() const noexcept { return read_(pin_); }

private:
    template <typename Pin>
    static bool read(const void* pin) noexcept {
        return static_cast<const Pin*>(pin)->is_on();
    }
    static void poll(void* input) noexcept;

    bool (*read_)(const void* pin) noexcept;
    const void* pin_;
    bool is_on_;
    Duration period_;
    hal::Callback changed_;
    OwnTurn turn_;
};

}  // namespace perth::detail
