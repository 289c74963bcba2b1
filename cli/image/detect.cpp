// What a file is, told by its content, and only where that says nothing by its name.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/image/formats.hpp"
#include "cli/image/image.hpp"
#include "cli/image/segments.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/files.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

/// HEX takes 2.8 characters a byte, an ELF may carry much debug information.
constexpr std::size_t file_limit = 4 * image_limit;

struct Row {
    std::string_view name;                    ///< with its article
    std::array<std::string_view, 5> endings;  ///< of file names; empty: no more
    bool (*is)(BytesView content);
    Image (*parse)(BytesView content, const std::string& name, const ImageFor& wanted);
};

/// A format whose files hold one image, as a row wants it.
template <Image (*parse)(BytesView, const std::string&)>
Image only(BytesView content, const std::string& name, const ImageFor&) {
    return parse(content, name);
}

/// In this order: a file may look like several.
constexpr std::array rows = {
    Row{"an ELF", {".elf", ".axf"}, is_elf, only<parse_elf>},
    Row{"a UF2", {".uf2"}, is_uf2, parse_uf2},
    Row{"a DfuSe", {}, is_dfuse_file, only<parse_dfuse>},
    Row{"a DFU", {".dfu"}, is_dfu_file, only<parse_dfu>},
    Row{"an Intel HEX", {".hex", ".ihex", ".ihx"}, is_intel_hex, parse_intel_hex},
    Row{"an SREC", {".srec", ".s19", ".s28", ".s37", ".mot"}, is_srec, only<parse_srec>},
};

void check_name(BytesView content, const std::string& name) {
    const auto promised = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
        return std::any_of(row.endings.begin(), row.endings.end(), [&](std::string_view ending) {
            return !ending.empty() && name.ends_with(ending);
        });
    });
    if (promised == rows.end()) return;
    std::string first;
    for (const std::uint8_t byte : content.first(std::min<std::size_t>(content.size(), 8))) {
        first += fmt::format(" {:02x}", byte);
    }
    reject_image(fmt::format("{} is not {} file", name, promised->name),
                 fmt::format("it has {} and begins with{}", counted(content.size(), "byte"), first),
                 "give a file of plain bytes a name that ends in .bin");
}

Image parse_bin(BytesView content, const std::string& name) {
    check_name(content, name);
    Image image{.format = Image::Format::bin, .has_addresses = false};
    Segments segments(name, "byte", Segments::Overlap::refused);
    segments.add(0, content, 0);
    segments.move_to(image);
    return image;
}

}  // namespace

Image parse_image(BytesView content, const std::string& name, const ImageFor& wanted) {
    if (content.empty()) reject_image(fmt::format("{} is empty", name));
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row& one) { return one.is(content); });
    Image image = row != rows.end() ? row->parse(content, name, wanted) : parse_bin(content, name);
    image.name = name;
    return image;
}

Image read_image(const std::filesystem::path& file, const ImageFor& wanted) {
    const std::string content = read_file(file, file_limit);
    return parse_image({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()},
                       file.string(), wanted);
}

}  // namespace perth::cli
