#include "cli/flash/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "cli/image/boot2.hpp"
#include "cli/image/uf2.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::uint16_t arm = 40;  // e_machine

[[noreturn]] void refuse(std::string what, std::string why, std::string hint = {}) {
    throw Error({.what = std::move(what),
                 .why = std::move(why),
                 .hint = std::move(hint),
                 .fault = Fault::bad_input});
}

bool is_cortex_m(const Board& board) { return board.core.starts_with("cortex-m"); }

const MemoryRegion& flash_of(const Board& board) {
    const MemoryRegion* const flash = board.region("flash");
    if (flash != nullptr) return *flash;
    refuse(fmt::format("board {} has no flash", board.name), "its programs run on this machine",
           "perth run");
}

bool contains(const MemoryRegion& region, std::uint32_t address) {
    return address >= region.start && address - region.start < region.size;
}

/// Returns "1.0 MiB at 0x08000000".
std::string place_of(const MemoryRegion& region) {
    return fmt::format("{} at 0x{:08x}", pretty_size(region.size), region.start);
}

void check_machine(const Image& image, const Board& board) {
    if (!image.machine || !is_cortex_m(board) || *image.machine == arm) return;
    refuse(fmt::format("{} is not for board {}", image.name, board.name),
           fmt::format("it is for {}, the board's core is {}", machine_name(*image.machine),
                       board.core));
}

void check_alternate(const Segment& segment, const Image& image) {
    if (segment.alternate == 0) return;
    refuse(fmt::format("{} is not only for the flash", image.name),
           fmt::format("it has {} for alternate setting {} of the device, perth writes setting 0",
                       counted(segment.bytes.size(), "byte"), segment.alternate));
}

void check_place(const Segment& segment, const Image& image, const Board& board) {
    const MemoryRegion& flash = flash_of(board);
    if (!contains(flash, segment.address)) {
        refuse(fmt::format("{} has bytes at 0x{:08x}, outside the flash of board {}", image.name,
                           segment.address, board.name),
               fmt::format("the flash is {}", place_of(flash)));
    }
    const std::uint64_t usable = flash.size - std::min(board.memory_reserved, flash.size);
    const std::uint64_t end = segment.address - flash.start + segment.bytes.size();
    if (end <= usable) return;
    std::string why =
        fmt::format("it ends at 0x{:08x}; the flash is {}", flash.start + end, place_of(flash));
    if (board.memory_reserved > 0) {
        why += fmt::format(", its last {} are reserved", pretty_size(board.memory_reserved));
    }
    refuse(fmt::format("{} does not fit board {}: {} too many", image.name, board.name,
                       counted(end - usable, "byte")),
           std::move(why));
}

/// The two words that every Cortex-M reads first.
/// Source: ARM DDI 0403, "The vector table".
struct Vectors {
    std::uint32_t stack = 0;
    std::uint32_t reset = 0;
};

/// Returns what the image has from `address` on without a gap; empty if nothing.
BytesView bytes_at(const Image& image, std::uint32_t address) {
    for (const Segment& segment : image.segments) {
        const std::size_t size = segment.bytes.size();
        if (address < segment.address || address - segment.address >= size) continue;
        return BytesView(segment.bytes).subspan(address - segment.address);
    }
    return {};
}

/// Returns the words at `address`, if the image has them.
std::optional<Vectors> vectors_at(const Image& image, std::uint32_t address) {
    const BytesView bytes = bytes_at(image, address);
    if (bytes.size() < 8) return std::nullopt;
    return Vectors{.stack = little_endian<std::uint32_t>(bytes),
                   .reset = little_endian<std::uint32_t>(bytes, 4)};
}

bool has_boot2(const Board& board) { return board.uf2_family == uf2_family_rp2040; }

/// Returns where the chip, or its boot stage 2, looks for the vector table.
std::uint32_t first_vectors(const Board& board) {
    return flash_of(board).start +
           (has_boot2(board) ? static_cast<std::uint32_t>(boot2_size) : std::uint32_t{0});
}

/// RP2040 Datasheet, "Flash Boot": without the right CRC the ROM stays in BOOTSEL.
void check_boot2(const Image& image, const Board& board) {
    const BytesView bytes = bytes_at(image, flash_of(board).start);
    if (!has_boot2(board) || bytes.empty()) return;
    const std::string what = fmt::format("{} cannot start on board {}", image.name, board.name);
    const std::string hint = "write it all the same with --no-start";
    if (bytes.size() < boot2_size) {
        refuse(what,
               fmt::format("of a boot stage 2, which has {}, it has {}",
                           counted(boot2_size, "byte"), bytes.size()),
               hint);
    }
    const std::uint32_t right = boot2_crc(bytes.first(boot2_code_size));
    const auto is = little_endian<std::uint32_t>(bytes, boot2_code_size);
    if (is == right) return;
    refuse(
        what,
        fmt::format("the CRC of its boot stage 2 is 0x{:08x}; its bytes make 0x{:08x}", is, right),
        hint);
}

