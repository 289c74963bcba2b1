// PICOBOOT: what the RP2040's boot ROM speaks in BOOTSEL, beside being a drive.
//
//   command of 32 bytes ─► data, either way ─► empty packet the other way ─► next command
//            │                  │                        │
//            └──── a stall of both endpoints: status, clear halt, reset, once more ────┘
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "cli/board/board.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// The PICOBOOT interface of a device.
struct PicobootInterface {
    std::uint8_t number = 0;
    std::uint8_t out = 0;  ///< endpoint
    std::uint8_t in = 0;   ///< endpoint
};

/// Returns the interface, if the device has one: vendor's class, two bulk endpoints.
[[nodiscard]] std::optional<PicobootInterface> find_picoboot(const usb::Attached& attached);

/// Opens the device, whatever an earlier tool left it in, and keeps its drive from writing. The
/// memory is as large as the flash chip shows itself, else as the board's. `host` must outlive the
/// programmer. `Error`: those of Host::open() and Device::claim(); Fault::refused with the ROM's
/// status, timeout, gone, protocol.
/// Source: RP2040 Datasheet, "PICOBOOT Interface".
[[nodiscard]] std::unique_ptr<Programmer> connect_picoboot(usb::Host& host,
                                                           const usb::Attached& attached,
                                                           const Board& board);

}  // namespace perth::cli
