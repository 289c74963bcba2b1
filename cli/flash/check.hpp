// Whether an image is for this board and this device: asked before anything is erased.
#pragma once

#include <cstdint>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/image/image.hpp"

namespace perth::cli {

/// Throws the `Error` (Fault::bad_input) of an image that has no addresses, is for another chip, or
/// does not lie wholly in the flash of the board, what is reserved there left out. One for an
/// RP2040 must begin with a boot stage 2 whose CRC is right, unless it is not to be started
/// (`starts`).
void check_image(const Image& image, const Board& board, bool starts = true);

/// Throws the `Error` (Fault::bad_input) of an image with bytes where the device cannot be written.
void check_sectors(const Image& image, const std::vector<Sector>& sectors);

/// Returns where what the chip reads first is: the vector table, or an RP2040's boot stage 2, at
/// the beginning of the flash; or the vector table of an image that begins with one elsewhere.
[[nodiscard]] std::uint32_t vector_table(const Image& image, const Board& board);

}  // namespace perth::cli
