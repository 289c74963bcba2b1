#include "cli/flash/dfu_descriptors.hpp"

#include <algorithm>

#include "cli/flash/dfu_quirks.hpp"

namespace perth::cli {
namespace {

// USB DFU 1.1, "DFU Interface Descriptor".
constexpr std::uint8_t application_specific = 0xFE;
constexpr std::uint8_t firmware_upgrade = 0x01;
constexpr std::uint8_t dfu_mode = 0x02;
constexpr std::uint8_t functional_type = 0x21;
constexpr std::size_t functional_length = 9;
constexpr std::size_t functional_length_1_0 = 7;

bool is_dfu(const usb::Interface& interface) {
    return interface.class_code == application_specific && interface.subclass == firmware_upgrade;
}

DfuFunctional read_functional(BytesView bytes) {
    const std::uint8_t attributes = bytes[2];
    DfuFunctional result;
    result.can_download = attributes & 1;
    result.can_upload = attributes & 2;
    result.manifestation_tolerant = attributes & 4;
    result.will_detach = attributes & 8;
    result.detach_timeout = std::chrono::milliseconds(little_endian<std::uint16_t>(bytes, 3));
    result.transfer_size = little_endian<std::uint16_t>(bytes, 5);
    if (bytes.size() >= functional_length) result.version = little_endian<std::uint16_t>(bytes, 7);
    return result;
}

std::optional<DfuFunctional> find_functional(const usb::Descriptors& device, std::uint8_t number,
                                             const DfuQuirks& quirks) {
    std::optional<DfuFunctional> result;
    for (const auto& interface : device.interfaces) {
        const bool is_it = is_dfu(interface) && interface.number == number;
        if (is_it && !result) result = parse_dfu_functional(interface.extra);
    }
    if (!result) result = parse_dfu_functional(device.extra);
    if (result && quirks.version) result->version = *quirks.version;
    return result;
}

bool is_in_dfu_mode(const usb::Interface& interface, const DfuInterface& found,
                    const DfuQuirks& quirks) {
    const bool is_dfuse = found.functional && found.functional->version == 0x011A;
    return interface.protocol == dfu_mode || quirks.is_in_dfu_mode ||
           (is_dfuse && interface.protocol == 0);
}

}  // namespace

std::optional<DfuFunctional> parse_dfu_functional(BytesView descriptors) {
    while (descriptors.size() >= 2) {
        const std::size_t length = descriptors[0];
        if (length < 2 || length > descriptors.size()) break;
        if (descriptors[1] == functional_type && length >= functional_length_1_0) {
            return read_functional(descriptors.first(length));
        }
        descriptors = descriptors.subspan(length);
    }
    return std::nullopt;
}

std::optional<DfuInterface> find_dfu(const usb::Attached& attached) {
    const auto& device = attached.descriptors;
    const DfuQuirks quirks = dfu_quirks(device);
    std::optional<DfuInterface> result;
    for (const auto& interface : device.interfaces) {
        if (!is_dfu(interface)) continue;
        DfuInterface found{.number = interface.number,
                           .functional = find_functional(device, interface.number, quirks),
                           .alternates = {}};
        found.in_dfu_mode = is_in_dfu_mode(interface, found, quirks);
        const bool is_better = !result || (found.in_dfu_mode && !result->in_dfu_mode);
        if (is_better) result = std::move(found);
        if (result->number != interface.number) continue;
        result->alternates.push_back({interface.alternate, interface.name_index});
    }
    return result;
}

}  // namespace perth::cli
