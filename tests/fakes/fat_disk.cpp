#include "tests/fakes/fat_disk.hpp"

#include <algorithm>
#include <utility>

namespace perth::fakes {
namespace {

using cli::Bytes;
using cli::BytesView;

constexpr std::uint32_t cluster_blocks = 8;
constexpr std::size_t cluster_size = cluster_blocks * disk_block;
constexpr std::uint32_t tables = 2;
constexpr std::uint32_t folder_entries = 512;
constexpr std::uint32_t folder_blocks = folder_entries * 32 / disk_block;
constexpr std::uint16_t last_cluster = 0xFFFF;

template <typename T>
void put(Bytes& bytes, std::size_t at, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        bytes[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
    }
}

void put_text(Bytes& bytes, std::size_t at, std::string text, std::size_t size) {
    text.resize(size, ' ');
    std::copy(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

Bytes signed_block() {
    Bytes block(disk_block);
    put(block, 510, std::uint16_t{0xAA55});
    return block;
}

std::uint16_t clusters_of(const FatDisk::File& file) {
    return static_cast<std::uint16_t>((file.content.size() + cluster_size - 1) / cluster_size);
}

}  // namespace

void FatDisk::set_files(std::vector<File> files) {
    files_ = std::move(files);
    written_.clear();
}

std::uint32_t FatDisk::blocks() const { return layout_.blocks + (layout_.partitioned ? 1 : 0); }

std::uint32_t FatDisk::table_size() const {
    return (layout_.blocks / cluster_blocks * 2 + disk_block - 1) / disk_block;
}
std::uint32_t FatDisk::folder_begin() const { return 1 + tables * table_size(); }
std::uint32_t FatDisk::data_begin() const { return folder_begin() + folder_blocks; }

bool FatDisk::is_folder(std::uint32_t block) const {
    return block == folder_begin() + (layout_.partitioned ? 1 : 0);
}
bool FatDisk::is_data(std::uint32_t block) const {
    return block >= data_begin() + (layout_.partitioned ? 1 : 0);
}

Bytes FatDisk::read(std::uint32_t block) const {
    const auto found = written_.find(block);
    if (found != written_.end()) return found->second;
    if (!layout_.partitioned) return made_up(block);
    return block == 0 ? master_record() : made_up(block - 1);
}

bool FatDisk::write(std::uint32_t block, BytesView bytes) {
    if (heard_ && !heard_(block, bytes)) return false;
    written_[block].assign(bytes.begin(), bytes.end());
    return true;
}

Bytes FatDisk::made_up(std::uint32_t block) const {
    if (block == 0) return boot_sector();
    if (block < folder_begin()) return table((block - 1) % table_size());
    if (block == folder_begin()) return folder();
    return block < data_begin() ? Bytes(disk_block) : data(block - data_begin());
}

Bytes FatDisk::master_record() const {
    Bytes block = signed_block();
    block[450] = 0x0E;  // FAT16, by block numbers
    put(block, 454, std::uint32_t{1});
    put(block, 458, layout_.blocks);
    return block;
}

Bytes FatDisk::boot_sector() const {
    Bytes block = signed_block();
    put_text(block, 0, "\xEB\x3C\x90MSDOS5.0", 11);
    put(block, 11, static_cast<std::uint16_t>(disk_block));
    block[13] = cluster_blocks;
    put(block, 14, std::uint16_t{1});  // reserved blocks
    block[16] = tables;
    put(block, 17, static_cast<std::uint16_t>(folder_entries));
    const bool is_small = layout_.blocks < 0x10000;
    put(block, 19, static_cast<std::uint16_t>(is_small ? layout_.blocks : 0));
    block[21] = 0xF8;
    put(block, 22, static_cast<std::uint16_t>(table_size()));
    put(block, 32, is_small ? 0 : layout_.blocks);
    block[38] = 0x29;
    put(block, 39, std::uint32_t{0x00420042});
    put_text(block, 43, layout_.label, 11);
    put_text(block, 54, "FAT16", 8);
    return block;
}

Bytes FatDisk::table(std::uint32_t block) const {
    std::vector<std::uint16_t> entries = {0xFFF8, last_cluster};
    for (const File& file : files_) {
        for (std::uint16_t i = clusters_of(file); i > 0; --i) {
            const auto next = static_cast<std::uint16_t>(entries.size() + 1);
            entries.push_back(i == 1 ? last_cluster : next);
        }
    }
    Bytes all;
    for (const std::uint16_t entry : entries) cli::append_little_endian(all, entry);
    all.resize(std::max<std::size_t>(all.size(), (block + 1) * disk_block));
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(block * disk_block);
    return {begin, begin + disk_block};
}

Bytes FatDisk::folder() const {
    Bytes block(disk_block);
    put_text(block, 0, layout_.label, 11);
    block[11] = 0x08;  // the volume's label
    std::uint16_t cluster = 2;
    std::size_t at = 32;
    for (const File& file : files_) {
        const std::size_t dot = file.name.find('.');
        put_text(block, at, file.name.substr(0, dot), 8);
        put_text(block, at + 8, dot == file.name.npos ? "" : file.name.substr(dot + 1), 3);
        block[at + 11] = 0x01;                       // read-only
        put(block, at + 24, std::uint16_t{0x5021});  // 1 January 2020
        put(block, at + 26, clusters_of(file) == 0 ? std::uint16_t{0} : cluster);
        put(block, at + 28, static_cast<std::uint32_t>(file.content.size()));
        cluster = static_cast<std::uint16_t>(cluster + clusters_of(file));
        at += 32;
    }
    return block;
}

Bytes FatDisk::data(std::uint32_t block) const {
    std::size_t at = std::size_t{block} * disk_block;
    for (const File& file : files_) {
        const std::size_t size = clusters_of(file) * cluster_size;
        if (at < size) {
            const std::string piece =
                at < file.content.size() ? file.content.substr(at, disk_block) : "";
            Bytes bytes(piece.begin(), piece.end());
            bytes.resize(disk_block);
            return bytes;
        }
        at -= size;
    }
    return Bytes(disk_block);
}

}  // namespace perth::fakes
