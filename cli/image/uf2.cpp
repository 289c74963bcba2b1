#include "cli/image/uf2.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "cli/image/formats.hpp"
#include "cli/image/md5.hpp"
#include "cli/image/segments.hpp"
#include "cli/support/counted.hpp"

namespace perth::cli {
namespace {

constexpr std::uint32_t magic_begin = 0x0A324655;  // "UF2\n"
constexpr std::uint32_t magic_second = 0x9E5D5157;
constexpr std::uint32_t magic_end = 0x0AB16F30;

constexpr std::size_t block_size = 512;
constexpr std::size_t data_at = 32;
constexpr std::size_t data_size = 476;
constexpr std::size_t md5_size = 24;  // address, length, sum: the last bytes of the data

enum Flag : std::uint32_t {
    not_main_flash = 0x1,
    file_container = 0x1000,
    has_family = 0x2000,
    has_md5 = 0x4000,
    has_tags = 0x8000,
};

constexpr std::uint32_t payload_size = 256;     // of the blocks that we write
constexpr std::uint32_t blocks_in_sector = 16;  // of the RP2040's flash
constexpr std::uint32_t sector_size = payload_size * blocks_in_sector;

// The family of what is put in front of images for the RP2350 (its erratum E10), in one block that
// claims to be one of two, with a tag of its own behind the payload.
constexpr std::uint32_t rp2xxx_absolute = 0xE48BFF57;
constexpr std::array<std::uint8_t, 4> ignored_block_tag = {0x04, 0xE3, 0x57, 0x99};

struct Block {
    std::size_t index = 0;  // in the file
    std::uint32_t flags = 0;
    std::uint32_t address = 0;
    std::uint32_t number = 0;
    std::uint32_t count = 0;
    std::uint32_t family = 0;  // or what else its field holds
    BytesView payload;
    BytesView data;  // with what follows the payload

    [[nodiscard]] bool has(Flag flag) const noexcept { return (flags & flag) != 0; }
};

/// A region of flash and the sum of what it shall hold.
struct Region {
    std::uint32_t address = 0;
    std::uint32_t length = 0;
    Md5 sum{};

    auto operator<=>(const Region&) const = default;
};

/// What blocks are counted for: a family of chips, none, or a file in a container.
struct Owner {
    std::optional<std::uint32_t> family;
    std::string file;

    auto operator<=>(const Owner&) const = default;
};

struct Group {
    std::uint32_t count = 0;  // that each block names
    std::vector<bool> seen;
    std::vector<Block> blocks;
};

class Reader {
public:
    Reader(BytesView content, const std::string& name) : content_(content), name_(name) {}

    void read() {
        if (content_.size() % block_size != 0) {
            reject(fmt::format("it has {}, which are no whole blocks of 512",
                               counted(content_.size(), "byte")));
        }
        for (std::size_t i = 0; i < blocks(); ++i) {
            const Block block = read_block(i);
            if (is_ignored(block)) continue;
            check_after_payload(block);
            collect(block);
        }
        for (const auto& [owner, group] : groups_) check_complete(owner, group);
    }

    /// Returns the image of the wanted family, or of the only one.
    [[nodiscard]] Image image(std::optional<std::uint32_t> wanted) {
        const auto& [owner, group] = choose(wanted);
        Image image{.format = Image::Format::uf2, .name = name_, .uf2_family = owner.family};
        Segments segments(name_, "block", Segments::Overlap::may_repeat);
        for (const Block& block : group.blocks) {
            if (!block.has(not_main_flash)) {
                segments.add(block.address, block.payload, block.index);
            }
        }
        segments.move_to(image);
        check_sums(group, image);
        if (owner.family == uf2_family_rp2040) warn_of_rom(group, image);
        return image;
    }

private:
    [[nodiscard]] std::size_t blocks() const { return content_.size() / block_size; }

    [[noreturn]] void reject(std::string why) const {
        reject_image(fmt::format("{} is no valid UF2 file", name_), std::move(why));
    }
    [[noreturn]] void reject(const Block& block, const std::string& why) const {
        reject(fmt::format("block {} of the file {}", block.index, why));
    }