/// The stack grows down from its end, so the end of a RAM is a good place for it.
bool is_stack(std::uint32_t address, const Board& board) {
    return address % 4 == 0 &&
           std::any_of(board.memory.begin(), board.memory.end(), [&](const MemoryRegion& region) {
               return region.access.find('w') != region.access.npos && address > region.start &&
                      address - region.start <= region.size;
           });
}

bool is_reset(std::uint32_t address, const Board& board) {
    return address % 2 == 1 && contains(flash_of(board), address);
}

void check_vectors(const Image& image, const Board& board) {
    if (!is_cortex_m(board)) return;
    const auto vectors = vectors_at(image, first_vectors(board));
    if (!vectors) return;
    const std::string what = fmt::format("{} cannot run on board {}", image.name, board.name);
    if (!is_stack(vectors->stack, board)) {
        refuse(what, fmt::format("its vector table puts the stack at 0x{:08x}, which is in no RAM "
                                 "of the board",
                                 vectors->stack));
    }
    if (!is_reset(vectors->reset, board)) {
        refuse(what, fmt::format("its vector table starts at 0x{:08x}, which is no Thumb code in "
                                 "the flash",
                                 vectors->reset));
    }
}

/// Returns the sector that holds `address`, or nothing.
const Sector* sector_at(const std::vector<Sector>& sectors, std::uint32_t address) {
    const auto found = std::find_if(sectors.begin(), sectors.end(), [&](const Sector& sector) {
        return address >= sector.address && address - sector.address < sector.size;
    });
    return found == sectors.end() ? nullptr : &*found;
}

std::string end_of(const std::vector<Sector>& sectors) {
    if (sectors.empty()) return "it has no memory";
    const Sector& last = sectors.back();
    return fmt::format("its memory is from 0x{:08x} to 0x{:08x}", sectors.front().address,
                       std::uint64_t{last.address} + last.size - 1);
}

void check_writable(std::uint32_t address, const Sector* sector, const Image& image,
                    const std::vector<Sector>& sectors) {
    if (sector == nullptr) {
        refuse(fmt::format("{} does not fit this device: it has no memory at 0x{:08x}", image.name,
                           address),
               end_of(sectors), "see with perth devices whether it is the board you mean");
    }
    if (!sector->writable) {
        refuse(fmt::format("{} does not fit this device: 0x{:08x} cannot be written", image.name,
                           address),
               fmt::format("it says so of its {} at 0x{:08x}", pretty_size(sector->size),
                           sector->address));
    }
    if (sector->address % 4 != 0 || sector->size % 4 != 0) {
        throw Error({.what = "the device describes its memory in a way that makes no sense",
                     .why = fmt::format("a sector of {} at 0x{:08x}", counted(sector->size, "byte"),
                                        sector->address),
                     .fault = Fault::protocol});
    }
}

}  // namespace

void check_image(const Image& image, const Board& board, bool starts) {
    const MemoryRegion& flash = flash_of(board);
    if (!image.has_addresses) {
        refuse(fmt::format("{} does not say where it goes", image.name),
               fmt::format("it is a {} file, which has no addresses", to_string(image.format)),
               fmt::format("give the place of its first byte: --address 0x{:08x}", flash.start));
    }
    check_machine(image, board);
    for (const Segment& segment : image.segments) {
        check_alternate(segment, image);
        check_place(segment, image, board);
    }
    if (starts) check_boot2(image, board);
    check_vectors(image, board);
}

void check_sectors(const Image& image, const std::vector<Sector>& sectors) {
    for (const Segment& segment : image.segments) {
        const std::uint64_t end = segment.address + std::uint64_t{segment.bytes.size()};
        for (std::uint64_t at = segment.address; at < end;) {
            const auto address = static_cast<std::uint32_t>(at);
            const Sector* const sector = sector_at(sectors, address);
            check_writable(address, sector, image, sectors);
            at = std::uint64_t{sector->address} + sector->size;
        }
    }
}

std::uint32_t vector_table(const Image& image, const Board& board) {
    const std::uint32_t start = flash_of(board).start;
    const std::uint32_t first = image.segments.front().address;
    if (has_boot2(board) || vectors_at(image, start)) return start;
    const auto vectors = vectors_at(image, first);
    const bool own = vectors && is_stack(vectors->stack, board) && is_reset(vectors->reset, board);
    return own ? first : start;
}

}  // namespace perth::cli
