// parse_descriptors with any bytes: an Error, or descriptors in which find_dfu() looks, and in
// which nothing is longer than what it was read from.
#include "cli/flash/dfu_descriptors.hpp"
#include "cli/flash/dfu_status.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    const BytesView bytes(data, size);
    fuzz::require(parse_dfu_status(bytes).has_value() == (size == DfuStatus::size));
    usb::Attached attached;
    try {
        attached.descriptors = usb::parse_descriptors(bytes);
    } catch (const Error& error) {
        fuzz::require_sound(error);
        return 0;
    }
    std::size_t kept = attached.descriptors.extra.size();
    for (const auto& interface : attached.descriptors.interfaces) kept += interface.extra.size();
    fuzz::require(kept <= size);
    const auto found = find_dfu(attached);
    if (found) fuzz::require(!found->alternates.empty());
    return 0;
}
