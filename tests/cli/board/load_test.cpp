#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "tests/cli/board/definitions.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;

TEST(LoadBoard, ReadsEveryFact) {
    Definitions definitions;
    definitions.write("full", R"({
  "$schema": "x", "title": "Full", "inherits": "chip", "crystal_hz": 8000000,
  "console": {"uart": "USART2", "tx": "PA2", "rx": "PA3", "baud": 9600, "note": "header P1"},
  "pins": {"LED_RED": {"pad": "PC13", "active": "low"},
           "BUTTON": {"pad": "PA0", "use": "input", "pull": "up"}},
  "flash": ["dfuse", "stm32-uart"], "bootloader_entry": "press RST",
  "usb": [{"vid": "0x0483", "pid": "0xDF11", "mode": "dfu"}],
  "emulator": {"qemu": "netduinoplus2"}, "compiler": "gcc", "memory_reserved": "16 KiB",
  "task_memory": 4096, "marks": ["runs in emulator"], "source": "schematic", "notes": "a note"})");
    const Board board = definitions.load("full");
    EXPECT_EQ(board.name, "full");
    EXPECT_EQ(board.title, "Full");
    EXPECT_EQ(board.mcu, "chip");
    EXPECT_EQ(board.port, "stm32f4");
    EXPECT_EQ(board.core, "cortex-m4");
    EXPECT_EQ(board.crystal_hz, 8'000'000U);
    EXPECT_EQ(board.clock_hz, 72'000'000U);
    EXPECT_EQ(board.region("flash")->start, 0x08000000U);
    EXPECT_EQ(board.region("ram")->size, 20U * 1024);
    ASSERT_TRUE(board.console);
    EXPECT_EQ(board.console->uart, "USART2");
    EXPECT_EQ(board.console->baud, 9600U);
    ASSERT_EQ(board.pins.size(), 2U);
    EXPECT_EQ(board.pins[0].name, "LED_RED");
    EXPECT_EQ(board.pins[0].active, Pin::Active::low);
    EXPECT_EQ(board.pins[1].use, Pin::Use::input);
    EXPECT_EQ(board.pins[1].pull, Pin::Pull::up);
    EXPECT_THAT(board.flash, ElementsAre("dfuse", "stm32-uart"));
    EXPECT_EQ(board.bootloader_entry, "press RST");
    ASSERT_EQ(board.usb.size(), 1U);
    EXPECT_EQ(board.usb[0].pid, 0xDF11);
    EXPECT_EQ(board.compiler, "gcc");
    EXPECT_EQ(board.memory_reserved, 16U * 1024);
    EXPECT_EQ(board.task_memory, 4096U);
    EXPECT_THAT(board.marks, ElementsAre("runs in emulator"));
}

TEST(LoadBoard, ReadsWhatTheRomBootloaderCallsTheChip) {
    Definitions definitions;
    definitions.write_mcu("stm", R"({"inherits": "chip", "stm32_pid": "0x413"})");
    definitions.write("b", R"({"title": "B", "inherits": "stm"})");
    EXPECT_EQ(definitions.load("b").stm32_pid, 0x413);
    definitions.write("c", R"({"title": "C", "inherits": "chip"})");
    EXPECT_FALSE(definitions.load("c").stm32_pid);
}

