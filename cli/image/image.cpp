#include "cli/image/image.hpp"

#include <fmt/format.h>

#include "cli/image/segments.hpp"

namespace perth::cli {

std::size_t Image::size() const noexcept {
    std::size_t size = 0;
    for (const Segment& segment : segments) size += segment.bytes.size();
    return size;
}

std::string to_string(Image::Format format) {
    switch (format) {
        case Image::Format::elf:
            return "ELF";
        case Image::Format::intel_hex:
            return "Intel HEX";
        case Image::Format::srec:
            return "SREC";
        case Image::Format::dfuse:
            return "DfuSe";
        case Image::Format::dfu:
            return "DFU";
        case Image::Format::uf2:
            return "UF2";
        case Image::Format::bin:
            break;
    }
    return "BIN";
}

void place_image(Image& image, std::uint32_t address) {
    if (image.has_addresses) {
        reject_image(fmt::format("{} has addresses of its own", image.name),
                     fmt::format("it is {}, which begins at 0x{:08x}", to_string(image.format),
                                 image.segments.front().address),
                     "leave out --address");
    }
    Segments segments(image.name, "byte", Segments::Overlap::refused);
    segments.add(address, image.segments.front().bytes, 0);
    image.segments.clear();
    segments.move_to(image);
    image.has_addresses = true;
}

}  // namespace perth::cli
