// The drive of a debug probe on the board (DAPLink, ST-LINK): a file that is copied there goes into
// the chip's flash.
//
//   copy ─► the drive goes (30 s) ─► it comes back (30 s) ─► FAIL.TXT? ─no─► done
//     ▲                                                       │ transient, once
//     └───────────────────────────────────────────────────────┘
#pragma once

#include <string>

#include "cli/board/board.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/image/image.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// Copies the image to the drive and reads what the probe says of it. `advance` gets the bytes of
/// the image that it has. Returns what it did then, in words. `Error`: those of Host::open_volume()
/// and Volume::write(); Fault::refused with the words of FAIL.TXT or ASSERT.TXT, or if the drive
/// takes no notice; gone; timeout if the drive does not come back.
/// Source: DAPLink, docs/MSD_COMMANDS.md and source/daplink/drag-n-drop.
std::string send_to_drive(usb::Host& host, const usb::Attached& attached, const Board& board,
                          const Image& image, const Programmer::Advance& advance);

/// Waits until the device has left the bus, or its drive the device. Returns whether it did.
[[nodiscard]] bool see_drive_leave(usb::Host& host, const usb::Attached& attached,
                                   usb::Host::Clock::time_point deadline);

}  // namespace perth::cli