    Block read_block(std::size_t index) const {
        const BytesView bytes = content_.subspan(index * block_size, block_size);
        const auto word = [bytes](std::size_t at) {
            return little_endian<std::uint32_t>(bytes, at);
        };
        Block block{.index = index,
                    .flags = word(8),
                    .address = word(12),
                    .number = word(20),
                    .count = word(24),
                    .family = word(28),
                    .payload = {},
                    .data = bytes.subspan(data_at, data_size)};
        if (word(0) != magic_begin || word(4) != magic_second || word(508) != magic_end) {
            reject(block, "has not the numbers that mark one");
        }
        const std::size_t size = word(16);
        const std::size_t room = data_size - (block.has(has_md5) ? md5_size : 0);
        if (size == 0 || size > room) {
            reject(block, fmt::format("says that it carries {}, {} is the least and {} the most",
                                      counted(size, "byte"), 1, room));
        }
        if (size > (std::uint64_t{1} << 32) - block.address) {
            reject(block, fmt::format("has {} at 0x{:08x}, beyond the last address",
                                      counted(size, "byte"), block.address));
        }
        block.payload = block.data.first(size);
        return block;
    }

    [[nodiscard]] bool is_ignored(const Block& block) const {
        const std::size_t size = block.payload.size();
        return block.index == 0 && block.has(has_family) && block.family == rp2xxx_absolute &&
               block.count == 2 && size + ignored_block_tag.size() <= data_size &&
               std::equal(ignored_block_tag.begin(), ignored_block_tag.end(),
                          block.data.begin() + static_cast<std::ptrdiff_t>(size));
    }

    /// Tags are of whole words, the first byte of each its size, up to one of size 0.
    void check_after_payload(const Block& block) const {
        if (!block.has(has_tags)) return;
        const std::size_t end = data_size - (block.has(has_md5) ? md5_size : 0);
        for (std::size_t at = (block.payload.size() + 3) / 4 * 4; at < end;) {
            const std::size_t size = block.data[at];
            if (size == 0) return;
            if (size < 4) reject(block, fmt::format("has a tag of {}", counted(size, "byte")));
            if (size > end - at) reject(block, "has a tag that goes beyond its data");
            at += (size + 3) / 4 * 4;
        }
    }

    [[nodiscard]] Owner owner_of(const Block& block) const {
        if (!block.has(file_container)) {
            return {.family = block.has(has_family) ? std::optional(block.family) : std::nullopt,
                    .file = {}};
        }
        // The last byte of the data ends the name whatever it is.
        const BytesView rest =
            block.data.subspan(block.payload.size()).first(data_size - block.payload.size());
        const auto end = std::find(rest.begin(), rest.end() - (rest.empty() ? 0 : 1), 0);
        Owner owner{.family = {}, .file = {rest.begin(), end}};
        if (owner.file.empty()) reject(block, "is of a file without a name");
        return owner;
    }

    void collect(const Block& block) {
        Group& group = groups_[owner_of(block)];
        if (block.number >= block.count) {
            reject(block, fmt::format("is number {} of {}", block.number, block.count));
        }
        if (group.blocks.empty()) {
            if (block.count > blocks()) {
                reject(block, fmt::format("says that there are {}, and the file has {}",
                                          counted(block.count, "block"), blocks()));
            }
            group.count = block.count;
            group.seen.assign(block.count, false);
        }
        if (block.count != group.count) {
            reject(block, fmt::format("says that there are {}, those before it say {}",
                                      counted(block.count, "block"), group.count));
        }
        if (group.seen[block.number]) {
            reject(block, fmt::format("is number {} a second time", block.number));
        }
        group.seen[block.number] = true;
        group.blocks.push_back(block);
    }

    void check_complete(const Owner& owner, const Group& group) const {
        if (group.blocks.size() == group.count) return;
        const auto missing = std::find(group.seen.begin(), group.seen.end(), false);
        reject_image(
            fmt::format("{} is cut off", name_),
            fmt::format(
                "{} of {} are missing{}, the first is number {}", group.count - group.blocks.size(),
                counted(group.count, "block"),
                owner.family && groups_.size() > 1 ? " for " + uf2_family_name(*owner.family) : "",
                missing - group.seen.begin()));
    }

    using Entry = std::pair<const Owner, Group>;

