// Any bytes as what a probe's drive tells of itself and of a failure.
#include "cli/flash/drive_texts.hpp"

#include <string_view>

#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)parse_drive_details(text).remounts();
    const DriveFailure failure = parse_drive_failure(text);
    (void)drive_hint(failure);
    for (const char each : failure.text) {
        fuzz::require(static_cast<unsigned char>(each) >= 0x20 && each != 0x7F);
    }
    return 0;
}
