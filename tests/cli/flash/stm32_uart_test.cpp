#include "cli/flash/stm32_uart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/cli/error_text.hpp"
#include "tests/fakes/stm32_rom_line.hpp"

namespace perth::cli {
namespace {

using fakes::LineFault;
using fakes::open_line;
using fakes::Stm32Rom;
using fakes::Stm32RomLine;
using testing::ElementsAre;
using namespace std::chrono_literals;

constexpr std::uint32_t start = 0x0800'0000;
constexpr const char* by_hand = "hold BOOT0 high, press reset, and run the same command again";

Board pyboard() {
    Board board;
    board.name = "pyboard-v11";
    board.stm32_pid = 0x413;
    const auto& sizes = Stm32Rom::sector_sizes;
    board.memory.push_back({.name = "flash",
                            .start = start,
                            .size = 1 << 20,
                            .access = "rx",
                            .sectors = {sizes.begin(), sizes.end()}});
    return board;
}

Bytes counting(std::size_t size) {
    Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    return bytes;
}

constexpr auto no_advance = [](std::size_t) {};

/// A line of 115200 baud with a start bit, 8 data bits, parity and a stop bit.
Stm32RomLine line_to(Stm32Rom::Nature nature) {
    nature.byte_time = std::chrono::nanoseconds(11'000'000'000 / 115'200);
    return {.rom = Stm32Rom(nature), .byte_time = nature.byte_time};
}

class Stm32Uart : public testing::Test {
protected:
    std::unique_ptr<Programmer> connect(const Stm32UartOptions& options = {}) {
        return connect_stm32_uart(open_line(line_), pyboard(), options);
    }
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(line_.now).count();
    }