    /// What does not say whom it is for is taken for anybody who has no blocks of their own.
    [[nodiscard]] const Entry& choose(std::optional<std::uint32_t> wanted) const {
        std::vector<const Entry*> programs;
        std::vector<std::string> names;
        for (const Entry& entry : groups_) {
            const Owner& owner = entry.first;
            if (!owner.file.empty()) continue;
            if (wanted && owner.family == wanted) return entry;
            programs.push_back(&entry);
            names.push_back(owner.family ? uf2_family_name(*owner.family) : "any chip");
        }
        if (programs.empty()) fail_without_program();
        const Entry& first = *programs.front();  // that without a family, if there is one
        if (programs.size() == 1 && (!wanted || !first.first.family)) return first;
        if (wanted && !first.first.family) return first;
        if (!wanted) {
            reject_image(fmt::format("{} is for several chips", name_),
                         fmt::format("it has blocks for {}", fmt::join(names, ", ")),
                         "give the board: -b BOARD");
        }
        reject_image(fmt::format("{} is for another chip", name_),
                     fmt::format("it is for {}, the board's is {}", fmt::join(names, ", "),
                                 uf2_family_name(*wanted)));
    }

    [[noreturn]] void fail_without_program() const {
        std::vector<std::string> files;
        for (const auto& [owner, group] : groups_) files.push_back(owner.file);
        if (files.empty()) reject_image(fmt::format("{} holds no bytes", name_));
        reject_image(fmt::format("{} holds files and no program", name_),
                     fmt::format("{}", fmt::join(files, ", ")));
    }

    /// A region that the file gives only in part may have the sum all the same.
    void check_sums(const Group& group, const Image& image) const {
        std::set<Region> regions;
        for (const Block& block : group.blocks) {
            if (!block.has(has_md5)) continue;
            const BytesView bytes = block.data.last(md5_size);
            Region region{.address = little_endian<std::uint32_t>(bytes),
                          .length = little_endian<std::uint32_t>(bytes, 4)};
            std::copy_n(bytes.begin() + 8, region.sum.size(), region.sum.begin());
            regions.insert(region);
        }
        std::size_t budget = 16 * image.size();  // one byte is in few regions
        for (const Region& region : regions) {
            const auto bytes = given(image, region);
            if (!bytes) continue;
            if (bytes->size() > budget) reject("the regions of its MD5 sums overlap");
            budget -= bytes->size();
            if (md5(*bytes) == region.sum) continue;
            reject_image(fmt::format("{} is damaged", name_),
                         fmt::format("the {} at 0x{:08x} have another MD5 sum than it says",
                                     counted(region.length, "byte"), region.address));
        }
    }

    [[nodiscard]] static std::optional<BytesView> given(const Image& image, const Region& region) {
        for (const Segment& segment : image.segments) {
            if (region.address < segment.address) continue;
            const std::size_t at = region.address - segment.address;
            if (at > segment.bytes.size() || region.length > segment.bytes.size() - at) continue;
            return BytesView(segment.bytes).subspan(at, region.length);
        }
        return std::nullopt;
    }

    /// RP2040 Datasheet, erratum RP2040-E14: the ROM erases a sector for each 16 block numbers.
    void warn_of_rom(const Group& group, Image& image) const {
        std::map<std::uint32_t, std::uint32_t> sector_of_run;
        std::map<std::uint32_t, std::uint32_t> run_of_sector;
        for (const Block& block : group.blocks) {
            if (block.has(not_main_flash)) continue;
            const std::uint32_t run = block.number / blocks_in_sector;
            const std::uint32_t sector = block.address / sector_size;
            const bool is_alone = sector_of_run.emplace(run, sector).first->second == sector &&
                                  run_of_sector.emplace(sector, run).first->second == run;
            if (is_alone && block.payload.size() == payload_size) continue;
            image.warnings.push_back(fmt::format(
                "{}: copied to its drive, an RP2040 would not write block {} right, which carries "
                "{} for 0x{:08x} (erratum RP2040-E14); perth arranges the blocks anew",
                name_, block.number, counted(block.payload.size(), "byte"), block.address));
            return;
        }
    }

