#include "cli/usb/usb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/support/error.hpp"

namespace perth::cli::usb {
namespace {

constexpr std::chrono::milliseconds string_timeout{1000};
constexpr Setup get_string{.request_type = 0x80, .request = 6};  // GET_DESCRIPTOR
constexpr std::uint8_t string_type = 3;
constexpr std::uint16_t american_english = 0x0409;

void append_utf8(std::string& text, char32_t code) {
    const auto append = [&text](char32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) return append(code);
    if (code < 0x800) {
        append(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            append(0xE0 | code >> 12);
        } else {
            append(0xF0 | code >> 18);
            append(0x80 | (code >> 12 & 0x3F));
        }
        append(0x80 | (code >> 6 & 0x3F));
    }
    append(0x80 | (code & 0x3F));
}

// Reads UTF-16, little-endian; half a surrogate pair is U+FFFD.
std::string utf8_of(BytesView utf16) {
    std::string text;
    const std::size_t count = utf16.size() / 2;
    const auto unit = [utf16](std::size_t i) -> char32_t {
        return little_endian<std::uint16_t>(utf16, 2 * i);
    };
    for (std::size_t i = 0; i < count; ++i) {
        char32_t code = unit(i);
        const bool is_surrogate = code >> 11 == 0x1B;  // D800…DFFF
        if (is_surrogate && code < 0xDC00 && i + 1 < count && unit(i + 1) >> 10 == 0x37) {
            code = 0x10000 + ((code & 0x3FF) << 10 | (unit(++i) & 0x3FF));
        } else if (is_surrogate) {
            code = 0xFFFD;
        }
        append_utf8(text, code);
    }
    return text;
}

}  // namespace

std::string name_of(const Attached& attached) {
    return fmt::format("the USB device {:04x}:{:04x} at {}", attached.descriptors.vid,
                       attached.descriptors.pid, to_string(attached.place));
}

std::optional<Drive> Host::drive_of(const Attached&) { return std::nullopt; }

std::unique_ptr<Volume> Host::open_volume(const Attached& attached) {
    throw Error({.what = name_of(attached) + " has no drive",
                 .hint = "plug it in again and run the same command again",
                 .fault = Fault::gone,
                 .device = to_string(attached.place)});
}

std::string to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::ok:
            return "the transfer succeeded";
        case Outcome::stall:
            return "the device stalled the request";
        case Outcome::timeout:
            return "the device did not answer in time";
        case Outcome::gone:
            return "the device is not there any more";
        case Outcome::failed:
            break;
    }
    return "the transfer failed";
}

std::string read_string(Device& device, std::uint8_t index) {
    if (index == 0) return {};
    Setup setup = get_string;
    setup.value = static_cast<std::uint16_t>(string_type << 8 | index);
    setup.index = american_english;
    std::array<std::uint8_t, 255> bytes{};
    const Transfer transfer = device.control_in(setup, bytes, string_timeout);
    if (transfer.outcome != Outcome::ok || transfer.length < 2 || bytes[1] != string_type) {
        return {};
    }
    // An STM32F427's ROM announces more than it sends: what has come counts.
    const std::size_t length = std::min<std::size_t>(transfer.length, bytes[0]);
    if (length < 2) return {};
    return utf8_of(BytesView(bytes).first(length).subspan(2));
}

}  // namespace perth::cli::usb
