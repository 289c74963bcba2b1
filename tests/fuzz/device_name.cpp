// Any text as the name of a device: one of its kinds, or an Error that says why not.
#include "cli/device/device_name.hpp"

#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    const std::string_view text = fuzz::text_of(data, size);
    try {
        const DeviceName name = parse_device_name(text, {});
        fuzz::require(text.ends_with(name.text) && !name.text.empty());
        fuzz::require(name.kind == DeviceName::Kind::place || name.text == text);
    } catch (const Error& error) {
        fuzz::require_sound(error);
        fuzz::require(text.empty() || text.starts_with("usb:"));
    }
    return 0;
}
