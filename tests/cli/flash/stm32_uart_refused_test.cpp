// What the programmer says to each refusal that a bootloader may answer with.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "cli/flash/stm32_uart.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/fakes/played_stream.hpp"

namespace perth::cli {
namespace {

constexpr std::uint32_t start = 0x0800'0000;
constexpr auto no_advance = [](std::size_t) {};

const Bytes ack = {0x79};
const Bytes nack = {0x1F};
const Bytes commands = {0x79, 11,   0x31, 0x00, 0x01, 0x02, 0x11, 0x21,
                        0x31, 0x44, 0x63, 0x73, 0x82, 0x92, 0x79};
const Bytes identifier = {0x79, 1, 0x04, 0x13, 0x79};

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::unique_ptr<Programmer> connect(const std::vector<Bytes>& replies) {
    Board board;
    board.name = "pyboard-v11";
    board.stm32_pid = 0x413;
    board.memory.push_back(
        {.name = "flash", .start = start, .size = 0x4000, .access = "rx", .sectors = {0x4000}});
    return connect_stm32_uart(std::make_unique<fakes::PlayedStream>(joined(replies)), board, {});
}

/// Returns what is said when these replies come, and come again once both ends are in step.
template <typename Action>
std::string said(const Bytes& replies, const Action& action) {
    const auto programmer = connect({ack, commands, identifier, replies, nack, commands, replies});
    return error_text([&] { action(*programmer); });
}

TEST(Stm32UartRefused, NamesTheCommandThatIsNotOffered) {
    const std::map<std::uint8_t, std::string> needed = {{0x11, "Read Memory (11)"},
                                                        {0x21, "Go (21)"},
                                                        {0x31, "Write Memory (31)"},
                                                        {0x44, "Extended Erase (44)"}};
    for (const auto& [opcode, name] : needed) {
        Bytes without = commands;
        *std::find(without.begin() + 3, without.end(), opcode) = 0x7F;
        EXPECT_EQ(error_text([&] { (void)connect({ack, without, identifier}); }),
                  "error: this bootloader cannot be used\n"
                  "  it does not offer " +
                      name);
    }
}

TEST(Stm32UartRefused, ToTellItsIdentifier) {
    EXPECT_EQ(error_text([&] { (void)connect({ack, commands, nack, nack, commands, nack}); }),
              "error: the bootloader refused to tell the chip's identifier\n"
              "  NACK (1f) while asking for the chip's identifier");
}

TEST(Stm32UartRefused, ToReadSoMuch) {
    Bytes into(4);
    EXPECT_EQ(said(joined({ack, ack, nack}),
                   [&](Programmer& chip) { chip.read(start, into, no_advance); }),
              "error: the bootloader refused the length\n"
              "  NACK (1f) while reading 4 bytes at 0x08000000");
}

TEST(Stm32UartRefused, ToTakeBytes) {
    EXPECT_EQ(said(joined({ack, ack, nack}),
                   [](Programmer& chip) { chip.write(start, Bytes{1}, no_advance); }),
              "error: the bootloader refused the bytes for 0x08000000\n"
              "  NACK (1f) while writing 1 byte at 0x08000000");
}

TEST(Stm32UartRefused, ToEraseASector) {
    EXPECT_EQ(said(joined({ack, nack}), [](Programmer& chip) { chip.erase_all(); }),
              "error: the bootloader refused to erase sector 0\n"
              "  NACK (1f) while erasing sector 0 at 0x08000000");
}

TEST(Stm32UartRefused, ToLiftTheProtection) {
    EXPECT_EQ(said(nack, [](Programmer& chip) { chip.unprotect(); }),
              "error: the bootloader refused to lift the read protection\n"
              "  NACK (1f) while lifting the read protection");
}

TEST(Stm32UartRefused, OnceIsNoRefusal) {
    const auto programmer =
        connect({ack, commands, identifier, ack, nack, nack, commands, ack, ack});
    EXPECT_NO_THROW(programmer->erase_all());
}

}  // namespace
}  // namespace perth::cli
