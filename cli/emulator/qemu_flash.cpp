#include "cli/emulator/qemu_flash.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>

#include "cli/support/bytes.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

// Source: Nordic nRF51 Series Reference Manual v3.0, "Non-Volatile Memory Controller (NVMC)".
constexpr std::uint32_t config = 0x4001'E504;
constexpr std::uint32_t erase_all = 0x4001'E50C;
constexpr unsigned reads = 0;
constexpr unsigned writes = 1;
constexpr unsigned erases = 2;
constexpr std::size_t page = 1024;

Handle make_file(BytesView bytes) {
    Handle file(::memfd_create("perth-first-page", 0));
    const auto written = ::write(file.get(), bytes.data(), bytes.size());
    if (written == static_cast<ssize_t>(bytes.size())) return file;
    throw Error({.what = "cannot make a file in memory for QEMU", .why = {}, .hint = {}});
}

/// Whole words, for the controller takes no others.
Bytes padded(const Bytes& bytes) {
    Bytes words = bytes;
    words.resize((words.size() + 3) / 4 * 4, 0xFF);
    return words;
}

std::string write_command(std::uint32_t address, BytesView bytes) {
    std::string text = fmt::format("write 0x{:x} 0x{:x} 0x", address, bytes.size());
    for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
    return text + "\n";
}

}  // namespace

QemuFlash::QemuFlash(const Image& image) {
    Bytes first(page, 0xFF);
    commands_ = fmt::format("writel {0:#x} {1}\nwritel {2:#x} 1\nwritel {0:#x} {3}\n", config,
                            erases, erase_all, writes);
    for (const Segment& segment : image.segments) {
        const Bytes bytes = padded(segment.bytes);
        for (std::size_t at = 0; at < bytes.size(); at += page) {
            const BytesView piece = BytesView(bytes).subspan(at, std::min(page, bytes.size() - at));
            commands_ += write_command(segment.address + static_cast<std::uint32_t>(at), piece);
        }
        if (segment.address >= page) continue;
        const std::size_t size = std::min(bytes.size(), page - segment.address);
        std::copy_n(bytes.begin(), size, first.begin() + segment.address);
    }
    commands_ += fmt::format("writel {:#x} {}\n", config, reads);
    first_page_ = make_file(first);
}

}  // namespace perth::cli
