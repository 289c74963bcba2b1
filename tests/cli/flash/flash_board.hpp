// A board with small sectors, and images for it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/image/image.hpp"

namespace perth::cli {

/// 64 KiB of flash: two sectors of 16 KiB, one of 32 KiB.
inline Board flash_board() {
    Board board;
    board.name = "sample";
    board.port = "stm32f4";
    board.core = "cortex-m4";
    board.memory = {
        {.name = "flash",
         .start = 0x08000000,
         .size = 0x10000,
         .access = "rx",
         .sectors = {0x4000, 0x4000, 0x8000}},
        {.name = "ram", .start = 0x20000000, .size = 0x5000, .access = "rwx", .sectors = {}}};
    board.flash = {"dfuse"};
    return board;
}

inline std::vector<Sector> flash_sectors() {
    return {{.address = 0x08000000, .size = 0x4000},
            {.address = 0x08004000, .size = 0x4000},
            {.address = 0x08008000, .size = 0x8000}};
}

/// Returns so many bytes that begin with a vector table and are nowhere blank.
inline Bytes program_bytes(std::size_t size, std::uint8_t seed = 1) {
    Bytes bytes;
    append_little_endian(bytes, std::uint32_t{0x20005000});
    append_little_endian(bytes, std::uint32_t{0x08000101});
    for (std::size_t i = bytes.size(); i < size; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(i * 7 + seed) & 0x7F);
    }
    bytes.resize(size);
    return bytes;
}

inline Image image_of(std::vector<Segment> segments) {
    return {.format = Image::Format::elf, .name = "app.elf", .segments = std::move(segments)};
}

/// Returns a program that fills the first sector, half of the second, and a piece of the third.
inline Image sample_image(std::uint8_t seed = 1) {
    return image_of({{0x08000000, program_bytes(0x6000, seed)},
                     {0x08009001, Bytes(0x101, static_cast<std::uint8_t>(seed + 1))}});
}

}  // namespace perth::cli
