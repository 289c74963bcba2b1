// An image cut at the borders of what is erased as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cli/flash/programmer.hpp"
#include "cli/image/image.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

/// What erased flash reads as.
constexpr std::uint8_t blank = 0xFF;

/// The largest unit that a chip programs as a whole (STM32H7), bytes.
constexpr std::uint32_t flash_word = 32;

/// What an image has in one sector.
struct SectorImage {
    /// Bytes that the image gives, as places in `bytes`.
    struct Part {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    Sector sector;
    std::uint32_t address = 0;  ///< of the first of `bytes`
    Bytes bytes;                ///< whole flash words; blank where the image gives nothing
    std::vector<Part> parts;    ///< in order

    /// Gives all of the sector: where the image gives nothing, what is in `content`, which is
    /// whole.
    void keep(BytesView content);
    [[nodiscard]] std::size_t given() const noexcept;  ///< bytes in all parts
    /// Returns the place of the first given byte that is another in `content`, or bytes.size().
    /// `content` is of the same size as `bytes`.
    [[nodiscard]] std::size_t first_difference(BytesView content) const noexcept;
};

/// Returns the image by sector, those without a byte of it left out. check_sectors() found that all
/// of it is in sectors.
[[nodiscard]] std::vector<SectorImage> by_sector(const Image& image,
                                                 const std::vector<Sector>& sectors);

/// Bytes in a row that are worth writing.
struct Run {
    std::uint32_t address = 0;
    BytesView bytes;
};

/// Returns what of the sector is not blank, in pieces of whole 256 bytes from multiples of 256
/// where the bytes reach so far.
[[nodiscard]] std::vector<Run> runs_to_write(const SectorImage& part);

/// Moves the 256 bytes with the vector table at `table` to the end of what is written, so that a
/// program of which a part is missing does not start.
void put_last(std::vector<Run>& runs, std::uint32_t table);

/// Returns whether all of it reads as if erased.
[[nodiscard]] bool is_blank(BytesView bytes) noexcept;

}  // namespace perth::cli
