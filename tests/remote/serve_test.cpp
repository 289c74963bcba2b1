// `perth monitor --serve`: pyserial as an independent client, and clients that mean no good.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <fstream>
#include <regex>
#include <string>

#include "cli/serial/serial.hpp"
#include "cli/serial/telnet.hpp"
#include "tests/cli/commands/monitored.hpp"
#include "tests/remote/network.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class Serve : public testing::Test {
protected:
    /// Without the port that the client happens to have.
    static std::string without_client(const std::string& text) {
        return std::regex_replace(text, std::regex("--- 127\\.0\\.0\\.1:[0-9]+ "), "--- CLIENT ");
    }
    [[nodiscard]] std::vector<std::string> args(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {board_.path().string(), "--serve", place_});
        return more;
    }
    Finished python(const std::string& script) const {
        return run({.args = {"/usr/bin/python3", "-c",
                             "import serial\nport = serial.serial_for_url('rfc2217://" + place_ +
                                 "', baudrate=57600, timeout=5)\n" + script}});
    }
    /// What its process holds in memory, KiB.
    static std::size_t memory_of(const RunningMonitor& monitor) {
        std::ifstream status(fmt::format("/proc/{}/status", monitor.pid()));
        for (std::string word; status >> word;) {
            std::size_t size = 0;
            if (word == "VmRSS:" && status >> size) return size;
        }
        return 0;
    }

    TemporaryFolder folder_;
    PtyBoard board_{folder_.path() / "ttyBOARD"};
    const std::uint16_t port_ = free_port();
    const std::string place_ = "127.0.0.1:" + std::to_string(port_);
};

TEST_F(Serve, PyserialUsesThePortWhileItIsWatched) {
    RunningMonitor monitor(folder_.path(), args());
    monitor.hear("--- the port is at rfc2217://" + place_ + ", too ---\n--- " +
                 board_.path().string() + " ---\n");
    std::thread answers([&] {
        (void)board_.received(std::string("\x00\xff\x11 ping\n", 9));
        board_.print("pong \xff\n");
    });
    const Finished done = python(
        "port.write(b'\\x00\\xff\\x11 ping\\n')\n"
        "print(port.read_until(b'\\n'))\n"
        "port.baudrate, port.bytesize, port.parity, port.stopbits = 19200, 7, 'E', 2\n"
        "print(port.dtr, port.rts, port.cts)\n"
        "port.dtr = False\n"
        "port.rts = False\n"
        "port.send_break(0.01)\n"
        "port.reset_input_buffer()\n"
        "port.reset_output_buffer()\n"
        "port.close()\n");
    answers.join();
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.out, "b'pong \\xff\\n'\nTrue True False\n");
    monitor.hear("has left the port ---\n");
    monitor.see("pong");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(monitor.out(), "pong \xff\n");
    EXPECT_EQ(without_client(monitor.err()),
              "--- the port is at rfc2217://" + place_ + ", too ---\n--- " +
                  board_.path().string() +
                  " ---\n"
                  "--- CLIENT shares the port ---\n"
                  "--- CLIENT has set 57600 baud, 8 data bits, no parity, 1 stop bit ---\n"
                  "--- CLIENT has set 19200 baud, 8 data bits, no parity, 1 stop bit ---\n"
                  "--- CLIENT has set 19200 baud, 7 data bits, no parity, 1 stop bit ---\n"
                  "--- CLIENT has set 19200 baud, 7 data bits, even parity, 1 stop bit ---\n"
                  "--- CLIENT has set 19200 baud, 7 data bits, even parity, 2 stop bits ---\n"
                  "--- CLIENT has left the port ---\n");
}

TEST_F(Serve, SetsThePortAndPutsItBack) {
    RunningMonitor monitor(folder_.path(), args({"--baud", "38400"}));
    const auto rate = [&] { return rate_of(board_.fd()); };
    monitor.hear(board_.path().string() + " ---\n");
    EXPECT_EQ(rate(), 38400U);
    auto stream = serial::open("rfc2217://" + place_, {.baud = 9600});
    EXPECT_EQ(rate(), 9600U);
    stream.reset();
    monitor.hear("has left the port ---\n");
    for (int i = 0; i < 1000 && rate() != 38400; ++i) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(rate(), 38400U);
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
}

TEST_F(Serve, AClientStaysWhileTheBoardGoesAndComes) {
    RunningMonitor monitor(folder_.path(), args());
    monitor.hear(board_.path().string() + " ---\n");
    const auto stream = serial::open("rfc2217://" + place_, {.baud = 9600});
    board_.unplug();
    monitor.hear("has gone: waiting for it ---\n");
    stream->write(Bytes{'l', 'o', 's', 't'}, serial::Stream::Clock::now() + 1s);
    board_.plug();
    monitor.hear("--- gap ");
    EXPECT_EQ(rate_of(board_.fd()), 9600U);
    stream->write(Bytes{'!'}, serial::Stream::Clock::now() + 1s);
    EXPECT_EQ(board_.received("!"), "!");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
}

