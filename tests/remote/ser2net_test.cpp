// perth as a client of a real RFC 2217 server, in front of boards on pseudo-terminals.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "cli/serial/serial.hpp"
#include "tests/cli/commands/monitored.hpp"
#include "tests/cli/commands/perth.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/fakes/pty.hpp"
#include "tests/fakes/stm32_rom_pty.hpp"
#include "tests/remote/network.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using fakes::Pty;
using fakes::Stm32RomPty;
using testing::HasSubstr;

serial::Stream::Clock::time_point soon() { return serial::Stream::Clock::now() + 5s; }

std::string read(serial::Stream& stream, std::size_t size) {
    std::string text;
    while (text.size() < size) {
        std::array<std::uint8_t, 512> piece{};
        const std::size_t count = stream.read(piece, soon());
        if (count == 0) break;
        text.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return text;
}

std::string every_byte() {
    std::string text;
    for (int byte = 0; byte < 256; ++byte) text.push_back(static_cast<char>(byte));
    return text + text;
}

TEST(OverSer2net, CarriesEveryByteBothWays) {
    const TemporaryFolder folder;
    const Pty board;
    const Ser2net server(folder.path(), board.path());
    const auto stream = serial::open(server.address(), {.baud = 57600});
    const std::string text = every_byte();
    stream->write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, soon());
    EXPECT_EQ(board.read(text.size()), text);
    board.write(text);
    EXPECT_EQ(read(*stream, text.size()), text);
}

TEST(OverSer2net, SetsTheRateAndTakesLinesAndBreaks) {
    const TemporaryFolder folder;
    const Pty board;
    const Ser2net server(folder.path(), board.path());
    const auto stream = serial::open(server.address(), {.baud = 57600});
    const auto rate = [&] { return rate_of(board.fd()); };
    EXPECT_EQ(rate(), 57600U);
    stream->configure({.baud = 230400, .parity = serial::Parity::even, .stop_bits = 2});
    EXPECT_EQ(rate(), 230400U);
    // A pseudo-terminal has no lines, and ser2net answers nothing: that is waited for once.
    const auto before = serial::Stream::Clock::now();
    stream->set_lines(serial::Level::on, serial::Level::off);
    stream->send_break(10ms);
    stream->discard_input();
    stream->discard_output();
    EXPECT_LT(serial::Stream::Clock::now() - before, 4s);
    board.write("on");
    EXPECT_EQ(read(*stream, 2), "on");
}

TEST(OverSer2net, MonitorGoesOnWhenTheServerComesBack) {
    const TemporaryFolder folder;
    Pty board;
    Ser2net server(folder.path(), board.path());
    RunningMonitor monitor(folder.path(), {server.address(), "--expect", "^three$"});
    monitor.hear("--- " + server.address() + " ---\n");
    board.write("one\n");
    monitor.see("one\n");
    server.stop();
    monitor.hear("has gone: waiting for it ---\n");
    server.start();
    monitor.hear("--- gap ");
    board.write("two\nthree\n");
    EXPECT_EQ(monitor.end(), 0);
    EXPECT_EQ(monitor.out(), "one\ntwo\nthree\n");
}

TEST(OverSer2net, IsNamedInTheManifest) {
    const TemporaryFolder folder;
    Pty board;
    const Ser2net server(folder.path(), board.path());
    write_file(folder.path() / "perth.json",
               R"({"name": "x", "default_board": "host", "devices": {"bench": ")" +
                   server.address() + R"("}})");
    RunningMonitor monitor(folder.path(), {"bench", "--expect", "up"});
    monitor.hear("--- " + server.address() + " ---\n");
    board.write("up\n");
    EXPECT_EQ(monitor.end(), 0);
}

TEST(OverSer2net, PlainTcpIsToldFromIt) {
    const TemporaryFolder folder;
    const auto [listener, port] = listening();
    const std::string place = fmt::format("127.0.0.1:{}", port);
    EXPECT_EQ(error_text([&] { (void)serial::open("rfc2217://" + place, {}); }),
              "error: rfc2217://" + place +
                  " is no RFC 2217 server\n"
                  "  no answer in 3 s\n"
                  "  hint: for plain TCP, say socket://" +
                  place);
}

/// A vector table and bytes that differ.
std::string program() {
    std::string bytes("\x00\x00\x02\x20\x01\x01\x00\x08", 8);
    for (int i = 0; i < 4'000; ++i) bytes.push_back(static_cast<char>(i * 7 + i / 256));
    return bytes;
}

class FlashOverSer2net : public testing::Test {
protected:
    FlashOverSer2net() { perth_.write("app.bin", program()); }
    Finished flash(const std::string& device) {
        return perth_.run({"flash", "app.bin", "--address", "0x08000000", "-b", "pyboard-v11",
                           "--via", "stm32-uart", "--device", device});
    }
    [[nodiscard]] bool holds_program() {
        const std::string bytes = program();
        return std::equal(bytes.begin(), bytes.end(), board_.stop().flash().begin(),
                          [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
    }

    TemporaryFolder folder_;
    Perth perth_;
    Stm32RomPty board_{{.takes_data_sheet_times = false}};
    Ser2net server_{folder_.path(), board_.path()};
};

TEST_F(FlashOverSer2net, WritesVerifiesAndStarts) {
    const Finished done = flash(server_.address());
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_THAT(done.out + done.err, HasSubstr("the bootloader started the program"));
    EXPECT_TRUE(holds_program());
    EXPECT_TRUE(board_.stop().is_running());
}

TEST_F(FlashOverSer2net, SucceedsAfterTheLineWasCutAnywhere) {
    int cuts = 0;
    for (const std::size_t most : {10U, 40U, 61U, 70U, 100U, 200U, 500U, 1000U, 2500U, 4500U}) {
        const CutLine line(server_.port(), most);
        const Finished cut = flash(line.address());
        EXPECT_TRUE(line.was_cut()) << most << ": " << line.passed();
        EXPECT_TRUE(cut.exit_code == 6 || cut.exit_code == 3) << most << cut.out << cut.err;
        cuts += line.was_cut() ? 1 : 0;
        board_.reset();
    }
    const Finished done = flash(server_.address());
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_TRUE(holds_program());
    fmt::print("{} cuts survived\n", cuts);
}

}  // namespace
}  // namespace perth::cli
