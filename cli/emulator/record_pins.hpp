// The pins of a running firmware as text: a line a change, or how they all stand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/emulator/waveform.hpp"

namespace perth::cli {

/// Follows pins, analog and PWM channels.
class PinsView : public RecordSink {
public:
    enum class Form {
        lines,   ///< take_lines()
        status,  ///< status()
    };

    PinsView(Form form, PadNames pads);

    void take(const RecordEvent& event) override;
    void finish(std::int64_t) override {}
    [[nodiscard]] bool is_full() const noexcept override {
        return lines_.size() >= std::size_t{256} << 10;
    }

    /// Returns "12.345 LED on\n" for each change since it was last asked.
    [[nodiscard]] std::string take_lines() { return std::exchange(lines_, {}); }
    /// Returns "12.345  LED on  BUTTON off": the time of the last change, the board's pins, and
    /// whatever else has changed.
    [[nodiscard]] std::string status() const;

private:
    using Key = std::pair<Signal, unsigned>;

    Form form_;
    PadNames pads_;
    std::int64_t time_ = 0;
    std::map<Key, std::string> states_;
    std::string lines_;
};

}  // namespace perth::cli
