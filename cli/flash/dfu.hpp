// USB DFU 1.1: a bootloader that takes or gives an image without addresses.
//
//   appIDLE ─DETACH, reset─► dfuIDLE ─DNLOAD─► dfuDNLOAD-SYNC ─GETSTATUS─► dfuDNLOAD-IDLE ─┐
//                               │  ▲                 ▲   └► dfuDNBUSY ─┘         │         │
//                     UPLOAD    ▼  │ short or ABORT  └─────────DNLOAD────────────┘         │
//                         dfuUPLOAD-IDLE              dfuMANIFEST-SYNC ◄─DNLOAD of 0 bytes─┘
//                                                     └─► dfuMANIFEST ─► dfuIDLE or off the bus
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "cli/flash/dfu_descriptors.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/support/bytes.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// Asks a running program to enter its bootloader (DFU_DETACH) and returns the device that comes
/// back at the same USB place in DFU mode; its identifiers may be others. A device in DFU mode is
/// returned as it is. `Error` Fault::not_found if none is there by `deadline`.
[[nodiscard]] usb::Attached detach(usb::Host& host, const usb::Attached& attached,
                                   usb::Host::Clock::time_point deadline);

/// The plain DFU interface of a device in DFU mode and one of its memories.
struct DfuMemory {
    unsigned alternate = 0;
    std::uint16_t transfer_size = 0;  ///< bytes in a block; 0: as the device says
};

/// Writes an image. `advance` gets the bytes the device has taken. Returns what the device did
/// then, in words: "the device left its bootloader".
std::string dfu_download(usb::Host& host, const usb::Attached& attached, const DfuMemory& memory,
                         BytesView image, const Programmer::Advance& advance);

/// Reads the memory until the device ends it, or `limit` bytes: some devices never end.
[[nodiscard]] Bytes dfu_upload(usb::Host& host, const usb::Attached& attached,
                               const DfuMemory& memory, std::size_t limit,
                               const Programmer::Advance& advance);

}  // namespace perth::cli
