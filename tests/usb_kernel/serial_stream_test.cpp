// cli/serial on the kernel's driver of CDC-ACM boards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cli/serial/ports.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/error.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/fakes/cdc_acm.hpp"
#include "tests/usb_kernel/eventually.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/terminal.hpp"

namespace perth::usb_kernel {
namespace {

using namespace std::chrono_literals;
using cli::serial::Level;
using cli::serial::Parity;
using cli::serial::Stream;
using testing::ElementsAre;

class SerialStream : public testing::Test {
protected:
    SerialStream() { port.plug(board); }

    std::unique_ptr<Stream> open(const cli::serial::Settings& settings = {}) {
        return cli::serial::open(terminal(), settings);
    }

    // Reads until there are `size` bytes or nothing has come for two seconds.
    static std::string read(Stream& stream, std::size_t size) {
        std::string text;
        std::array<std::uint8_t, 512> piece{};
        while (text.size() < size) {
            const std::size_t length = stream.read(piece, Stream::Clock::now() + 2s);
            if (length == 0) break;
            text.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(length));
        }
        return text;
    }

    template <typename Action>
    static cli::Fault fault_of(const Action& action) {
        try {
            action();
        } catch (const cli::Error& error) {
            return error.parts().fault;
        }
        return cli::Fault::none;
    }

    Port port{3};
    std::shared_ptr<fakes::CdcAcm> board = std::make_shared<fakes::CdcAcm>();
};

TEST_F(SerialStream, IsListedByItsPlace) {
    const std::string node = terminal();
    std::vector<cli::serial::Port> boards = cli::serial::ports();
    std::erase_if(boards, [](const auto& found) { return found.place.empty(); });
    ASSERT_EQ(boards.size(), 1);
    EXPECT_EQ(boards[0].node, node);
    EXPECT_EQ(boards[0].place, "1-3");
    EXPECT_EQ(boards[0].vid, 0x0483);
    EXPECT_EQ(boards[0].pid, 0x5740);
    EXPECT_EQ(boards[0].product, "Virtual COM Port");
    EXPECT_EQ(boards[0].serial, "3156");
}

TEST_F(SerialStream, SetsTheLineAndDoesNotHangUp) {
    open({.baud = 115200, .parity = Parity::even, .dtr = Level::on, .rts = Level::off}).reset();
    port.unplug();
    EXPECT_THAT(board->settings(), ElementsAre("9600 8N1", "dtr on, rts on", "dtr on, rts off",
                                               "115200 8E1", "9600 8N1"));
}

TEST_F(SerialStream, TakesAnyRate) {
    const auto stream = open({.baud = 74880});
    stream->configure({.baud = 3'000'000});
    port.unplug();
    EXPECT_THAT(board->settings(),
                ElementsAre("9600 8N1", "dtr on, rts on", "74880 8N1", "3000000 8N1"));
}

TEST_F(SerialStream, CarriesEveryByteBothWays) {
    std::string bytes;
    for (int i = 0; i < 20000; ++i) bytes.push_back(static_cast<char>(i * 7 + i / 256));
    const auto stream = open();
    port.with_models([&] { board->print(bytes); });
    EXPECT_EQ(read(*stream, bytes.size()), bytes);
    stream->write({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
                  Stream::Clock::now() + 10s);
    std::string received;
    EXPECT_TRUE(eventually([&] {
        port.with_models([&] { received = board->received(); });
        return received.size() >= bytes.size();
    }));
    EXPECT_EQ(received, bytes);
}

TEST_F(SerialStream, NamesTheProcessThatHoldsThePort) {
    const Background holder({"sleep", "20"}, terminal());
    EXPECT_EQ(cli::error_text([&] { open(); }),
              "error: /dev/ttyACM0 is in use\n"
              "  process " +
                  std::to_string(holder.pid()) +
                  " has it open: sleep 20\n"
                  "  hint: end that program and try again");
}

TEST_F(SerialStream, IsGoneWhenTheBoardIsUnplugged) {
    const auto stream = open();
    port.unplug();
    std::array<std::uint8_t, 16> piece{};
    const auto soon = Stream::Clock::now() + 5s;
    EXPECT_EQ(fault_of([&] { (void)stream->read(piece, soon); }), cli::Fault::gone);
    EXPECT_EQ(fault_of([&] { stream->write(piece, soon); }), cli::Fault::gone);
}

TEST_F(SerialStream, IsTheSamePortAfterAReplugIfItWasClosed) {
    open().reset();
    port.unplug();
    port.plug(board);
    EXPECT_EQ(open()->address(), "/dev/ttyACM0");
}

}  // namespace
}  // namespace perth::usb_kernel
