// Flashing one device from opening it to starting its program, through losses of the connection.
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/flash/find.hpp"
#include "cli/flash/update.hpp"

namespace perth::cli {

struct FlashJob {
    Image image;
    Board board;
    UpdateOptions options = {};
    bool unprotect = false;        ///< lift a read protection, which erases everything
    std::chrono::seconds wait{0};  ///< for a device that is unplugged meanwhile
};

/// Flashes the device. One that is lost is waited for at its place, and flashed again.
///
/// Errors: those of connect(), update(), dfu_download(); a DFU file for another device
///         (Fault::bad_input).
[[nodiscard]] UpdateReport flash_device(usb::Host& host, Target target, const FlashJob& job,
                                        const AskFirmware& ask, const Say& say, Progress& progress);

/// What of a device is read.
struct Range {
    std::uint32_t address = 0;
    std::uint32_t length = 0;
};

/// Returns the range that is meant: of the board's flash, from `address` to `length` bytes on, by
/// default all of it. Beyond the flash is an `Error` (Exit::wrong_use).
[[nodiscard]] Range range_to_read(const Board& board, std::optional<std::uint32_t> address,
                                  std::optional<std::uint32_t> length);

/// Returns what the device holds there. Plain DFU has no addresses: all that it gives, at most
/// range.length.
[[nodiscard]] Bytes read_device(usb::Host& host, const Target& target, const Board& board,
                                const Range& range, Progress& progress);

}  // namespace perth::cli
