// An RP2040 in BOOTSEL, plugged into a host in process, and the board that it is on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "cli/board/board.hpp"
#include "cli/flash/picoboot.hpp"
#include "cli/image/boot2.hpp"
#include "cli/image/uf2.hpp"
#include "tests/fakes/rp2040_boot.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {

inline Board pico_board() {
    Board board;
    board.name = "pico";
    board.port = "rp2040";
    board.core = "cortex-m0plus";
    board.uf2_family = uf2_family_rp2040;
    board.memory = {
        {.name = "flash", .start = 0x10000000, .size = 2 << 20, .access = "rx", .sectors = {}},
        {.name = "ram", .start = 0x20000000, .size = 264 << 10, .access = "rwx", .sectors = {}}};
    board.flash = {"picoboot", "uf2"};
    board.usb = {{.vid = 0x2E8A, .pid = 0x0003, .mode = "uf2"},
                 {.vid = 0x2E8A, .pid = 0x000A, .mode = "serial"}};
    board.bootloader_entry = "hold BOOTSEL and plug it in";
    return board;
}

/// Returns bytes for the beginning of an RP2040's flash: boot stage 2 with its CRC, vectors, more.
inline Bytes pico_program(std::size_t size, std::uint32_t seed = 1) {
    Bytes bytes(size);
    for (auto& byte : bytes) {
        seed = seed * 1664525 + 1013904223;
        byte = static_cast<std::uint8_t>(seed >> 24);
    }
    const std::uint32_t crc = boot2_crc(BytesView(bytes).first(boot2_code_size));
    Bytes words;
    for (const std::uint32_t word : {crc, 0x20042000U, 0x10000201U}) {
        append_little_endian(words, word);
    }
    std::copy(words.begin(), words.end(), bytes.begin() + boot2_code_size);
    return bytes;
}

struct PicobootBoard {
    static constexpr std::uint32_t flash = fakes::Rp2040Boot::flash_start;

    explicit PicobootBoard(const fakes::Rp2040Boot::Behaviour& behaviour = {})
        : rom(std::make_shared<fakes::Rp2040Boot>(behaviour, host.clock())) {
        host.plug(2, rom);
    }

    std::unique_ptr<Programmer> connect() {
        return connect_picoboot(host, host.attached().at(0), pico_board());
    }

    fakes::UsbHost host;
    std::shared_ptr<fakes::Rp2040Boot> rom;
};

inline const Programmer::Advance nobody_looks = [](std::size_t) {};

}  // namespace perth::cli