    Stm32RomLine line_ = line_to({});
    Bytes& flash_ = line_.rom.flash();
};

TEST_F(Stm32Uart, SetsThePortToEvenParity) {
    (void)connect({.baud = 57'600});
    EXPECT_THAT(line_.seen, ElementsAre("57600 even"));
}

TEST_F(Stm32Uart, HasTheBoardsSectors) {
    const auto programmer = connect();
    ASSERT_EQ(programmer->sectors().size(), 12U);
    EXPECT_EQ(programmer->sectors()[4], (Sector{.address = 0x0801'0000, .size = 0x10000}));
    EXPECT_EQ(programmer->sectors()[11], (Sector{.address = 0x080E'0000, .size = 0x20000}));
}

TEST_F(Stm32Uart, ReadsAcrossBlocks) {
    std::copy_n(counting(600).begin(), 600, flash_.begin() + 100);
    const auto programmer = connect();
    Bytes read(600);
    std::vector<std::size_t> steps;
    programmer->read(start + 100, read, [&](std::size_t done) { steps.push_back(done); });
    EXPECT_EQ(read, counting(600));
    EXPECT_THAT(steps, ElementsAre(256U, 512U, 600U));
}

TEST_F(Stm32Uart, ErasesTheSectorsThatItIsTold) {
    std::fill(flash_.begin(), flash_.end(), 0);
    const auto programmer = connect();
    std::vector<std::size_t> steps;
    const std::vector<Sector> which = {programmer->sectors()[1], programmer->sectors()[4]};
    programmer->erase(which, [&](std::size_t done) { steps.push_back(done); });
    EXPECT_THAT(steps, ElementsAre(0x4000U, 0x14000U));
    EXPECT_EQ(std::count(flash_.begin(), flash_.end(), 0xFF), 0x14000);
    EXPECT_EQ(flash_[0x3FFF], 0);
    EXPECT_EQ(flash_[0x4000], 0xFF);
    EXPECT_EQ(flash_[0x10000], 0xFF);
    EXPECT_GT(seconds(), 1.6);  // 400 ms and 1200 ms
}

TEST_F(Stm32Uart, WaitsThroughBusy) {
    line_ = line_to({.answers_busy = true});
    const auto programmer = connect();
    EXPECT_NO_THROW(programmer->erase({{programmer->sectors()[5]}}, no_advance));
    EXPECT_EQ(line_.rom.erased_sectors(), 1U);
}

TEST_F(Stm32Uart, ErasesEverythingSectorBySector) {
    std::fill(flash_.begin(), flash_.end(), 0);
    connect()->erase_all();
    EXPECT_EQ(std::count(flash_.begin(), flash_.end(), 0xFF), std::ssize(flash_));
    EXPECT_LT(seconds(), 17.0);  // a mass erase takes 16 s
}

TEST_F(Stm32Uart, WritesInBlocksThatEndAt256) {
    const auto programmer = connect();
    std::vector<std::size_t> steps;
    programmer->write(start + 0x1F0, counting(300),
                      [&](std::size_t done) { steps.push_back(done); });
    EXPECT_THAT(steps, ElementsAre(16U, 272U, 300U));
    EXPECT_TRUE(
        std::equal(flash_.begin() + 0x1F0, flash_.begin() + 0x1F0 + 300, counting(300).begin()));
    EXPECT_EQ(flash_[0x1F0 + 300], 0xFF);
}

TEST_F(Stm32Uart, PadsAShortWord) {
    connect()->write(start, Bytes{1, 2, 3, 4, 5}, no_advance);
    EXPECT_THAT(Bytes(flash_.begin(), flash_.begin() + 8),
                ElementsAre(1, 2, 3, 4, 5, 0xFF, 0xFF, 0xFF));
}

TEST_F(Stm32Uart, DoesNotSendWhatIsErasedAnyway) {
    const auto programmer = connect();
    const Traffic before = programmer->traffic();
    Bytes bytes(4096, 0xFF);
    bytes[1024] = 0;
    programmer->write(start, bytes, no_advance);
    EXPECT_EQ(programmer->traffic().round_trips - before.round_trips, 3U);
    EXPECT_EQ(programmer->traffic().sent - before.sent, 2U + 5U + 258U);
    EXPECT_EQ(flash_[1024], 0);
}

TEST_F(Stm32Uart, CountsItsTraffic) {
    const auto programmer = connect();
    const Traffic before = programmer->traffic();
    Bytes read(256);
    programmer->read(start, read, no_advance);
    const Traffic after = programmer->traffic();
    EXPECT_EQ(after.sent - before.sent, 2U + 5U + 2U);
    EXPECT_EQ(after.received - before.received, 3U + 256U);
    EXPECT_EQ(after.round_trips - before.round_trips, 3U);
}

TEST_F(Stm32Uart, StartsTheProgram) {
    EXPECT_EQ(connect()->start(start), "the bootloader started the program");
    EXPECT_TRUE(line_.rom.is_running());
    EXPECT_EQ(line_.rom.started_at(), start);
}

TEST_F(Stm32Uart, NeverSendsAByteThatTheChipCannotTake) {
    const auto programmer = connect();
    programmer->erase({{programmer->sectors()[0]}}, no_advance);
    programmer->write(start, counting(1000), no_advance);
    Bytes read(1000);
    programmer->read(start, read, no_advance);
    (void)programmer->start(start);
    EXPECT_EQ(line_.rom.overruns(), 0U);
}

TEST_F(Stm32Uart, TakesAnAcknowledgementTooMany) {
    line_ = line_to({.sends_extra_ack = true});
    EXPECT_NO_THROW((void)connect());
    EXPECT_LT(seconds(), 0.1);
}

TEST_F(Stm32Uart, GoesOnWithASessionThatWasLeftOpen) {
    (void)connect();
    EXPECT_NO_THROW((void)connect());
}

TEST_F(Stm32Uart, GoesOnWithASessionThatWasLeftAnywhere) {
    // As far as a session of a write and an erase got before its program was killed.
    const Bytes whole = {0x7F, 0x31, 0xCE, 0x08, 0,    0, 0, 0x08, 3, 1, 2,
                         3,    4,    7,    0x44, 0xBB, 0, 0, 0,    0, 0};
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        line_ = line_to({});
        const auto stream = open_line(line_);
        for (std::size_t i = 0; i < length; ++i) {
            stream->write(BytesView(whole).subspan(i, 1), {});
            stream->sleep(10ms);
        }
        EXPECT_EQ(error_text([&] { (void)connect(); }), "no error") << length;
        EXPECT_LT(seconds(), 10.0) << length;
    }
}

TEST_F(Stm32Uart, GoesOnWithASessionThatWasLeftInALongFrame) {
    const auto stream = open_line(line_);
    stream->write(Bytes{0x7F}, {});
    stream->sleep(10ms);
    stream->write(Bytes{0x31, 0xCE}, {});
    stream->sleep(10ms);
    stream->write(Bytes{0x08, 0, 0, 0, 0x08}, {});
    stream->sleep(10ms);
    stream->write(Bytes{0xFF, 1, 2, 3}, {});  // 253 bytes are missing
    EXPECT_EQ(error_text([&] { (void)connect(); }), "no error");
    EXPECT_EQ(std::count(flash_.begin(), flash_.end(), 0xFF), std::ssize(flash_));
}

TEST_F(Stm32Uart, RefusesAnotherChip) {
    line_ = line_to({.pid = 0x431});
    EXPECT_EQ(error_text([&] { (void)connect(); }),
              "error: the chip at /dev/ttyUSB0 is not that of board pyboard-v11\n"
              "  its bootloader calls it 0x431, the board's is 0x413\n"
              "  hint: name the board that it is: -b BOARD");
    EXPECT_EQ(error_exit([&] { (void)connect(); }), Exit::wrong_use);
}

TEST_F(Stm32Uart, RefusesABoardWithoutSectors) {
    Board board = pyboard();
    board.memory[0].sectors.clear();
    EXPECT_EQ(error_text([&] { (void)connect_stm32_uart(open_line(line_), board, {}); }),
              "error: board pyboard-v11 cannot be written over a UART\n"
              "  its definition has no flash sectors");
}

TEST_F(Stm32Uart, SaysThatNobodyAnswers) {
    line_.rom.reset(false, line_.now);  // the program runs
    EXPECT_EQ(error_text([&] { (void)connect(); }),
              std::string("error: no STM32 bootloader answers at /dev/ttyUSB0\n"
                          "  nothing came in 10000 ms at 115200 baud, even parity\n  hint: ") +
                  by_hand);
    EXPECT_EQ(error_exit([&] { (void)connect(); }), Exit::device_error);
    EXPECT_LT(seconds(), 22.0);
}

TEST_F(Stm32Uart, SaysThatWhatAnswersIsNoBootloader) {
    line_.rom.reset(false, line_.now);
    for (const char letter : std::string("my way")) {
        line_.rom.outgoing().push_back({static_cast<std::uint8_t>(letter), 1s});
    }
    EXPECT_EQ(error_text([&] { (void)connect(); }),
              std::string("error: no STM32 bootloader answers at /dev/ttyUSB0\n"
                          "  what came at 115200 baud, even parity, is not a bootloader's: "
                          "6d 79 20 77 61 79\n  hint: ") +
                  by_hand);
}

TEST_F(Stm32Uart, TellsAProtectedChipFromABrokenOne) {
    line_.rom.protect_reading();
    const auto programmer = connect();
    Bytes read(4);
    const std::string begin = "error: the chip is read-protected\n  NACK (1f) to command ";
    const std::string end = "\n  hint: perth flash --unprotect lifts it and erases everything";
    EXPECT_EQ(error_text([&] { programmer->read(start, read, no_advance); }),
              begin + "11 while reading 4 bytes at 0x08000000" + end);
    EXPECT_EQ(error_text([&] { programmer->write(start, read, no_advance); }),
              begin + "31 while writing 4 bytes at 0x08000000" + end);
    EXPECT_EQ(error_text([&] { programmer->erase_all(); }),
              begin + "44 while erasing sector 0 at 0x08000000" + end);
    EXPECT_EQ(error_text([&] { (void)programmer->start(start); }),
              begin + "21 while starting the program at 0x08000000" + end);
    EXPECT_EQ(error_exit([&] { programmer->read(start, read, no_advance); }), Exit::device_error);
    EXPECT_LT(seconds(), 5.0);
}

TEST_F(Stm32Uart, LiftsTheProtection) {
    flash_[0] = 0;
    line_.rom.protect_reading();
    connect()->unprotect();
    EXPECT_FALSE(line_.rom.is_protected());
    EXPECT_EQ(flash_[0], 0xFF);
    line_.now += 100ms;
    Bytes read(1);
    EXPECT_NO_THROW(connect()->read(start, read, no_advance));
}

TEST_F(Stm32Uart, SaysWhichAddressIsRefused) {
    const auto programmer = connect();
    Bytes read(4);
    EXPECT_EQ(error_text([&] { programmer->read(0x4000'0000, read, no_advance); }),
              "error: the bootloader refused address 0x40000000\n"
              "  NACK (1f) while reading 4 bytes at 0x40000000");
    EXPECT_NO_THROW(programmer->read(start, read, no_advance));
}

TEST_F(Stm32Uart, SaysThatTheBoardFellSilent) {
    const auto programmer = connect();
    line_.fault = {.kind = LineFault::Kind::silence, .at = line_.passed};
    Bytes read(4);
    EXPECT_EQ(error_text([&] { programmer->read(start, read, no_advance); }),
              std::string("error: the bootloader does not answer\n"
                          "  nothing came in 1001 ms while reading 4 bytes at 0x08000000\n"
                          "  afterwards nothing came in 10000 ms at 115200 baud, even parity\n"
                          "  hint: ") +
                  by_hand);
}

TEST_F(Stm32Uart, ShowsAReplyThatIsNone) {
    const auto programmer = connect();
    line_.rom.outgoing().push_back({0x55, line_.now});
    line_.rom.reset(false, line_.now);
    line_.rom.outgoing().push_back({0x55, line_.now});
    Bytes read(4);
    EXPECT_EQ(error_text([&] { programmer->read(start, read, no_advance); }),
              std::string("error: the bootloader answered with 55\n"
                          "  while reading 4 bytes at 0x08000000; due was 79 (ACK) or 1f (NACK)\n"
                          "  afterwards nothing came in 10000 ms at 115200 baud, even parity\n"
                          "  hint: ") +
                  by_hand);
}

TEST_F(Stm32Uart, LeadsTheBoardInAndOutByItsLines) {
    line_.wires_reset = true;
    line_.rom.reset(false, line_.now);
    const auto programmer = connect({.lines = parse_line_sequence("boot0=rts,nrst=dtr")});
    EXPECT_THAT(line_.seen, ElementsAre("115200 even", "dtr", "-rts",  // idle
                                        "rts", "-dtr", "dtr"));
    EXPECT_TRUE(!line_.rom.is_running());
    line_.seen.clear();
    EXPECT_EQ(programmer->start(start), "the board was reset by its modem lines");
    EXPECT_THAT(line_.seen, ElementsAre("-rts", "-dtr", "dtr"));
    EXPECT_TRUE(line_.rom.is_running());
}

TEST_F(Stm32Uart, LetsBoot0GoWhenItIsDone) {
    line_.wires_reset = true;
    (void)connect({.lines = parse_line_sequence("boot0=rts,nrst=dtr")});
    EXPECT_FALSE(line_.boot0);
    EXPECT_FALSE(line_.nrst_low);
}

TEST_F(Stm32Uart, TriesTheLinesFiveTimes) {
    line_.rom.reset(false, line_.now);  // the lines are not wired
    EXPECT_EQ(error_text([&] { (void)connect({.lines = parse_line_sequence("rts,brk:-rts")}); }),
              std::string("error: no STM32 bootloader answers at /dev/ttyUSB0\n"
                          "  nothing came in 1500 ms at 115200 baud, even parity\n  hint: ") +
                  by_hand);
    EXPECT_EQ(std::count(line_.seen.begin(), line_.seen.end(), "brk"), 5);
}

}  // namespace
}  // namespace perth::cli
