// A running firmware is asked for its bootloader over a real serial line (a pty), and does it.
#include "cli/flash/enter_bootloader.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <optional>
#include <regex>
#include <string>

#include "cli/console/keeping_stream.hpp"
#include "perth.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// A board in QEMU whose console is a pty.
class Board {
public:
    Board()
        : log_(::open(log_file().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)),
          qemu_({.args = {"qemu-system-arm", "-M", "netduinoplus2", "-nodefaults", "-display",
                          "none", "-semihosting-config", "enable=on,target=native", "-serial",
                          "pty", "-kernel", PERTH_TEST_AGENT}},
                log_.get()) {}

    /// Returns the pty's path as soon as QEMU tells it.
    [[nodiscard]] std::string console() const {
        const std::regex path("/dev/pts/[0-9]+");
        for (const auto start = Clock::now(); Clock::now() < start + 10s; ::usleep(10'000)) {
            std::ifstream file(log_file());
            const std::string text{std::istreambuf_iterator<char>(file), {}};
            std::smatch match;
            if (std::regex_search(text, match, path)) return match.str();
        }
        return {};
    }

private:
    [[nodiscard]] std::string log_file() const { return (folder_.path() / "log").string(); }

    Folder folder_;
    Handle log_;
    Child qemu_;
};

/// Returns `seen` and what is read behind it, as soon as `text` is in it.
std::string read_until(serial::Stream& stream, std::string_view text, std::string seen = {},
                       Clock::duration limit = 10s) {
    std::array<std::uint8_t, 256> piece{};
    const auto deadline = Clock::now() + limit;
    while (seen.find(text) == std::string::npos) {
        const std::size_t size = stream.read(piece, deadline);
        if (size == 0) break;
        seen.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(size));
    }
    return seen;
}

TEST(EnterBootloader, ResetsAFirmwareThatHasAnAgent) {
    const Board board;
    const std::string console = board.console();
    ASSERT_NE(console, "");
    const auto stream = serial::open(console, {});
    // QEMU drops what comes before the firmware has started its UART. What that prints first is
    // lost if it was faster than we.
    (void)read_until(*stream, "first start\n", {}, 2s);
    const std::string text = "half a line ";
    stream->write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()},
                  Clock::now() + 1s);
    EXPECT_NE(read_until(*stream, text).find(text), std::string::npos);  // it runs, and echoes
    KeepingStream kept(*stream);  // the new start may come together with the answer
    EXPECT_TRUE(enter_bootloader(kept, Clock::now() + bootloader_answer));
    const std::string after = read_until(*stream, "second start\n", kept.kept());
    EXPECT_NE(after.find("second start\n"), std::string::npos) << after;
}

}  // namespace
}  // namespace perth::cli
