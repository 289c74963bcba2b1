// What a device's descriptors say of its DFU interface.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "cli/support/bytes.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// The DFU functional descriptor.
/// Source: USB DFU 1.1, "DFU Functional Descriptor".
struct DfuFunctional {
    bool can_download = false;
    bool can_upload = false;
    bool manifestation_tolerant = false;  ///< answers on the bus after a download
    bool will_detach = false;             ///< leaves the bus by itself after DFU_DETACH
    std::chrono::milliseconds detach_timeout{0};
    std::uint16_t transfer_size = 0;  ///< bytes in a block at most; 0: it does not say
    std::uint16_t version = 0x0100;   ///< bcdDFUVersion; 0x011A: ST DfuSe
};

/// Finds a functional descriptor among others; nothing if there is no whole one. One of seven bytes
/// is of DFU 1.0 and has no version.
[[nodiscard]] std::optional<DfuFunctional> parse_dfu_functional(BytesView descriptors);

/// The DFU interface of a device.
struct DfuInterface {
    /// An alternate setting; each stands for one memory.
    struct Alternate {
        std::uint8_t number = 0;
        std::uint8_t name_index = 0;  ///< of the string that names the memory; 0: none
    };

    std::uint8_t number = 0;
    bool in_dfu_mode = false;  ///< else a running program offers to enter its bootloader
    std::optional<DfuFunctional> functional;  ///< nothing: to be asked of the device itself
    std::vector<Alternate> alternates;        ///< at least one

    /// Speaks ST's DfuSe, which has addresses, and is ready to: connect_dfuse().
    [[nodiscard]] bool is_dfuse() const noexcept {
        return in_dfu_mode && functional && functional->version == 0x011A;
    }
};

/// Returns the device's DFU interface; the one in DFU mode if there are several. Knows devices that
/// name the wrong mode or version.
[[nodiscard]] std::optional<DfuInterface> find_dfu(const usb::Attached& attached);

}  // namespace perth::cli
