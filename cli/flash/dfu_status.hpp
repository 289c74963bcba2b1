// What a DFU device says of itself when asked: status, state, and how long to leave it alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// Source: USB DFU 1.1, "DFU_GETSTATUS Request", bState.
enum class DfuState : std::uint8_t {
    app_idle,
    app_detach,
    idle,
    download_sync,
    download_busy,
    download_idle,
    manifest_sync,
    manifest,
    manifest_wait_reset,
    upload_idle,
    error,
};

/// The status codes that perth tells apart.
/// Source: USB DFU 1.1, "DFU_GETSTATUS Request", bStatus.
namespace dfu_code {
inline constexpr std::uint8_t ok = 0x00;
inline constexpr std::uint8_t vendor = 0x0B;
}  // namespace dfu_code

/// The reply to DFU_GETSTATUS.
struct DfuStatus {
    static constexpr std::size_t size = 6;

    std::uint8_t code = dfu_code::ok;
    std::chrono::milliseconds poll{0};  ///< bwPollTimeout: not to be asked again before, 0…2^24-1
    DfuState state = DfuState::idle;    ///< may be none of the enumerators
    std::uint8_t string_index = 0;      ///< of a description; 0: none
};

/// Nothing if `bytes` has not the right length.
[[nodiscard]] std::optional<DfuStatus> parse_dfu_status(BytesView bytes);

/// Returns the standard's name, "dfuDNLOAD-IDLE"; "state 0x0b" for what has none.
[[nodiscard]] std::string to_string(DfuState state);

/// Returns the standard's name and meaning: "errVERIFY (0x07): what was programmed reads back
/// differently".
[[nodiscard]] std::string describe_dfu_code(std::uint8_t code);

}  // namespace perth::cli
