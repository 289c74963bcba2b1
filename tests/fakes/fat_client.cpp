#include "tests/fakes/fat_client.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/support/error.hpp"
#include "tests/fakes/disk.hpp"

namespace perth::fakes {
namespace {

using cli::Bytes;
using cli::BytesView;
using cli::usb::Outcome;
using namespace std::chrono_literals;

constexpr std::size_t entry_size = 32;
constexpr auto patience = 5s;

/// Thrown where a kernel would say EIO.
struct Lost {};

std::uint16_t u16(BytesView bytes, std::size_t at) {
    return cli::little_endian<std::uint16_t>(bytes, at);
}
std::uint32_t u32(BytesView bytes, std::size_t at) {
    return cli::little_endian<std::uint32_t>(bytes, at);
}

/// Returns "INFO_UF2TXT" of "INFO_UF2.TXT".
std::string padded(const std::string& name) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    std::string text = name.substr(0, dot);
    text.resize(8, ' ');
    text += name.substr(std::min(dot + 1, name.size()));
    text.resize(11, ' ');
    return text;
}

/// Blocks of a disk behind bulk-only transport.
class Transport {
public:
    explicit Transport(std::unique_ptr<cli::usb::Device> device) : device_(std::move(device)) {
        for (const auto& one : device_->attached().descriptors.interfaces) {
            if (one.class_code != 0x08) continue;
            for (const auto& endpoint : one.endpoints) {
                (endpoint.is_in() ? in_ : out_) = endpoint.address;
            }
            device_->control_out({.request_type = 0x21, .request = 0xFF, .index = one.number}, {},
                                 1s);
        }
    }

    [[nodiscard]] Bytes read(std::uint32_t block, std::uint16_t count = 1) {
        Bytes bytes(count * disk_block);
        begin(0x28, block, count, true);
        const auto moved = device_->bulk_in(in_, bytes, patience);
        if (moved.outcome != Outcome::ok || moved.length != bytes.size()) throw Lost{};
        end();
        return bytes;
    }

    void write(std::uint32_t block, BytesView bytes) {
        begin(0x2A, block, static_cast<std::uint16_t>(bytes.size() / disk_block), false);
        const auto moved = device_->bulk_out(out_, bytes, patience);
        if (moved.outcome != Outcome::ok || moved.length != bytes.size()) throw Lost{};
        end();
    }

private:
    void begin(std::uint8_t opcode, std::uint32_t block, std::uint16_t count, bool is_in) {
        Bytes command;
        for (const std::uint32_t word : {0x43425355U, ++tag_, std::uint32_t{count * 512U}}) {
            cli::append_little_endian(command, word);
        }
        const std::uint8_t flags = is_in ? 0x80 : 0x00;
        command.insert(command.end(), {flags, 0, 10, opcode, 0});
        cli::append_big_endian(command, block);
        command.push_back(0);
        cli::append_big_endian(command, count);
        command.resize(31);
        if (device_->bulk_out(out_, command, patience).outcome != Outcome::ok) throw Lost{};
    }

    void end() {
        std::array<std::uint8_t, 13> status{};
        const auto moved = device_->bulk_in(in_, status, patience);
        const bool is_good = moved.outcome == Outcome::ok && moved.length == status.size() &&
                             u32(status, 0) == 0x53425355 && u32(status, 4) == tag_;
        if (!is_good || status[12] != 0) throw Lost{};
    }

    std::unique_ptr<cli::usb::Device> device_;
    std::uint8_t in_ = 0;
    std::uint8_t out_ = 0;
    std::uint32_t tag_ = 0;
};

class FatVolume final : public cli::usb::Volume {
public:
    explicit FatVolume(std::unique_ptr<cli::usb::Device> device) : disk_(std::move(device)) {
        Bytes boot = disk_.read(0);
        if (boot[0] != 0xEB) {
            begin_ = u32(boot, 454);
            boot = disk_.read(begin_);
        }
        cluster_blocks_ = boot[13];
        table_ = begin_ + u16(boot, 14);
        table_blocks_ = u16(boot, 22);
        folder_ = table_ + boot[16] * table_blocks_;
        folder_blocks_ = static_cast<std::uint32_t>(u16(boot, 17) * entry_size / disk_block);
        data_ = folder_ + folder_blocks_;
        if (boot[0] != 0xEB || cluster_blocks_ == 0 || u16(boot, 11) != disk_block) throw Lost{};
    }

    [[nodiscard]] std::optional<std::string> read(const std::string& name) override {
        try {
            const auto entry = find(padded(name));
            if (!entry) return std::nullopt;
            std::string text;
            for (std::uint32_t cluster = u16(*entry, 26); cluster >= 2 && cluster < 0xFFF8;) {
                const Bytes bytes = disk_.read(block_of(cluster), cluster_blocks_);
                text.append(bytes.begin(), bytes.end());
                cluster = u16(disk_.read(table_ + cluster / 256), cluster % 256 * 2);
                if (text.size() > 65536) return std::nullopt;
            }
            text.resize(std::min<std::size_t>(text.size(), u32(*entry, 28)));
            return text;
        } catch (const Lost&) {
            return std::nullopt;
        }
    }

