#include "cli/image/segments.hpp"
#include "cli/support/counted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {

void reject_image(std::string what, std::string why, std::string hint) {
    throw Error({.what = std::move(what),
                 .why = std::move(why),
                 .hint = std::move(hint),
                 .fault = Fault::bad_input});
}

Segments::Segments(std::string name, std::string unit, Overlap overlap)
    : name_(std::move(name)), unit_(std::move(unit)), overlap_(overlap) {}

void Segments::add(std::uint32_t address, BytesView bytes, std::size_t number,
                   std::uint8_t alternate) {
    if (bytes.empty()) return;
    if (bytes.size() > (std::uint64_t{1} << 32) - address) {
        reject_image(fmt::format("{} goes beyond the last address", name_),
                     fmt::format("{} {} has {} at 0x{:08x}", unit_, number,
                                 counted(bytes.size(), "byte"), address));
    }
    if (bytes.size() > image_limit - bytes_.size()) {
        reject_image(fmt::format("{} is too large", name_),
                     fmt::format("it has more than {}", pretty_size(image_limit)));
    }
    pieces_.push_back({.begin = std::uint64_t{alternate} << 32 | address,
                       .offset = bytes_.size(),
                       .size = bytes.size(),
                       .number = number});
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void Segments::move_to(Image& image) {
    if (pieces_.empty()) reject_image(fmt::format("{} holds no bytes", name_));
    std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) {
        return std::tie(a.begin, a.offset) < std::tie(b.begin, b.offset);
    });
    std::size_t repeated_in_all = 0;
    std::uint64_t end = 0;  // of the last segment
    for (const Piece& piece : pieces_) {
        const auto alternate = static_cast<std::uint8_t>(piece.begin >> 32);
        if (image.segments.empty() || image.segments.back().alternate != alternate ||
            piece.begin > end) {
            image.segments.push_back({.address = static_cast<std::uint32_t>(piece.begin),
                                      .bytes = {},
                                      .alternate = alternate});
            end = piece.begin;
        }
        Segment& segment = image.segments.back();
        const auto repeated =
            static_cast<std::size_t>(std::min<std::uint64_t>(end - piece.begin, piece.size));
        if (repeated > 0) check_repeated(piece, segment, repeated);
        const BytesView fresh = bytes_of(piece).subspan(repeated);
        segment.bytes.insert(segment.bytes.end(), fresh.begin(), fresh.end());
        end += fresh.size();
        repeated_in_all += repeated;
    }
    if (repeated_in_all > 0) {
        image.warnings.push_back(fmt::format("{} gives {} more than once, with the same values",
                                             name_, counted(repeated_in_all, "byte")));
    }
}

BytesView Segments::bytes_of(const Piece& piece) const {
    return BytesView(bytes_).subspan(piece.offset, piece.size);
}

/// The first `repeated` bytes of the piece are in `before` already.
void Segments::check_repeated(const Piece& piece, const Segment& before,
                              std::size_t repeated) const {
    if (overlap_ == Overlap::refused) complain(piece, piece.begin, "");
    const std::size_t at = static_cast<std::uint32_t>(piece.begin) - before.address;
    const BytesView ours = bytes_of(piece);
    const BytesView theirs(before.bytes);
    for (std::size_t i = 0; i < repeated; ++i) {
        if (ours[i] != theirs[at + i]) {
            complain(piece, piece.begin + i, ", with different values");
        }
    }
}

void Segments::complain(const Piece& piece, std::uint64_t at, const std::string& how) const {
    const auto value = [&](const Piece& one) {
        return fmt::format("{} {} has {:02x}", unit_, one.number,
                           bytes_[one.offset + static_cast<std::size_t>(at - one.begin)]);
    };
    const auto first = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& one) {
        return one.begin <= at && at < one.end();
    });
    reject_image(fmt::format("{} gives the byte at 0x{:08x} twice{}", name_,
                             static_cast<std::uint32_t>(at), how),
                 fmt::format("{}, {} there", value(*first), value(piece)));
}

}  // namespace perth::cli
