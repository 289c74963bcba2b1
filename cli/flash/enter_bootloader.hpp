// Asking a running firmware to start its chip's bootloader, so that nobody has to press a button.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "cli/serial/serial.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// How long a firmware may take to answer.
inline constexpr std::chrono::seconds bootloader_answer{1};

/// Sends the request on the firmware's console and returns whether it was acknowledged before the
/// deadline; then the chip resets. The console's other text is passed over.
[[nodiscard]] bool enter_bootloader(serial::Stream& console,
                                    std::chrono::steady_clock::time_point deadline);

/// Returns the number of the interface by which a running RP2040 program takes a request to start
/// the boot ROM, if the device has one.
/// Source: Raspberry Pi Pico SDK, pico/usb_reset_interface.h.
[[nodiscard]] std::optional<std::uint8_t> find_reset_interface(const usb::Attached& attached);

/// Sends that request. The device is mostly off before it has acknowledged, so that nothing is said
/// of its answer. `Error`: those of Host::open() and Device::claim().
void reset_to_bootsel(usb::Host& host, const usb::Attached& attached);

/// Opens and leaves the port as nobody would who wants to talk: at 1200 baud, DTR off in the end.
/// Many programs take that for a request to start their bootloader. The caller closes the stream.
/// Source: Arduino, "1200 bps touch"; Raspberry Pi Pico SDK, pico/stdio_usb.h.
void touch_at_1200_baud(serial::Stream& port);

}  // namespace perth::cli