TEST(LoadBoard, ReadsBusesPinsOfEveryUseAndThePinout) {
    Definitions definitions;
    definitions.write("b", R"({"title": "B", "inherits": "chip",
        "pins": {"KNOB": {"pad": "PA4", "use": "analog"}, "MOTOR": {"pad": "PA5", "use": "pwm"},
                 "ROW": {"pad": "PA6", "use": "held", "active": "low"}},
        "buses": {"I2C": {"i2c": "I2C1", "scl": "PB6", "sda": "PB7"},
                  "UART": {"uart": "USART2", "tx": "PA2", "rx": "PA3"},
                  "SPI": {"spi": "SPI1", "miso": "PB4", "sck": "PB3", "mosi": "PB5"}},
        "pinout": [{"title": "Left", "left": ["X1=PA4", "GND"], "right": ["X9=PB6"]},
                   {"left": ["3V3"]}]})");
    const Board board = definitions.load("b");
    ASSERT_EQ(board.pins.size(), 3U);
    EXPECT_EQ(board.pins[0].use, Pin::Use::analog);
    EXPECT_EQ(board.pins[1].use, Pin::Use::pwm);
    EXPECT_EQ(board.pins[2].use, Pin::Use::held);
    ASSERT_EQ(board.buses.size(), 3U);
    EXPECT_EQ(board.buses[0].kind, Bus::Kind::i2c);
    EXPECT_EQ(board.buses[0].unit, "I2C1");
    EXPECT_THAT(board.buses[1].pads, ElementsAre("PA2", "PA3"));
    EXPECT_THAT(board.buses[2].pads, ElementsAre("PB3", "PB5", "PB4"));
    ASSERT_EQ(board.pinout.size(), 2U);
    EXPECT_EQ(board.pinout[0].title, "Left");
    ASSERT_EQ(board.pinout[0].left.size(), 2U);
    EXPECT_EQ(board.pinout[0].left[0].label, "X1");
    EXPECT_EQ(board.pinout[0].left[0].pad, "PA4");
    EXPECT_EQ(board.pinout[0].left[1].label, "GND");
    EXPECT_EQ(board.pinout[0].left[1].pad, "");
    EXPECT_TRUE(board.pinout[1].right.empty());
}

TEST(LoadBoard, TakesTheSizeOfTheFlashFromTheBoard) {
    Definitions definitions;
    definitions.write_mcu("outside", R"({"inherits": "chip", "uf2_family": "0xE48BFF56",
        "openocd": "target/x.cfg", "pyocd": "x", "memory": [
        {"name": "flash", "start": "0x10000000", "size": "2 MiB", "access": "rx",
         "sector_size": "4 KiB"},
        {"name": "ram", "start": "0x20000000", "size": "16 KiB", "access": "rwx"}]})");
    definitions.write("b", R"({"title": "B", "inherits": "outside", "flash_size": "8 MiB",
        "drive": "B-DRIVE", "universal_hex": ["0x9900", "0x9901"], "probe": "interface/cmsis-dap.cfg"})");
    const Board board = definitions.load("b");
    EXPECT_EQ(board.region("flash")->size, 8U << 20);
    EXPECT_EQ(board.region("flash")->sectors, std::vector<std::uint32_t>(2048, 4096));
    EXPECT_EQ(board.uf2_family, 0xE48BFF56U);
    EXPECT_EQ(board.openocd, "target/x.cfg");
    EXPECT_EQ(board.pyocd, "x");
    EXPECT_EQ(board.drive, "B-DRIVE");
    EXPECT_EQ(board.universal_hex, (std::vector<std::uint16_t>{0x9900, 0x9901}));
    EXPECT_EQ(board.probe, "interface/cmsis-dap.cfg");
}

TEST(LoadBoard, HasItsConsoleOnUsb) {
    Definitions definitions;
    definitions.write("b", R"({"title": "B", "inherits": "chip", "console": {"usb": true},
        "usb": [{"vid": "0x0483", "pid": "0xDF11", "mode": "dfu"},
                {"vid": "0x0483", "pid": "0x5740", "mode": "serial"}]})");
    const Board board = definitions.load("b");
    EXPECT_TRUE(board.console->usb);
    ASSERT_NE(board.usb_of("serial"), nullptr);
    EXPECT_EQ(board.usb_of("serial")->pid, 0x5740);
    EXPECT_EQ(board.usb_of("storage"), nullptr);
}

TEST(LoadBoard, PlacesTheConsoleAmongTheEmulatorsSerialLines) {
    Definitions definitions;
    definitions.write("b", R"({"title": "B", "inherits": "chip", "emulator": {"qemu": "m"},
        "console": {"uart": "USART2", "tx": "PA2", "rx": "PA3"}})");
    EXPECT_EQ(definitions.load("b").emulator->serial, 1U);
}

