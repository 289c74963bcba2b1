// Any bytes as a file whose format is told by its content.
#include "cli/image/image.hpp"
#include "tests/fuzz/image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    fuzz::try_format(
        [](BytesView bytes, const std::string& name) { return parse_image(bytes, name); }, data,
        size);
    return 0;
}
