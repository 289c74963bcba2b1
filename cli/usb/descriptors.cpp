#include "cli/usb/descriptors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli::usb {
namespace {

// Source: USB 2.0, "Descriptor Types" and the tables of each standard descriptor.
constexpr std::uint8_t device_type = 0x01;
constexpr std::uint8_t configuration_type = 0x02;
constexpr std::uint8_t interface_type = 0x04;
constexpr std::uint8_t endpoint_type = 0x05;
constexpr std::size_t device_length = 18;
constexpr std::size_t configuration_length = 9;
constexpr std::size_t interface_length = 9;
constexpr std::size_t endpoint_length = 7;

[[noreturn]] void fail(std::string why) {
    throw Error({.what = "the descriptors of a USB device do not hold together",
                 .why = std::move(why),
                 .hint = "unplug it and plug it in again",
                 .fault = Fault::protocol});
}

// Returns the descriptor at the front of `bytes`, its length checked.
BytesView first_of(BytesView bytes, std::size_t offset) {
    const std::size_t length = bytes[0];
    if (length < 2) {
        fail(fmt::format("the descriptor at byte {} has a length of {}", offset, length));
    }
    if (length > bytes.size()) {
        fail(fmt::format("the descriptor at byte {} says {} bytes, {} are there", offset, length,
                         bytes.size()));
    }
    return bytes.first(length);
}

void require_length(BytesView descriptor, std::size_t length, std::string_view kind) {
    if (descriptor.size() >= length) return;
    fail(fmt::format("the {} descriptor has {} bytes, not {}", kind, descriptor.size(), length));
}

Descriptors read_device(BytesView bytes) {
    if (bytes.size() < device_length || bytes[0] < device_length || bytes[1] != device_type) {
        fail("they do not begin with a device descriptor");
    }
    Descriptors result;
    result.vid = little_endian<std::uint16_t>(bytes, 8);
    result.pid = little_endian<std::uint16_t>(bytes, 10);
    result.bcd_device = little_endian<std::uint16_t>(bytes, 12);
    result.max_packet_size0 = bytes[7];
    result.serial_index = bytes[16];
    return result;
}

Interface read_interface(BytesView descriptor) {
    require_length(descriptor, interface_length, "interface");
    return {.number = descriptor[2],
            .alternate = descriptor[3],
            .class_code = descriptor[5],
            .subclass = descriptor[6],
            .protocol = descriptor[7],
            .name_index = descriptor[8],
            .extra = {}};
}

Endpoint read_endpoint(BytesView descriptor) {
    require_length(descriptor, endpoint_length, "endpoint");
    return {.address = descriptor[2], .type = static_cast<Endpoint::Type>(descriptor[3] & 3)};
}

// Reads what follows the configuration descriptor.
void read_interfaces(BytesView bytes, std::size_t offset, Descriptors& result) {
    while (!bytes.empty()) {
        const BytesView descriptor = first_of(bytes, offset);
        if (descriptor[1] == interface_type) {
            result.interfaces.push_back(read_interface(descriptor));
        } else if (descriptor[1] == endpoint_type) {
            const Endpoint endpoint = read_endpoint(descriptor);
            if (!result.interfaces.empty()) {
                result.interfaces.back().endpoints.push_back(endpoint);
            }
        } else {
            Bytes& extra =
                result.interfaces.empty() ? result.extra : result.interfaces.back().extra;
            extra.insert(extra.end(), descriptor.begin(), descriptor.end());
        }
        bytes = bytes.subspan(descriptor.size());
        offset += descriptor.size();
    }
}

}  // namespace

std::string to_string(const Place& place) {
    return fmt::format("{}-{}", place.bus, fmt::join(place.ports, "."));
}

std::optional<Place> parse_place(std::string_view text) {
    Place place;
    unsigned* into = &place.bus;
    const char* const end = text.data() + text.size();
    for (const char* at = text.data();;) {
        const auto [after, error] = std::from_chars(at, end, *into);
        if (error != std::errc{}) return std::nullopt;
        if (after == end) break;
        if (*after != (into == &place.bus ? '-' : '.')) return std::nullopt;
        into = &place.ports.emplace_back();
        at = after + 1;
    }
    if (place.ports.empty()) return std::nullopt;
    return place;
}

Descriptors parse_descriptors(BytesView bytes) {
    Descriptors result = read_device(bytes);
    const std::size_t offset = bytes[0];
    bytes = bytes.subspan(std::min(offset, bytes.size()));
    if (bytes.empty()) return result;  // not configured
    if (bytes.size() < 2) fail("they end within a descriptor");

    const BytesView configuration = first_of(bytes, offset);
    if (configuration[1] != configuration_type) fail("no configuration follows the device");
    require_length(configuration, configuration_length, "configuration");
    const std::size_t total = little_endian<std::uint16_t>(configuration, 2);
    if (total < configuration.size() || total > bytes.size()) {
        fail(fmt::format("the configuration says {} bytes, {} are there", total, bytes.size()));
    }
    read_interfaces(bytes.first(total).subspan(configuration.size()), offset + configuration.size(),
                    result);
    return result;
}

}  // namespace perth::cli::usb
