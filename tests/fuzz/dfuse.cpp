// Any bytes as a DfuSe file, as they are and with a suffix that fits; what is read and written
// again is read the same.
#include "cli/image/dfuse.hpp"

#include "cli/image/dfu_suffix.hpp"
#include "cli/image/formats.hpp"
#include "tests/fuzz/image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    fuzz::try_format(parse_dfuse, data, size);
    Bytes file(data, data + size);
    append_dfu_suffix(file, {}, DfuSuffix::dfuse);
    fuzz::try_format(parse_dfuse, file.data(), file.size());
    try {
        const Image image = parse_dfuse(file, "file");
        const Image again = parse_dfuse(write_dfuse(image, *image.target), "file");
        fuzz::require(again.segments == image.segments && again.target == image.target);
    } catch (const Error& error) {
        fuzz::require_sound(error);
    }
    return 0;
}
