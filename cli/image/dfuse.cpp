#include "cli/image/dfuse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/image/dfu_suffix.hpp"
#include "cli/image/formats.hpp"
#include "cli/image/segments.hpp"
#include "cli/support/counted.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view file_signature = "DfuSe";
constexpr std::string_view target_signature = "Target";
constexpr std::size_t prefix_size = 11;
constexpr std::size_t target_prefix_size = 274;
constexpr std::size_t target_name_size = 255;
constexpr std::size_t element_prefix_size = 8;

bool begins_with(BytesView bytes, std::string_view text) {
    return bytes.size() >= text.size() &&
           std::equal(text.begin(), text.end(), bytes.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

/// Takes a file apart from its beginning; knows how far it has come.
class Reader {
public:
    Reader(BytesView bytes, const std::string& name) : rest_(bytes), name_(name) {}

    /// Returns the next `count` bytes, of what `what` names.
    BytesView take(std::size_t count, std::string_view what) {
        if (count > rest_.size()) {
            reject(fmt::format("{} of {} begins at offset {}, {} before the end", what,
                               counted(count, "byte"), at_, counted(rest_.size(), "byte")));
        }
        const BytesView taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        at_ += count;
        return taken;
    }

    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }

    [[noreturn]] void reject(std::string why) const {
        reject_image(fmt::format("{} is no valid DfuSe file", name_), std::move(why));
    }

private:
    BytesView rest_;
    std::size_t at_ = 0;
    const std::string& name_;
};

/// Returns the number of targets.
std::size_t read_prefix(Reader& reader, std::size_t file_size) {
    const std::size_t without_suffix = reader.left();
    const BytesView prefix = reader.take(prefix_size, "the prefix");
    if (prefix[5] != 1) reader.reject(fmt::format("its version is {}, not 1", prefix[5]));
    const std::size_t size = little_endian<std::uint32_t>(prefix, 6);
    // Some writers leave out the suffix.
    if (size != file_size && size != without_suffix) {
        reader.reject(
            fmt::format("it says that it has {} and has {}", counted(size, "byte"), file_size));
    }
    return prefix[10];
}

void read_target(Reader& reader, Segments& segments, std::size_t& number) {
    const std::size_t begin = reader.at();
    const BytesView prefix = reader.take(target_prefix_size, "a target");
    if (!begins_with(prefix, target_signature)) {
        reader.reject(fmt::format("no target begins at offset {}", begin));
    }
    const std::size_t size = little_endian<std::uint32_t>(prefix, 266);
    const std::size_t elements = little_endian<std::uint32_t>(prefix, 270);
    const std::size_t elements_begin = reader.at();
    for (std::size_t i = 0; i < elements; ++i) {
        const BytesView element = reader.take(element_prefix_size, "an element");
        const std::size_t length = little_endian<std::uint32_t>(element, 4);
        segments.add(little_endian<std::uint32_t>(element), reader.take(length, "an element"),
                     ++number, prefix[6]);
    }
    if (reader.at() - elements_begin != size) {
        reader.reject(fmt::format("the target at offset {} says {}; its elements have {}", begin,
                                  counted(size, "byte"), reader.at() - elements_begin));
    }
}

void append_text(Bytes& bytes, std::string_view text, std::size_t size) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    bytes.insert(bytes.end(), size - text.size(), 0);
}

using SegmentRange = std::span<const Segment>;

/// Returns the segments at the beginning of `rest` that have its first one's alternate setting.
SegmentRange first_target(SegmentRange rest) {
    const auto end = std::find_if(rest.begin(), rest.end(), [&](const Segment& segment) {
        return segment.alternate != rest.front().alternate;
    });
    return rest.first(static_cast<std::size_t>(end - rest.begin()));
}

void append_target(Bytes& file, SegmentRange segments) {
    std::size_t size = 0;
    for (const Segment& segment : segments) size += element_prefix_size + segment.bytes.size();
    append_text(file, target_signature, target_signature.size());
    file.push_back(segments.front().alternate);
    append_little_endian(file, std::uint32_t{1});  // it has a name
    append_text(file, "ST...", target_name_size);
    append_little_endian(file, static_cast<std::uint32_t>(size));
    append_little_endian(file, static_cast<std::uint32_t>(segments.size()));
    for (const Segment& segment : segments) {
        append_little_endian(file, segment.address);
        append_little_endian(file, static_cast<std::uint32_t>(segment.bytes.size()));
        file.insert(file.end(), segment.bytes.begin(), segment.bytes.end());
    }
}

}  // namespace

bool is_dfuse_file(BytesView content) { return begins_with(content, file_signature); }

Image parse_dfuse(BytesView content, const std::string& name) {
    if (!has_dfu_signature(content)) {
        reject_image(fmt::format("{} is cut off", name), "it is a DfuSe file without a suffix");
    }
    const auto suffix = read_dfu_suffix(content);
    if (!suffix) return parse_dfu(content, name);  // which says what is wrong with the suffix
    Image image{.format = Image::Format::dfuse, .target = suffix->target};
    Segments segments(name, "element", Segments::Overlap::refused);
    Reader reader(content.first(content.size() - suffix->size), name);
    const std::size_t targets = read_prefix(reader, content.size());
    std::size_t number = 0;
    for (std::size_t i = 0; i < targets; ++i) read_target(reader, segments, number);
    if (reader.left() > 0) {
        reader.reject(fmt::format("behind the last target are {}", counted(reader.left(), "byte")));
    }
    segments.move_to(image);
    return image;
}

Bytes write_dfuse(const Image& image, const DfuTarget& target) {
    Bytes targets;
    std::uint8_t count = 0;
    for (SegmentRange rest(image.segments); !rest.empty(); ++count) {
        const SegmentRange segments = first_target(rest);
        append_target(targets, segments);
        rest = rest.subspan(segments.size());
    }
    Bytes file;
    append_text(file, file_signature, file_signature.size());
    file.push_back(1);
    append_little_endian(
        file, static_cast<std::uint32_t>(prefix_size + targets.size() + DfuSuffix::min_size));
    file.push_back(count);
    file.insert(file.end(), targets.begin(), targets.end());
    append_dfu_suffix(file, target, DfuSuffix::dfuse);
    return file;
}

}  // namespace perth::cli
