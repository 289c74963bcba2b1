#include "cli/flash/dfu_status.hpp"

#include <fmt/format.h>

#include <array>

namespace perth::cli {
namespace {

constexpr std::array states = {
    "appIDLE",        "appDETACH",        "dfuIDLE",     "dfuDNLOAD-SYNC",         "dfuDNBUSY",
    "dfuDNLOAD-IDLE", "dfuMANIFEST-SYNC", "dfuMANIFEST", "dfuMANIFEST-WAIT-RESET", "dfuUPLOAD-IDLE",
    "dfuERROR",
};

struct Code {
    const char* name;
    const char* meaning;
};

// USB DFU 1.1, "DFU_GETSTATUS Request": the meanings are its own, shortened.
constexpr std::array codes = {
    Code{"OK", "no error"},
    Code{"errTARGET", "the address or file is not for this device"},
    Code{"errFILE", "the file fails the vendor's check"},
    Code{"errWRITE", "the device cannot write its memory"},
    Code{"errERASE", "erasing failed"},
    Code{"errCHECK_ERASED", "the memory is not erased"},
    Code{"errPROG", "programming failed"},
    Code{"errVERIFY", "what was programmed reads back differently"},
    Code{"errADDRESS", "the address is out of range"},
    Code{"errNOTDONE", "the end came before the device had all data"},
    Code{"errFIRMWARE", "the device has no valid program"},
    Code{"errVENDOR", "the vendor's own error"},
    Code{"errUSBR", "the device saw an unexpected USB reset"},
    Code{"errPOR", "the device saw an unexpected power-on reset"},
    Code{"errUNKNOWN", "the device does not know what went wrong"},
    Code{"errSTALLEDPKT", "the device stalled an unexpected request"},
};

}  // namespace

std::optional<DfuStatus> parse_dfu_status(BytesView bytes) {
    if (bytes.size() != DfuStatus::size) return std::nullopt;
    const unsigned poll = little_endian<std::uint16_t>(bytes, 1) | unsigned{bytes[3]} << 16;
    return DfuStatus{.code = bytes[0],
                     .poll = std::chrono::milliseconds(poll),
                     .state = static_cast<DfuState>(bytes[4]),
                     .string_index = bytes[5]};
}

std::string to_string(DfuState state) {
    const auto index = static_cast<std::size_t>(state);
    return index < states.size() ? states[index] : fmt::format("state 0x{:02x}", index);
}

std::string describe_dfu_code(std::uint8_t code) {
    if (code >= codes.size())
        return fmt::format("status 0x{:02x}, which DFU 1.1 does not have", code);
    return fmt::format("{} (0x{:02x}): {}", codes[code].name, code, codes[code].meaning);
}

}  // namespace perth::cli
