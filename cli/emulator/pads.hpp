// The pads of a simulated chip: their names, and the numbers that records and stimuli have for
// them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/emulator/record.hpp"

namespace perth::cli {

/// A pad that the board's definition names.
struct NamedPad {
    unsigned pad = 0;
    std::string name;
    bool active_low = false;
    bool is_input = false;
    Level released = Level::open;  ///< what a button there leaves behind: nothing if it is pulled
};

/// The chip's pads, and those among them that the board names.
class PadNames {
public:
    /// `groups` are those of the board `host` if there are none.
    PadNames(std::vector<NamedPad> named = {}, std::vector<PadGroup> groups = {});

    /// Returns the board's pins in the order of its definition.
    [[nodiscard]] const std::vector<NamedPad>& named() const noexcept { return named_; }
    /// Returns the pin at that pad, or nothing if the board does not name it.
    [[nodiscard]] const NamedPad* find(unsigned number) const;
    /// Returns the pin of that name.
    [[nodiscard]] const NamedPad* find(std::string_view name) const;
    /// Returns the number of a pad that the chip calls so: "P12", "GPIO3", "PF0".
    [[nodiscard]] std::optional<unsigned> number_of(std::string_view pad) const;
    /// Returns what the chip calls a pad.
    [[nodiscard]] std::string pad_of(unsigned number) const;
    /// Returns the first and the last pad, as in "P0 to P31".
    [[nodiscard]] std::string range() const;

private:
    std::vector<NamedPad> named_;
    std::vector<PadGroup> groups_;
};

/// Returns the pads of a board.
[[nodiscard]] PadNames pad_names(const Board& board);

/// Returns what a signal is called: "LED", "P12", "UART0_TX", "ADC1", "PWM2", "I2C0", "SPI0".
[[nodiscard]] std::string signal_name(const PadNames& pads, Signal signal, unsigned number);

}  // namespace perth::cli
