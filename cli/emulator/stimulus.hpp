// What the world does to a simulated board, as a person writes it: a line an event.
//
//     # time    what
//     500ms     BUTTON press for 100ms bounce 5 3ms
//     +20ms     P12 high                                 20 ms behind the line before
//     1s        uart 0 "go\n"
//     2s        ENCODER_A ENCODER_B turn -3 every 20ms
//     3s        adc 0 1000 to 3000 for 1s every 10ms
//     4s        i2c 0 0x48 0x00: 12 34
//     5s        console "help\n" repeat 10 every 1s
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/emulator/pads.hpp"

namespace perth::cli {

/// What things can happen to. Without more it is the board `host`.
struct StimulusTarget {
    StimulusTarget(PadNames names = {}) : pads(std::move(names)) {}

    PadNames pads;
    std::string board = "host";
    unsigned uarts = 2;
    unsigned adc_channels = 8;
    unsigned i2c_buses = 2;
};

/// Reads a stimulus and returns the lines that the simulated board takes (PERTH_STIMULUS), in order
/// of time.
///
/// The same text gives the same lines: the times of bounces come from a seed (the line `seed N`).
///
/// Errors: "FILE:LINE:COLUMN: …" (Exit::wrong_use) for whatever is not in order; more than a
/// million events.
[[nodiscard]] std::string expand_stimulus(std::string_view text, const std::string& file,
                                          const StimulusTarget& target);

}  // namespace perth::cli
