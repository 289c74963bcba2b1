// Plain DFU files: bytes without addresses and a suffix.
#include <fmt/format.h>

#include "cli/image/dfu_suffix.hpp"
#include "cli/image/formats.hpp"
#include "cli/image/segments.hpp"
#include "cli/support/counted.hpp"

namespace perth::cli {

bool is_dfu_file(BytesView content) { return has_dfu_signature(content); }

Image parse_dfu(BytesView content, const std::string& name) {
    const auto suffix = read_dfu_suffix(content);
    if (!suffix) {
        const std::size_t length = content[content.size() - 5];
        if (length < DfuSuffix::min_size || length > content.size()) {
            reject_image(
                fmt::format("{} is damaged", name),
                fmt::format("its DFU suffix says that it is {} long", counted(length, "byte")));
        }
        reject_image(fmt::format("{} is damaged", name),
                     fmt::format("the CRC in its DFU suffix is 0x{:08x}; its bytes make 0x{:08x}",
                                 little_endian<std::uint32_t>(content.last(4)), dfu_crc(content)));
    }
    Image image{.format = Image::Format::dfu, .has_addresses = false, .target = suffix->target};
    Segments segments(name, "byte", Segments::Overlap::refused);
    segments.add(0, content.first(content.size() - suffix->size), 0);
    segments.move_to(image);
    return image;
}

}  // namespace perth::cli