    BytesView content_;
    const std::string& name_;
    std::map<Owner, Group> groups_;
};

struct Family {
    std::uint32_t id = 0;
    std::string_view name;
};

// Source: github.com/microsoft/uf2, utils/uf2families.json.
constexpr auto families = std::to_array<Family>({
    {0xE48BFF56, "RP2040"},         {0xE48BFF57, "RP2xxx, absolute"},
    {0xE48BFF58, "RP2xxx, data"},   {0xE48BFF59, "RP2350, Arm"},
    {0xE48BFF5A, "RP2350, RISC-V"}, {0xE48BFF5B, "RP2350, Arm non-secure"},
    {0x68ED2B88, "SAMD21"},         {0x55114460, "SAMD51"},
    {0x1851780A, "SAML21"},         {0x1B57745F, "nRF52"},
    {0x621E937A, "nRF52833"},       {0xADA52840, "nRF52840"},
    {0x647824B6, "STM32F0"},        {0x5EE21072, "STM32F1"},
    {0x5D1A0A2E, "STM32F2"},        {0x6B846188, "STM32F3"},
    {0x57755A57, "STM32F4"},        {0x6D0922FA, "STM32F407"},
    {0x8FB060FE, "STM32F407VG"},    {0x53B80F00, "STM32F7"},
    {0x300F5633, "STM32G0"},        {0x4C71240A, "STM32G4"},
    {0x6DB66082, "STM32H7"},        {0x202E3A91, "STM32L0"},
    {0x1E1F432D, "STM32L1"},        {0x00FF6919, "STM32L4"},
    {0x70D16653, "STM32WB"},        {0x1C5F21B0, "ESP32"},
    {0xBFDD4EEE, "ESP32-S2"},       {0xC47E5767, "ESP32-S3"},
});

/// A sector that the image has bytes in, blank where it has none.
using Sectors = std::map<std::uint32_t, Bytes>;

Sectors sectors_of(const Image& image) {
    Sectors sectors;
    for (const Segment& segment : image.segments) {
        for (std::size_t done = 0; done < segment.bytes.size();) {
            const auto address = static_cast<std::uint32_t>(segment.address + done);
            const std::size_t at = address % sector_size;
            const std::size_t size = std::min(segment.bytes.size() - done, sector_size - at);
            Bytes& sector = sectors[address - static_cast<std::uint32_t>(at)];
            sector.resize(sector_size, 0xFF);
            std::copy_n(segment.bytes.begin() + static_cast<std::ptrdiff_t>(done), size,
                        sector.begin() + static_cast<std::ptrdiff_t>(at));
            done += size;
        }
    }
    return sectors;
}

void append_block(Bytes& file, std::uint32_t address, BytesView payload, std::uint32_t number,
                  std::uint32_t count, std::uint32_t family) {
    const std::size_t begin = file.size();
    for (const std::uint32_t word : {magic_begin, magic_second, std::uint32_t{has_family}, address,
                                     payload_size, number, count, family}) {
        append_little_endian(file, word);
    }
    file.insert(file.end(), payload.begin(), payload.end());
    file.resize(begin + block_size - 4);
    append_little_endian(file, magic_end);
}

}  // namespace

bool is_uf2(BytesView content) {
    return content.size() >= 8 && little_endian<std::uint32_t>(content) == magic_begin &&
           little_endian<std::uint32_t>(content, 4) == magic_second;
}

Image parse_uf2(BytesView content, const std::string& name, const ImageFor& wanted) {
    Reader reader(content, name);
    reader.read();
    return reader.image(wanted.uf2_family);
}

Bytes write_uf2(const Image& image, std::uint32_t family) {
    const Sectors sectors = sectors_of(image);
    // The last sector ends with the last block that the image has bytes in.
    const Segment& last = image.segments.back();
    const std::uint64_t end = std::uint64_t{last.address} + last.bytes.size();
    const auto blocks_in_last = static_cast<std::uint32_t>(
        (end - sectors.rbegin()->first + payload_size - 1) / payload_size);
    const auto count =
        static_cast<std::uint32_t>(sectors.size() - 1) * blocks_in_sector + blocks_in_last;
    Bytes file;
    file.reserve(std::size_t{count} * block_size);
    std::uint32_t number = 0;
    for (const auto& [address, bytes] : sectors) {
        for (std::uint32_t at = 0; at < sector_size && number < count; at += payload_size) {
            append_block(file, address + at, BytesView(bytes).subspan(at, payload_size), number++,
                         count, family);
        }
    }
    return file;
}

std::string uf2_family_name(std::uint32_t family) {
    const auto* const found = std::find_if(families.begin(), families.end(),
                                           [&](const Family& one) { return one.id == family; });
    if (found == families.end()) return fmt::format("family 0x{:08x}", family);
    return fmt::format("{} (0x{:08x})", found->name, family);
}

}  // namespace perth::cli
