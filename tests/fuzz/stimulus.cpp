// expand_stimulus with any text: lines in order of time, or an Error that points into the text.
#include "cli/emulator/stimulus.hpp"

#include <charconv>

#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

void require_order(std::string_view lines) {
    std::int64_t before = 0;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        require(end != std::string_view::npos);
        std::int64_t time = -1;
        const auto [rest, error] = std::from_chars(lines.data(), lines.data() + end, time);
        require(error == std::errc{} && *rest == ' ' && time >= before);
        before = time;
        lines.remove_prefix(end + 1);
    }
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    static const PadNames pads{std::vector<NamedPad>{
        {.pad = 0, .name = "LED"},
        {.pad = 8, .name = "BUTTON", .active_low = true, .is_input = true},
        {.pad = 9, .name = "SWITCH", .is_input = true, .released = Level::low}}};
    const std::string_view text = fuzz::text_of(data, size);
    // A number of six digits makes a million events, which is meant to work but takes long.
    int digits = 0;
    for (const char c : text) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits > 4) return 0;
    }
    try {
        fuzz::require_order(expand_stimulus(text, "fuzz", pads));
    } catch (const Error& error) {
        fuzz::require_sound(error);
        fuzz::require(error.parts().exit == Exit::wrong_use);
        fuzz::require(error.parts().what.starts_with("fuzz:"));
    }
    return 0;
}
