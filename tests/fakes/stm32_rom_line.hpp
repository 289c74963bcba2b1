// A line to the bootloader's model in virtual time, on which one thing may go wrong.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/serial/serial.hpp"
#include "tests/fakes/stm32_rom.hpp"

namespace perth::fakes {

/// What goes wrong, and at which byte: they are counted from 0, both ways, as they pass.
struct LineFault {
    enum class Kind {
        none,
        drop,        ///< the byte does not arrive
        negate,      ///< to the host: NACK in place of ACK; to the board: another byte
        silence,     ///< nothing passes from here on, either way
        disconnect,  ///< the port vanishes
        power_loss,  ///< of the board, in the middle of what the byte makes it do; then it is back
    };

    Kind kind = Kind::none;
    std::size_t at = 0;
};

/// The board and its wires, which outlive the streams that are opened on them.
struct Stm32RomLine {
    Stm32Rom rom;
    Stm32Rom::Time byte_time{0};
    Stm32Rom::Time now{0};
    std::size_t passed = 0;  ///< bytes so far
    std::size_t harmed = 0;  ///< faults that met a byte
    LineFault fault = {};
    bool wires_reset = false;  ///< RTS on is BOOT0 high, DTR off is NRST low
    bool boot0 = true;
    bool nrst_low = false;
    std::vector<std::string> seen = {};  ///< what was done to the lines and the settings
};

/// Opens the line; ends with the stream what a fault has begun.
[[nodiscard]] std::unique_ptr<cli::serial::Stream> open_line(Stm32RomLine& line);

}  // namespace perth::fakes
