// Any bytes as a file of the format Intel HEX.
#include "cli/image/formats.hpp"
#include "tests/fuzz/image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    perth::cli::fuzz::try_format(perth::cli::parse_intel_hex, data, size);
    return 0;
}
