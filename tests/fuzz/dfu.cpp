// Any bytes as a DFU file, as they are and with a suffix that fits, so that what it guards is read.
#include "cli/image/dfu_suffix.hpp"
#include "cli/image/formats.hpp"
#include "tests/fuzz/image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    if (is_dfu_file({data, size})) fuzz::try_format(parse_dfu, data, size);
    Bytes file(data, data + size);
    append_dfu_suffix(file, {}, DfuSuffix::plain);
    if (size > 0) fuzz::require(parse_dfu(file, "file").size() == size);
    return 0;
}
