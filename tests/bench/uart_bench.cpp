// Writing an STM32F405 over its USART bootloader: perth beside stm32flash, at a line's real speed.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>

#include "cli/flash/stm32_uart.hpp"
#include "cli/flash/update.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/bench/table.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fakes/stm32_rom_pty.hpp"

namespace perth::bench {
namespace {

using namespace cli;
using fakes::Stm32RomPty;

constexpr std::uint32_t baud = 115'200;
constexpr std::uint32_t flash_start = 0x0800'0000;
constexpr std::size_t size = 64 * 1024;

/// A program's vector table, and bytes that do not repeat.
Bytes program(std::uint32_t seed) {
    Bytes bytes;
    append_little_endian(bytes, std::uint32_t{0x2002'0000});
    append_little_endian(bytes, std::uint32_t{flash_start + 0x101});
    while (bytes.size() < size) {
        seed = seed * 1'664'525 + 1'013'904'223;
        bytes.push_back(static_cast<std::uint8_t>(seed >> 24));
    }
    return bytes;
}

Bytes edited(Bytes bytes) {
    for (std::size_t i = 0; i < 40; ++i) bytes[60'000 + i] ^= 0x55;
    return bytes;
}

Board pyboard() {
    return load_board("pyboard-v11", board_path({}, std::filesystem::path(PERTH_SOURCE_DIR)));
}

void with_perth(const std::string& port, const Bytes& bytes) {
    const Board board = pyboard();
    const Stm32UartOptions options{.baud = baud};
    const auto programmer =
        connect_stm32_uart(serial::open(port, stm32_uart_settings(options)), board, options);
    Image image;
    image.format = Image::Format::elf;
    image.segments = {{.address = flash_start, .bytes = bytes}};
    image.entry = flash_start + 0x101;
    Progress progress(Progress::Show::nothing, 80, [](const std::string&) {});
    (void)update(*programmer, image, board, {}, progress);
}

void with_stm32flash(const std::string& port, const Bytes& bytes) {
    const TemporaryFolder folder;
    const std::string file = folder.path() / "image.bin";
    write_file(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    const Finished done =
        cli::run({.args = {"stm32flash", "-m", "8n1", "-b", std::to_string(baud), "-w", file, "-v",
                           "-g", fmt::format("{:#x}", flash_start), port}});
    if (done.exit_code != 0) throw std::runtime_error(done.out + done.err);
}

using Writer = std::function<void(const std::string& port, const Bytes& bytes)>;

/// Writes `bytes` over `before` and measures.
Row measure(const std::string& name, const Bytes& before, const Bytes& bytes,
            const Writer& writer) {
    // A start bit, 8 data bits, parity and a stop bit.
    const std::chrono::nanoseconds byte_time(11'000'000'000 / baud);
    Stm32RomPty board({.byte_time = byte_time}, before);
    const auto begin = std::chrono::steady_clock::now();
    writer(board.path(), bytes);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    fakes::Stm32Rom& rom = board.stop();
    if (!std::equal(bytes.begin(), bytes.end(), rom.flash().begin()) || !rom.is_running()) {
        throw std::runtime_error(name + " did not write it");
    }
    const std::chrono::duration<double> least =
        rom.spent() + byte_time * static_cast<long>(board.received() + board.sent());
    return {name,
            fmt::format("{:.2f}", took.count()),
            fmt::format("{:.2f}", least.count()),
            std::to_string(board.received()),
            std::to_string(board.sent()),
            std::to_string(board.round_trips()),
            std::to_string(rom.erased_sectors()),
            std::to_string(rom.overruns())};
}

void print() {
    const Bytes old = program(1);
    const Bytes next = program(2);
    std::vector<Row> rows = {{"", "seconds", "line and chip", "bytes to", "bytes from",
                              "round trips", "erased", "lost"}};
    rows.push_back(measure("stm32flash, another program", old, next, with_stm32flash));
    rows.push_back(measure("perth, another program", old, next, with_perth));
    rows.push_back(measure("stm32flash, one line edited", next, edited(next), with_stm32flash));
    rows.push_back(measure("perth, one line edited", next, edited(next), with_perth));
    rows.push_back(measure("perth, the same program", next, next, with_perth));
    print_table("64 KiB to an STM32F405 at 115200 baud, verified and started", rows,
                "a model of the chip's bootloader with data-sheet times on a pseudo-terminal; line "
                "and chip: seconds that the bytes and the flash alone take");
}

}  // namespace
}  // namespace perth::bench

int main() {
    try {
        perth::bench::print();
        return EXIT_SUCCESS;
    } catch (const perth::cli::Error& error) {
        fmt::print("{}\n", error.text());
    } catch (const std::exception& error) {
        fmt::print("{}\n", error.what());
    }
    return EXIT_FAILURE;
}
