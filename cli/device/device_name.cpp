#include "cli/device/device_name.hpp"

#include <fmt/format.h>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view digits = "0123456789";

/// Takes a decimal number away from the front; false if there is none.
bool take_number(std::string_view& text) {
    const std::size_t size = std::min(text.find_first_not_of(digits), text.size());
    text.remove_prefix(size);
    return size > 0 && size <= 4;
}

/// BUS-PORT.PORT…, as the kernel writes it.
bool is_place(std::string_view text) {
    if (!take_number(text) || !text.starts_with('-')) return false;
    do {
        text.remove_prefix(1);
        if (!take_number(text)) return false;
    } while (text.starts_with('.'));
    return text.empty();
}

}  // namespace

DeviceName parse_device_name(std::string_view text,
                             const std::map<std::string, std::string>& names) {
    using Kind = DeviceName::Kind;
    if (const auto named = names.find(std::string(text)); named != names.end()) {
        text = named->second;
    }
    constexpr std::string_view usb = "usb:";
    if (text.starts_with(usb)) {
        const std::string_view place = text.substr(usb.size());
        if (is_place(place)) return {Kind::place, std::string(place)};
        throw Error({.what = fmt::format("{} is no USB place", text),
                     .why = "a place is the bus and the ports down to the device: usb:1-4.2",
                     .hint = "perth devices lists them",
                     .exit = Exit::wrong_use});
    }
    if (text.empty()) {
        throw Error({.what = "no device is named",
                     .hint = "give a serial number, a path, or a USB place such as 1-4.2",
                     .exit = Exit::wrong_use});
    }
    if (is_place(text)) return {Kind::place, std::string(text)};
    if (text.starts_with("/dev/bus/usb/")) return {Kind::node, std::string(text)};
    const bool is_port = text.starts_with('/') || text.find("://") != text.npos;
    return {is_port ? Kind::port : Kind::serial, std::string(text)};
}

}  // namespace perth::cli
