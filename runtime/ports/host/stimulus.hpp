// What the world does to a program that perth run started, from text; private to the port. The
// format is told in host.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host.hpp"

namespace perth::host {

/// A line of a stimulus.
struct Stimulus {
    struct OnPad {
        int pad;
        Level level;
    };
    struct ToUart {
        int unit;
        std::vector<std::uint8_t> bytes;
    };
    struct ToConsole {
        std::vector<std::uint8_t> bytes;
    };
    struct OnAdc {
        int channel;
        std::uint16_t value;
    };
    struct InRegisters {
        int bus;
        std::uint8_t address;
        std::uint8_t first;
        std::vector<std::uint8_t> bytes;
    };

    Microseconds time;
    std::variant<OnPad, ToUart, ToConsole, OnAdc, InRegisters> what;
};

/// Why a text is no stimulus.
struct StimulusError {
    std::size_t line;  ///< from 1
    std::string what;
};

/// Reads a whole text.
std::variant<std::vector<Stimulus>, StimulusError> parse_stimulus(std::string_view text);

/// Lets the world do what the file says; ends the process with code 2 if it cannot be read.
void play_stimulus(const char* path);

}  // namespace perth::host
