// ST's DfuSe: DFU whose blocks have addresses. It is what STM32 chips have in ROM.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/flash/dfuse_layout.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// A memory that a DfuSe bootloader offers: an alternate setting.
struct DfuseMemory {
    unsigned alternate = 0;
    std::string text;     ///< as the device names it
    MemoryLayout layout;  ///< without sectors if the text is no layout
};

/// Asks a device in DFU mode which memories it offers. On an STM32F405: 0 internal flash, 1 option
/// bytes, 2 one-time programmable memory, 3 device features.
[[nodiscard]] std::vector<DfuseMemory> dfuse_memories(usb::Host& host,
                                                      const usb::Attached& attached);

/// Opens a device that find_dfu() says is_dfuse() of, brings it to dfuIDLE whatever an earlier tool
/// left it in, and reads the layout of memory `alternate`. `host` must outlive the programmer.
[[nodiscard]] std::unique_ptr<Programmer> connect_dfuse(usb::Host& host,
                                                        const usb::Attached& attached,
                                                        unsigned alternate = 0);

}  // namespace perth::cli
