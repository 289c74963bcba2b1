#include "tests/fakes/cdc_acm.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace perth::fakes {
namespace {

using cli::Bytes;
using cli::BytesView;
using cli::usb::Outcome;
using cli::usb::Setup;

constexpr std::uint8_t data_in = 0x81;
constexpr std::uint8_t data_out = 0x01;
constexpr std::uint8_t notifications = 0x82;

// Source: PSTN 1.2, "Management Element Requests".
enum class Request : std::uint8_t {
    set_line_coding = 0x20,
    get_line_coding = 0x21,
    set_control_line_state = 0x22,
};
constexpr std::size_t line_coding_size = 7;

// One configuration: an interface for control with its functional descriptors (header, call
// management, abstract control model with line coding and line state, union), one for data.
constexpr std::uint8_t configuration[] = {
    9,    2,    67,
    0,    2,    1,
    0,    0x80, 50,  // configuration of two interfaces, 100 mA
    9,    4,    0,
    0,    1,    2,
    2,    0,    0,  // interface 0: communications, abstract control
    5,    0x24, 0,
    0x10, 1,  //
    5,    0x24, 1,
    0,    1,  //
    4,    0x24, 2,
    2,  //
    5,    0x24, 6,
    0,    1,  //
    7,    5,    notifications,
    3,    8,    0,
    16,  // interrupt
    9,    4,    1,
    0,    2,    10,
    0,    0,    0,  // interface 1: data
    7,    5,    data_out,
    2,    64,   0,
    0,  // bulk
    7,    5,    data_in,
    2,    64,   0,
    0,
};

}  // namespace

Bytes CdcAcm::descriptors() const {
    Bytes bytes = {18, 1, 0, 2, 2, 0, 0, 64};  // USB 2.0, a communications device
    cli::append_little_endian(bytes, identity_.vid);
    cli::append_little_endian(bytes, identity_.pid);
    cli::append_little_endian(bytes, std::uint16_t{0x0200});
    bytes.insert(bytes.end(), {1, 2, 3, 1});  // manufacturer, product, serial; one configuration
    bytes.insert(bytes.end(), std::begin(configuration), std::end(configuration));
    return bytes;
}

std::string CdcAcm::string(std::uint8_t index) const {
    switch (index) {
        case 1:
            return "perth tests";
        case 2:
            return identity_.product;
        case 3:
            return identity_.serial;
        default:
            return {};
    }
}

Answer CdcAcm::control(const Setup& setup, BytesView out, std::size_t /*length*/) {
    switch (static_cast<Request>(setup.request)) {
        case Request::set_line_coding:
            return set_line_coding(out);
        case Request::get_line_coding:
            return {.data = line_coding_};
        case Request::set_control_line_state:
            settings_.push_back(fmt::format("dtr {}, rts {}", (setup.value & 1) != 0 ? "on" : "off",
                                            (setup.value & 2) != 0 ? "on" : "off"));
            return {};
    }
    return {.outcome = Outcome::stall};
}

// Source: PSTN 1.2, "Line Coding Structure".
Answer CdcAcm::set_line_coding(BytesView coding) {
    if (coding.size() != line_coding_size || coding[4] > 2 || coding[5] > 4) {
        return {.outcome = Outcome::stall};
    }
    constexpr const char* stop_bits[] = {"1", "1.5", "2"};
    line_coding_.assign(coding.begin(), coding.end());
    settings_.push_back(fmt::format("{} {}{}{}", cli::little_endian<std::uint32_t>(coding),
                                    coding[6], "NOEMS"[coding[5]], stop_bits[coding[4]]));
    return {};
}

Answer CdcAcm::bulk_in(std::uint8_t endpoint, std::size_t length) {
    if (endpoint == notifications || to_host_.empty()) return {.outcome = Outcome::timeout};
    if (endpoint != data_in) return {.outcome = Outcome::stall};
    const auto end =
        to_host_.begin() + static_cast<std::ptrdiff_t>(std::min(length, to_host_.size()));
    Answer answer = {.data = {to_host_.begin(), end}};
    to_host_.erase(to_host_.begin(), end);
    return answer;
}

Outcome CdcAcm::bulk_out(std::uint8_t endpoint, BytesView data) {
    if (endpoint != data_out) return Outcome::stall;
    received_.append(data.begin(), data.end());
    return Outcome::ok;
}

}  // namespace perth::fakes