    // The content first, as the kernel is told to, then the table and the folder.
    [[nodiscard]] cli::usb::Written write(
        const std::string& name, BytesView content,
        const std::function<void(std::size_t)>& advance) override {
        cli::usb::Written written;
        try {
            const std::size_t cluster_size = cluster_blocks_ * disk_block;
            const std::size_t clusters = (content.size() + cluster_size - 1) / cluster_size;
            const std::uint32_t first = free_clusters();
            while (written.bytes < content.size()) {
                const std::size_t size = std::min(cluster_size, content.size() - written.bytes);
                Bytes bytes(content.begin() + static_cast<std::ptrdiff_t>(written.bytes),
                            content.begin() + static_cast<std::ptrdiff_t>(written.bytes + size));
                bytes.resize((size + disk_block - 1) / disk_block * disk_block);
                disk_.write(data_block(first, written.bytes), bytes);
                advance(written.bytes += size);
            }
            chain(first, clusters);
            enter(padded(name), first, content.size());
        } catch (const Lost&) {
            written.is_lost = true;
        }
        return written;
    }

private:
    [[nodiscard]] std::uint32_t block_of(std::uint32_t cluster) const {
        return data_ + (cluster - 2) * cluster_blocks_;
    }
    [[nodiscard]] std::uint32_t data_block(std::uint32_t first, std::size_t at) const {
        return block_of(first) + static_cast<std::uint32_t>(at / disk_block);
    }

    [[nodiscard]] std::optional<Bytes> find(const std::string& name) {
        const Bytes block = disk_.read(folder_);
        for (std::size_t at = 0; at < block.size(); at += entry_size) {
            const auto begin = block.begin() + static_cast<std::ptrdiff_t>(at);
            if (std::equal(name.begin(), name.end(), begin))
                return Bytes(begin, begin + entry_size);
        }
        return std::nullopt;
    }

    /// Behind the last cluster that is taken in the first block of the table.
    [[nodiscard]] std::uint32_t free_clusters() {
        const Bytes block = disk_.read(table_);
        std::uint32_t cluster = 256;
        while (cluster > 2 && u16(block, (cluster - 1) * 2) == 0) --cluster;
        return cluster;
    }

    void chain(std::uint32_t first, std::size_t clusters) {
        for (std::size_t i = 0; i < clusters;) {
            const std::uint32_t cluster = first + static_cast<std::uint32_t>(i);
            Bytes block = disk_.read(table_ + cluster / 256);
            for (std::size_t at = cluster % 256; at < 256 && i < clusters; ++at, ++i) {
                const std::size_t next = i + 1 == clusters ? 0xFFFF : first + i + 1;
                block[2 * at] = static_cast<std::uint8_t>(next);
                block[2 * at + 1] = static_cast<std::uint8_t>(next >> 8);
            }
            disk_.write(table_ + cluster / 256, block);
        }
    }

    void enter(const std::string& name, std::uint32_t first, std::size_t size) {
        Bytes block = disk_.read(folder_);
        std::size_t at = 0;
        while (block[at] != 0 && !std::equal(name.begin(), name.end(),
                                             block.begin() + static_cast<std::ptrdiff_t>(at))) {
            at += entry_size;
            if (at == block.size()) throw Lost{};
        }
        Bytes entry(name.begin(), name.end());
        entry.resize(26);
        cli::append_little_endian(entry, static_cast<std::uint16_t>(first));
        cli::append_little_endian(entry, static_cast<std::uint32_t>(size));
        std::copy(entry.begin(), entry.end(), block.begin() + static_cast<std::ptrdiff_t>(at));
        disk_.write(folder_, block);
    }

    Transport disk_;
    std::uint32_t begin_ = 0;
    std::uint8_t cluster_blocks_ = 0;
    std::uint32_t table_ = 0;
    std::uint32_t table_blocks_ = 0;
    std::uint32_t folder_ = 0;
    std::uint32_t folder_blocks_ = 0;
    std::uint32_t data_ = 0;
};

}  // namespace

std::unique_ptr<cli::usb::Volume> open_fat(std::unique_ptr<cli::usb::Device> device) {
    const std::string name = cli::usb::name_of(device->attached());
    try {
        return std::make_unique<FatVolume>(std::move(device));
    } catch (const Lost&) {
        throw cli::Error(
            {.what = "the drive of " + name + " cannot be read", .fault = cli::Fault::gone});
    }
}

}  // namespace perth::fakes
