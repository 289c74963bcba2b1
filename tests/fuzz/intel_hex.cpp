// Any bytes as a file of the format Intel HEX, or Universal Hex for some board; what is read and
// written again is read the same.
#include "cli/image/intel_hex.hpp"

#include "cli/image/formats.hpp"
#include "tests/fuzz/image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    for (const ImageFor& wanted : {ImageFor{}, ImageFor{.universal_hex = {0x9903}}}) {
        try {
            const Image image = parse_intel_hex({data, size}, "file", wanted);
            fuzz::require_sound(image);
            const std::string text = write_intel_hex(image);
            const Bytes again(text.begin(), text.end());
            fuzz::require(parse_intel_hex(again, "file", {}).segments == image.segments);
        } catch (const Error& error) {
            fuzz::require_sound(error);
            fuzz::require(error.parts().fault == Fault::bad_input);
        }
    }
    return 0;
}
