#include "cli/flash/sectors.hpp"

#include <algorithm>

namespace perth::cli {
namespace {

constexpr std::uint32_t block = 256;  // bytes; the most that every bootloader takes at once

/// The bytes of a segment that are in a sector, as addresses; empty if end <= begin.
struct Common {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

Common common(const Segment& segment, const Sector& sector) {
    const std::uint64_t segment_end = segment.address + std::uint64_t{segment.bytes.size()};
    const std::uint64_t sector_end = sector.address + std::uint64_t{sector.size};
    return {.begin = std::max(segment.address, sector.address),
            .end = std::min(segment_end, sector_end)};
}

/// Makes room for whole flash words from `begin` to `end`, as far as they are in the sector.
void reserve(SectorImage& part, std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t sector_end = part.sector.address + std::uint64_t{part.sector.size};
    const std::uint64_t first =
        std::max<std::uint64_t>(begin / flash_word * flash_word, part.sector.address);
    const std::uint64_t last =
        std::min((end + flash_word - 1) / flash_word * flash_word, sector_end);
    part.address = static_cast<std::uint32_t>(first);
    part.bytes.assign(static_cast<std::size_t>(last - first), blank);
}

void copy(SectorImage& part, const Segment& segment, const Common& bytes) {
    const auto from = static_cast<std::ptrdiff_t>(bytes.begin - segment.address);
    const auto to = static_cast<std::size_t>(bytes.begin - part.address);
    const auto size = static_cast<std::size_t>(bytes.end - bytes.begin);
    std::copy_n(segment.bytes.begin() + from, size,
                part.bytes.begin() + static_cast<std::ptrdiff_t>(to));
    part.parts.push_back({.begin = to, .end = to + size});
}

}  // namespace

void SectorImage::keep(BytesView content) {
    Bytes whole(content.begin(), content.end());
    const std::size_t before = address - sector.address;
    for (const Part& part : parts) {
        std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(part.begin),
                  bytes.begin() + static_cast<std::ptrdiff_t>(part.end),
                  whole.begin() + static_cast<std::ptrdiff_t>(before + part.begin));
    }
    address = sector.address;
    bytes = std::move(whole);
    parts = {{.begin = 0, .end = bytes.size()}};
}

std::size_t SectorImage::given() const noexcept {
    std::size_t size = 0;
    for (const Part& part : parts) size += part.end - part.begin;
    return size;
}

std::size_t SectorImage::first_difference(BytesView content) const noexcept {
    for (const Part& part : parts) {
        for (std::size_t i = part.begin; i < part.end; ++i) {
            if (bytes[i] != content[i]) return i;
        }
    }
    return bytes.size();
}

std::vector<SectorImage> by_sector(const Image& image, const std::vector<Sector>& sectors) {
    std::vector<SectorImage> found;
    for (const Sector& sector : sectors) {
        std::vector<const Segment*> segments;
        for (const Segment& segment : image.segments) {
            const Common bytes = common(segment, sector);
            if (bytes.begin < bytes.end) segments.push_back(&segment);
        }
        if (segments.empty()) continue;
        SectorImage part{.sector = sector, .address = 0, .bytes = {}, .parts = {}};
        reserve(part, common(*segments.front(), sector).begin,
                common(*segments.back(), sector).end);
        for (const Segment* const segment : segments)
            copy(part, *segment, common(*segment, sector));
        found.push_back(std::move(part));
    }
    return found;
}

std::vector<Run> runs_to_write(const SectorImage& part) {
    std::vector<Run> runs;
    const BytesView all(part.bytes);
    bool joins = false;  // the block before is the end of the last run
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t to_border = block - (part.address + at) % block;
        const BytesView bytes = all.subspan(at, std::min(to_border, all.size() - at));
        if (is_blank(bytes)) {
            joins = false;
        } else if (joins) {
            runs.back().bytes = {runs.back().bytes.data(), runs.back().bytes.size() + bytes.size()};
        } else {
            runs.push_back(
                {.address = static_cast<std::uint32_t>(part.address + at), .bytes = bytes});
            joins = true;
        }
        at += bytes.size();
    }
    return runs;
}

void put_last(std::vector<Run>& runs, std::uint32_t table) {
    const auto found = std::find_if(runs.begin(), runs.end(), [&](const Run& run) {
        return table >= run.address && table - run.address < run.bytes.size();
    });
    if (found == runs.end()) return;
    const Run run = *found;
    const std::size_t begin = (table - run.address) / block * block;
    const std::size_t end = std::min(begin + block, run.bytes.size());
    runs.erase(found);
    const auto add = [&](std::size_t from, std::size_t to) {
        if (from == to) return;
        runs.push_back({.address = static_cast<std::uint32_t>(run.address + from),
                        .bytes = run.bytes.subspan(from, to - from)});
    };
    add(0, begin);
    add(end, run.bytes.size());
    std::sort(runs.begin(), runs.end(),
              [](const Run& a, const Run& b) { return a.address < b.address; });
    add(begin, end);
}

bool is_blank(BytesView bytes) noexcept {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == blank; });
}

}  // namespace perth::cli