TEST_F(Serve, ASecondClientIsToldWhoIsThere) {
    RunningMonitor monitor(folder_.path(), args());
    monitor.hear(board_.path().string() + " ---\n");
    const auto first = connected(port_);
    ASSERT_TRUE(first);
    monitor.hear("shares the port ---\n");
    const auto second = connected(port_);
    ASSERT_TRUE(second);
    std::string text(100, '\0');
    text.resize(static_cast<std::size_t>(
        std::max<ssize_t>(::recv(second->get(), text.data(), text.size(), MSG_WAITALL), 0)));
    EXPECT_TRUE(
        std::regex_match(text, std::regex("the port is in use by 127\\.0\\.0\\.1:[0-9]+\r\n")))
        << text;
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
}

// Whatever a client sends, the board is shown all the same, and the monitor stays small.
TEST_F(Serve, BoundsWhatAClientCanDo) {
    RunningMonitor monitor(folder_.path(), args());
    monitor.hear(board_.path().string() + " ---\n");
    Bytes requests;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        Bytes rate = {1};
        append_big_endian(rate, 9600 + i % 2);
        serial::append_sub(requests, serial::TelnetOption::com_port, rate);
        serial::append_sub(requests, serial::TelnetOption::com_port, Bytes{5, 5});
    }
    std::string options;
    for (int i = 0; i < 100'000; ++i) options += i % 2 == 0 ? "\xff\xfd\x03" : "\xff\xfe\x03";
    const std::string floods[] = {
        std::string(requests.begin(), requests.end()),
        "\xff\xfa" + std::string(1'000'000, 'x'),  // a subnegotiation without an end
        options,                                   // an option on and off
        std::string(3'000'000, '\xff'),
        std::string(1'000'000, 'x')};  // for a board that does not read
    int round = 0;
    for (const std::string& flood : floods) {
        const auto client = connected(port_);
        ASSERT_TRUE(client);
        monitor.hear("shares the port ---\n");
        ::fcntl(client->get(), F_SETFL, O_NONBLOCK);
        std::size_t sent = 0;
        const auto limit = std::chrono::steady_clock::now() + 300ms;
        while (sent < flood.size() && std::chrono::steady_clock::now() < limit) {
            const ssize_t size =
                ::send(client->get(), flood.data() + sent, flood.size() - sent, MSG_NOSIGNAL);
            if (size > 0) sent += static_cast<std::size_t>(size);
            if (size < 0 && errno != EAGAIN) break;
        }
        const auto before = std::chrono::steady_clock::now();
        const std::string line = fmt::format("round {}\n", ++round);
        board_.print(line);
        monitor.see(line);
        EXPECT_LT(std::chrono::steady_clock::now() - before, 3s) << round;
        EXPECT_LT(memory_of(monitor), 32'000U) << round;
    }
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
}

// A client that never reads: the board's bytes are kept for it up to a bound, then it is dropped.
TEST_F(Serve, DropsAClientThatDoesNotRead) {
    RunningMonitor monitor(folder_.path(), args({"--log", "x.log"}));
    monitor.hear(board_.path().string() + " ---\n");
    const auto client = connected(port_);
    ASSERT_TRUE(client);
    monitor.hear("shares the port ---\n");
    std::thread board([&] {
        for (int i = 0; i < 3'000; ++i) board_.print(std::string(999, 'x') + "\n");
        board_.print("end\n");
    });
    monitor.see("end\n");  // first: what is said on stderr keeps its place among the lines
    monitor.hear("has left the port ---\n");
    board.join();
    EXPECT_LT(memory_of(monitor), 64'000U);
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(monitor.out().size(), 3'000'004U);
}

TEST_F(Serve, RefusesWhatIsNoAddress) {
    const auto said = [&](const std::string& place) {
        const Finished done =
            run({.args = {PERTH_PROGRAM, "monitor", board_.path().string(), "--serve", place},
                 .folder = folder_.path()});
        EXPECT_EQ(done.exit_code, 2);
        return done.err;
    };
    for (const std::string place : {"4000", ":4000", "lab", "lab:0", "lab:http"}) {
        EXPECT_EQ(said(place), "error: cannot serve the port at " + place +
                                   "\n  an address is HOST:PORT, with a PORT from 1 to 65535\n"
                                   "  hint: choose another address with --serve\n");
    }
    const auto [listener, taken] = listening();
    const std::string place = "127.0.0.1:" + std::to_string(taken);
    EXPECT_EQ(said(place), "error: cannot serve the port at " + place +
                               "\n  Address already in use\n"
                               "  hint: choose another address with --serve\n");
}

}  // namespace
}  // namespace perth::cli
