#include "cli/image/elf_memory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>

#include <algorithm>
#include <memory>

#include "cli/support/error.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t largest_segment = std::size_t{64} << 20;

}  // namespace

ElfMemory::ElfMemory(const std::filesystem::path& elf) {
    elf_version(EV_CURRENT);
    const Handle file(::open(elf.c_str(), O_RDONLY | O_CLOEXEC));
    const std::unique_ptr<Elf, decltype(&elf_end)> open(
        file.is_open() ? elf_begin(file.get(), ELF_C_READ, nullptr) : nullptr, &elf_end);
    std::size_t count = 0;
    if (!open || elf_getphdrnum(open.get(), &count) != 0) {
        throw Error({.what = fmt::format("cannot read what {} puts into memory", elf.string()),
                     .why = elf_errmsg(-1),
                     .fault = Fault::bad_input});
    }
    for (std::size_t i = 0; i < count; ++i) {
        GElf_Phdr segment;
        if (gelf_getphdr(open.get(), static_cast<int>(i), &segment) == nullptr) continue;
        if (segment.p_type != PT_LOAD || segment.p_filesz > largest_segment) continue;
        Elf_Data* const data = elf_getdata_rawchunk(
            open.get(), static_cast<std::int64_t>(segment.p_offset), segment.p_filesz, ELF_T_BYTE);
        if (data == nullptr || data->d_size == 0) continue;
        const auto* const bytes = static_cast<const std::uint8_t*>(data->d_buf);
        pieces_.push_back({segment.p_vaddr, Bytes(bytes, bytes + data->d_size)});
    }
}

std::uint64_t ElfMemory::begin() const {
    std::uint64_t lowest = pieces_.empty() ? 0 : pieces_.front().address;
    for (const Piece& piece : pieces_) lowest = std::min(lowest, piece.address);
    return lowest;
}

BytesView ElfMemory::from(std::uint64_t address) const {
    for (const Piece& piece : pieces_) {
        if (address < piece.address || address - piece.address >= piece.bytes.size()) continue;
        return BytesView(piece.bytes).subspan(address - piece.address);
    }
    return {};
}

std::optional<std::uint64_t> ElfMemory::find(std::uint64_t bits, std::uint64_t mask) const {
    std::optional<std::uint64_t> found;
    for (const Piece& piece : pieces_) {
        const std::uint64_t address = (piece.address & ~mask) | (bits & mask);
        if (from(address).empty() || found == address) continue;
        if (found) return std::nullopt;
        found = address;
    }
    return found;
}

std::optional<std::string> ElfMemory::text_at(std::uint64_t address, std::size_t most) const {
    const BytesView all = from(address);
    const BytesView bytes = all.first(std::min(most + 1, all.size()));
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
    if (end == bytes.end()) return std::nullopt;
    return std::string(bytes.begin(), end);
}

std::optional<std::uint32_t> ElfMemory::word_at(std::uint64_t address) const {
    const BytesView bytes = from(address);
    if (bytes.size() < 4) return std::nullopt;
    return little_endian<std::uint32_t>(bytes);
}

}  // namespace perth::cli
