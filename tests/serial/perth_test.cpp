// perth itself, through the kernel's terminals, to the model that stm32flash has shown right.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/flash/stm32_uart.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/fakes/stm32_rom_pty.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using fakes::Stm32RomPty;

constexpr std::uint32_t start = 0x0800'0000;
constexpr auto no_advance = [](std::size_t) {};

Board pyboard() {
    return load_board("pyboard-v11", board_path({}, std::filesystem::path(PERTH_SOURCE_DIR)));
}

Bytes some_bytes(std::size_t size) {
    Bytes bytes(size);
    std::uint32_t state = 7;
    for (std::uint8_t& byte : bytes) {
        state = state * 1'664'525 + 1'013'904'223;
        byte = static_cast<std::uint8_t>(state >> 24);
    }
    return bytes;
}

std::unique_ptr<Programmer> connect(const std::string& port) {
    const Stm32UartOptions options;
    return connect_stm32_uart(serial::open(port, stm32_uart_settings(options)), pyboard(), options);
}

void write(const std::string& port, const Bytes& bytes) {
    const auto programmer = connect(port);
    programmer->erase({{programmer->sectors()[0]}}, no_advance);
    programmer->write(start, bytes, no_advance);
    Bytes read(bytes.size());
    programmer->read(start, read, no_advance);
    if (read != bytes) throw Error({.what = "differs", .fault = Fault::verify});
    (void)programmer->start(start);
}

TEST(PerthOverAPty, WritesReadsBackAndStarts) {
    Stm32RomPty board({.takes_data_sheet_times = false});
    const Bytes bytes = some_bytes(16'000);
    EXPECT_EQ(error_text([&] { write(board.path(), bytes); }), "no error");
    fakes::Stm32Rom& rom = board.stop();
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), rom.flash().begin()));
    EXPECT_EQ(rom.started_at(), start);
    EXPECT_EQ(rom.overruns(), 0U);
}

TEST(PerthOverAPty, GoesOnAfterStm32flashAndTheOtherWayRound) {
    Stm32RomPty board({.takes_data_sheet_times = false});
    const std::vector<std::string> stm32flash = {"stm32flash", "-m", "8n1", board.path()};
    EXPECT_EQ(run({.args = stm32flash}).exit_code, 0);
    EXPECT_EQ(error_text([&] { (void)connect(board.path()); }), "no error");
    EXPECT_EQ(run({.args = stm32flash}).exit_code, 0);
    EXPECT_EQ(error_text([&] { (void)connect(board.path()); }), "no error");
}

// Each child is interrupted a little later in its session.
TEST(PerthOverAPty, SucceedsAfterCtrlCAnywhere) {
    Stm32RomPty board({.takes_data_sheet_times = false});
    const Bytes bytes = some_bytes(1000);
    int interrupted = 0;
    for (int session = 1; session <= 8; ++session) {
        const int code = in_child([&] {
            install_signal_handlers();
            interrupt_after(session * 4ms);
            write(board.path(), bytes);
            return 0;
        });
        ASSERT_TRUE(code == 0 || code == 130) << code;
        if (code == 130) ++interrupted;
        if (code == 0) board.reset();
    }
    EXPECT_GT(interrupted, 0);
    EXPECT_EQ(error_text([&] { write(board.path(), bytes); }), "no error");
    fakes::Stm32Rom& rom = board.stop();
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), rom.flash().begin()));
    EXPECT_TRUE(rom.is_running());
    fmt::print("{} of 8 sessions were interrupted\n", interrupted);
}

}  // namespace
}  // namespace perth::cli