TEST(LoadBoard, KeepsAQuarterOfRamForTasks) {
    Definitions definitions;
    definitions.write("b", R"({"title": "B", "inherits": "chip"})");
    EXPECT_EQ(definitions.load("b").task_memory, 5U * 1024);
}

TEST(LoadBoard, KeepsAtLeast512BytesForTasks) {
    Definitions definitions;
    definitions.write_mcu("small", R"({"inherits": "chip", "memory": [
        {"name": "flash", "start": "0x0", "size": "16 KiB", "access": "rx"},
        {"name": "ram", "start": "0x20000000", "size": "1 KiB", "access": "rwx"}]})");
    definitions.write("b", R"({"title": "B", "inherits": "small"})");
    EXPECT_EQ(definitions.load("b").task_memory, 512U);
}

TEST(LoadBoard, MergesAncestorsKeyByKey) {
    Definitions definitions;
    definitions.write("old", R"({"title": "Old", "inherits": "chip", "crystal_hz": 8000000,
        "flash": ["dfuse", "gdb"], "notes": "old",
        "pins": {"LED": {"pad": "PA1"}, "BUTTON": {"pad": "PA2", "use": "input"}}})");
    definitions.write("new", R"({"title": "New", "inherits": "old", "flash": ["dfu"],
        "notes": null, "pins": {"LED": {"active": "low"}, "BUTTON": null}})");
    const Board board = definitions.load("new");
    EXPECT_EQ(board.title, "New");
    EXPECT_EQ(board.crystal_hz, 8'000'000U);
    EXPECT_THAT(board.flash, ElementsAre("dfu"));
    EXPECT_EQ(board.notes, "");
    ASSERT_EQ(board.pins.size(), 1U);
    EXPECT_EQ(board.pins[0].pad, "PA1");
    EXPECT_EQ(board.pins[0].active, Pin::Active::low);
    EXPECT_EQ(board.mcu, "chip");
    ASSERT_EQ(board.files.size(), 3U);
    EXPECT_EQ(board.files[1].filename(), "old.json");
}

TEST(LoadBoard, PointsIntoTheAncestorThatIsWrong) {
    Definitions definitions;
    definitions.write("old", R"({"title": "Old", "inherits": "chip", "crystal_hz": "fast"})");
    definitions.write("new", R"({"title": "New", "inherits": "old"})");
    EXPECT_EQ(definitions.complaint("new"),
              "error: boards/old.json:1:52: /crystal_hz: expected an integer, found \"fast\"");
}

TEST(LoadBoard, SuggestsANameForAnUnknownBoard) {
    Definitions definitions;
    definitions.write("pyboard-v11", R"({"title": "B", "inherits": "chip"})");
    EXPECT_EQ(definitions.complaint("pybord-v11"),
              "error: unknown board pybord-v11\n  looked in boards\n"
              "  hint: did you mean pyboard-v11?");
    EXPECT_EQ(definitions.complaint("../boards/pyboard-v11"),
              "error: unknown board ../boards/pyboard-v11\n  looked in boards\n"
              "  hint: perth boards lists them");
}

TEST(LoadBoard, TakesTheFirstDefinitionOnThePath) {
    Definitions near;
    Definitions far;
    near.write("b", R"({"title": "near", "inherits": "chip"})");
    far.write("b", R"({"title": "far", "inherits": "chip"})");
    BoardPath path = near.path();
    path.folders.push_back(far.path().folders.front());
    EXPECT_EQ(load_board("b", path).title, "near");
    EXPECT_THAT(board_names(path), ElementsAre("b"));
}

TEST(LoadBoard, RefusesAFileWhoseNameIsNoBoards) {
    Definitions definitions;
    EXPECT_EQ(error_text([&] { (void)load_board_file("/x/My Board.json", definitions.path()); }),
              "error: /x/My Board.json is not a board's file name\n"
              "  the name without .json is the board's: a-z, 0-9 and -");
}

}  // namespace
}  // namespace perth::cli
