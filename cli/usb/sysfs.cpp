#include "cli/usb/sysfs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"

namespace perth::cli::usb {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_attribute = 128 << 10;  // all of a device's descriptors
constexpr std::uint8_t hub_class = 9;

// Returns a line of text without its end; empty if there is none.
std::string attribute(const fs::path& device, const char* name) {
    try {
        std::string text = read_file(device / name, longest_attribute);
        while (text.ends_with('\n')) text.pop_back();
        return text;
    } catch (const Error&) {
        return {};
    }
}

unsigned number(const fs::path& device, const char* name) {
    const std::string text = attribute(device, name);
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<Attached> read_device(const fs::path& device, const std::string& dev) {
    const auto place = parse_place(device.filename().string());
    if (!place) return std::nullopt;  // an interface, or a bus itself
    try {
        const std::string raw = read_file(device / "descriptors", longest_attribute);
        const Bytes bytes(raw.begin(), raw.end());
        Attached result;
        result.place = *place;
        result.descriptors = parse_descriptors(bytes);
        if (bytes[4] == hub_class) return std::nullopt;
        result.address = number(device, "devnum");
        result.manufacturer = attribute(device, "manufacturer");
        result.product = attribute(device, "product");
        result.serial = attribute(device, "serial");
        result.node = fmt::format("{}/bus/usb/{:03}/{:03}", dev, place->bus, result.address);
        result.may_be_opened = ::access(result.node.c_str(), R_OK | W_OK) == 0;
        return result;
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

std::vector<Attached> read_sysfs(const std::string& sysfs, const std::string& dev) {
    std::vector<Attached> result;
    std::error_code none;  // no folder: no USB in this kernel
    for (fs::directory_iterator at(fs::path(sysfs) / "bus/usb/devices", none), end;
         !none && at != end; at.increment(none)) {
        if (auto attached = read_device(at->path(), dev)) result.push_back(std::move(*attached));
    }
    std::ranges::sort(result, {}, &Attached::place);
    return result;
}

}  // namespace perth::cli::usb
