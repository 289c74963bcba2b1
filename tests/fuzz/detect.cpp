// Any bytes as a file whose format is told by its content.
#include "cli/image/image.hpp"
#include "tests/fuzz/image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    perth::cli::fuzz::try_format(perth::cli::parse_image, data, size);
    return 0;
}
