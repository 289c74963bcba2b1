#include "tests/fakes/pico_program.hpp"

namespace perth::fakes {
namespace {

constexpr std::uint8_t reset_interface = 2;
constexpr std::uint8_t line_coding_request = 0x20;
constexpr std::uint8_t line_state_request = 0x22;

}  // namespace

cli::Bytes PicoProgram::descriptors() const {
    cli::Bytes bytes = CdcAcm::descriptors();
    if (!behaviour_.has_reset_interface) return bytes;
    const cli::Bytes interface = {9, 4, reset_interface, 0, 0, 0xFF, 0x00, 0x01, 0};
    bytes.insert(bytes.end(), interface.begin(), interface.end());
    bytes[18 + 2] = static_cast<std::uint8_t>(bytes.size() - 18);
    bytes[18 + 4] = 3;
    return bytes;
}

Answer PicoProgram::control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) {
    if (setup.index == reset_interface && behaviour_.has_reset_interface) {
        const bool is_request = setup.request_type == 0x21 && setup.request == 1;
        if (is_request) attached_ = false;
        return {.outcome = is_request ? cli::usb::Outcome::gone : cli::usb::Outcome::stall};
    }
    const Answer answer = CdcAcm::control(setup, out, length);
    if (setup.request == line_coding_request && out.size() >= 4) {
        is_touched_ = cli::little_endian<std::uint32_t>(out) == 1200;
    }
    const bool is_dtr_off = setup.request == line_state_request && (setup.value & 1) == 0;
    const bool leaves = is_touched_ && (is_dtr_off || !behaviour_.needs_dtr_off);
    if (behaviour_.heeds_1200_baud && leaves) attached_ = false;
    return answer;
}

}  // namespace perth::fakes
