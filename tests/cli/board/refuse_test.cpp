// Every way a board definition can be wrong, and what is said about it.
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/cli/board/definitions.hpp"

namespace perth::cli {
namespace {

struct Case {
    const char* name;
    const char* board;  ///< boards/b.json
    const char* text;   ///< after "error: "
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class BadBoard : public testing::TestWithParam<Case> {};

TEST_P(BadBoard, IsRefusedWithItsPlace) {
    Definitions definitions;
    definitions.write("b", GetParam().board);
    EXPECT_EQ(definitions.complaint("b"), std::string("error: ") + GetParam().text);
}

const Case cases[] = {
    {"NotJson", "title: B", "boards/b.json:1:1: invalid literal title"},
    {"NotAnObject", "[]", "boards/b.json:1:1: expected an object, found a list"},
    {"NoParent", R"({"title": "B"})", "boards/b.json:1:1: missing key \"inherits\""},
    {"NoTitle", R"({"inherits": "chip"})", "boards/b.json:1:1: missing key \"title\""},
    {"EmptyTitle", R"({"inherits": "chip", "title": ""})", "boards/b.json:1:31: /title: is empty"},
    {"EscapeInTitle", R"({"inherits": "chip", "title": "\u001b[2J"})",
     "boards/b.json:1:31: /title: has a control character"},
    {"MissingParent", R"({"title": "B", "inherits": "chop"})",
     "boards/b.json:1:28: /inherits: there is no definition \"chop\"\n"
     "  hint: did you mean \"chip\"?"},
    {"ParentElsewhere", R"({"title": "B", "inherits": "../chip"})",
     "boards/b.json:1:28: /inherits: there is no definition \"../chip\""},
    {"OwnParent", R"({"title": "B", "inherits": "b"})",
     "boards/b.json:1:28: /inherits: inherits in a circle: b → b"},
    {"UnknownKey", R"({"title": "B", "inherits": "chip", "crystl_hz": 1})",
     "boards/b.json:1:36: /crystl_hz: unknown key \"crystl_hz\"\n"
     "  hint: did you mean \"crystal_hz\"?"},
    {"ChipsKey", R"({"title": "B", "inherits": "chip", "core": "cortex-m4"})",
     "boards/b.json:1:36: /core: unknown key \"core\"\n  hint: the keys here are \"$schema\", "
     "\"title\", "
     "\"inherits\", \"crystal_hz\", \"clocks\", \"console\", \"pins\", \"buses\", \"pinout\", "
     "\"flash\", \"flash_size\", \"drive\", \"universal_hex\", \"probe\", \"bootloader_entry\", "
     "\"usb\", "
     "\"emulator\", \"compiler\", \"memory_reserved\", "
     "\"task_memory\", \"marks\", \"source\" "
     "and \"notes\""},
    {"BusOfNothing", R"({"title": "B", "inherits": "chip", "buses": {"I2C": {"scl": "PB6"}}})",
     "boards/b.json:1:53: /buses/I2C: names one of uart, i2c and spi"},
    {"BusOfTwo",
     R"({"title": "B", "inherits": "chip", "buses": {"X": {"i2c": "I2C1", "spi": "SPI1"}}})",
     "boards/b.json:1:51: /buses/X: names one of uart, i2c and spi"},
    {"BusWithoutAPad",
     R"({"title": "B", "inherits": "chip", "buses": {"I2C": {"i2c": "I2C1", "scl": "PB6"}}})",
     "boards/b.json:1:53: /buses/I2C: missing key \"sda\""},
    {"BusWithAnothersPad",
     R"({"title": "B", "inherits": "chip", "buses": {"I2C": {"i2c": "I2C1", "tx": "PB6"}}})",
     "boards/b.json:1:69: /buses/I2C/tx: unknown key \"tx\"\n"
     "  hint: the keys here are \"i2c\", \"scl\" and \"sda\""},
    {"BusOnAPadOfAPin",
     R"({"title": "B", "inherits": "chip", "pins": {"LED": {"pad": "PB6"}},
"buses": {"I2C": {"i2c": "I2C1", "scl": "PB6", "sda": "PB7"}}})",
     "boards/b.json:2:41: /buses/I2C/scl: PB6 is already used by LED"},
    {"BusNamedAsAPin",
     R"({"title": "B", "inherits": "chip", "pins": {"I2C": {"pad": "PA1"}},
"buses": {"I2C": {"i2c": "I2C1", "scl": "PB6", "sda": "PB7"}}})",
     "boards/b.json:2:18: /buses/I2C: I2C and I2C would be the same C++ type"},
    {"BusWithABadName", R"({"title": "B", "inherits": "chip", "buses": {"i2c": {"i2c": "I2C1"}}})",
     "boards/b.json:1:53: /buses/i2c: \"i2c\" is not a pin's name such as LED_RED"},
    {"UsbConsoleWithUart",
     R"({"title": "B", "inherits": "chip", "console": {"usb": true, "uart": "USART1"}})",
     "boards/b.json:1:69: /console/uart: a console on USB has no UART"},
    {"UsbConsoleWithoutIdentifiers",
     R"({"title": "B", "inherits": "chip", "console": {"usb": true}})",
     "boards/b.json:1:55: /console/usb: a console on USB needs its identifiers: an entry of usb "
     "with the mode \"serial\""},
    {"PlaceWithoutALabel", R"({"title": "B", "inherits": "chip", "pinout": [{"left": ["=PA0"]}]})",
     "boards/b.json:1:57: /pinout/0/left/0: \"=PA0\" is neither a label such as GND nor one with a "
     "pad such as X1=PA0"},
    {"PlaceTwice",
     R"({"title": "B", "inherits": "chip", "pinout": [{"left": ["A=PA0"], "right": ["B=PA0"]}]})",
     "boards/b.json:1:77: /pinout/0/right/0: PA0 is there twice"},
    {"FlashSizeOfNoSectors", R"({"title": "B", "inherits": "chip", "flash_size": "4 MB"})",
     "boards/b.json:1:50: /flash_size: \"4 MB\" is not a size such as 512, \"16 KiB\" or \"1 "
     "MiB\""},
    {"WrongType", R"({"title": "B", "inherits": "chip", "pins": ["LED"]})",
     "boards/b.json:1:44: /pins: expected an object, found a list"},
    {"AbsurdCrystal", R"({"title": "B", "inherits": "chip", "crystal_hz": 1e30})",
     "boards/b.json:1:50: /crystal_hz: expected an integer, found 1e+30"},
    {"NegativeCrystal", R"({"title": "B", "inherits": "chip", "crystal_hz": -8})",
     "boards/b.json:1:50: /crystal_hz: expected an integer from 1000 to 1000000000, found -8"},
    {"SizeBeyond32Bits", R"({"title": "B", "inherits": "chip", "task_memory": 4294967296})",
     "boards/b.json:1:51: /task_memory: expected an integer from 1 to 4294967295, found "
     "4294967296"},
    {"SizeBeyond4GiB", R"({"title": "B", "inherits": "chip", "task_memory": "4096 MiB"})",
     "boards/b.json:1:51: /task_memory: \"4096 MiB\" is 4 GiB or more"},
    {"SizeZero", R"({"title": "B", "inherits": "chip", "task_memory": 0})",
     "boards/b.json:1:51: /task_memory: expected an integer from 1 to 4294967295, found 0"},
    {"SizeWithOddUnit", R"({"title": "B", "inherits": "chip", "task_memory": "4 KB"})",
     "boards/b.json:1:51: /task_memory: \"4 KB\" is not a size such as 512, \"16 KiB\" or "
     "\"1 MiB\""},
    {"MoreTaskMemoryThanRam", R"({"title": "B", "inherits": "chip", "task_memory": "1 MiB"})",
     "boards/b.json:1:51: /task_memory: 1048576 bytes of task memory do not fit into 20480 bytes "
     "of ram"},
    {"AllFlashReserved", R"({"title": "B", "inherits": "chip", "memory_reserved": "64 KiB"})",
     "boards/b.json:1:55: /memory_reserved: 65536 bytes reserved leave nothing of 65536 bytes of "
     "flash"},
    {"PinName", R"({"title": "B", "inherits": "chip", "pins": {"Led": {"pad": "PA1"}}})",
     "boards/b.json:1:52: /pins/Led: \"Led\" is not a pin's name such as LED_RED"},
    {"PinNameWithTwoLines", R"({"title": "B", "inherits": "chip", "pins": {"A__B": {}}})",
     "boards/b.json:1:53: /pins/A__B: \"A__B\" is not a pin's name such as LED_RED"},
    {"PinWithoutPad", R"({"title": "B", "inherits": "chip", "pins": {"LED": {}}})",
     "boards/b.json:1:52: /pins/LED: missing key \"pad\""},
    {"PadName", R"({"title": "B", "inherits": "chip", "pins": {"LED": {"pad": "13"}}})",
     "boards/b.json:1:60: /pins/LED/pad: \"13\" is not a pad's name such as PA13, P0.17 or "
     "GPIO25"},
    {"PinKey",
     R"({"title": "B", "inherits": "chip", "pins": {"LED": {"pad": "PA1", "pul": "up"}}})",
     "boards/b.json:1:67: /pins/LED/pul: unknown key \"pul\"\n  hint: did you mean \"pull\"?"},
    {"PinActive",
     R"({"title": "B", "inherits": "chip", "pins": {"LED": {"pad": "PA1", "active": "hi"}}})",
     "boards/b.json:1:77: /pins/LED/active: expected \"high\" or \"low\", found \"hi\""},
    {"PadTwice",
     R"({"title": "B", "inherits": "chip", "pins": {"A": {"pad": "PA1"}, "B": {"pad": "PA1"}}})",
     "boards/b.json:1:79: /pins/B/pad: PA1 is already used by A"},
    {"PadOfTheConsole",
     R"({"title": "B", "inherits": "chip", "console": {"uart": "USART1", "tx": "PB6", "rx": "PB7"},
 "pins": {"LED": {"pad": "PB7"}}})",
     "boards/b.json:2:26: /pins/LED/pad: PB7 is already used by console.rx"},
    {"ConsoleOnOnePad",
     R"({"title": "B", "inherits": "chip", "console": {"uart": "USART1", "tx": "PB6", "rx": "PB6"}})",
     "boards/b.json:1:85: /console/rx: PB6 is already used by console.tx"},
    {"ConsoleWithoutPad",
     R"({"title": "B", "inherits": "chip", "console": {"uart": "USART1", "tx": "PB6"}})",
     "boards/b.json:1:47: /console: missing key \"rx\""},
    {"ConsoleWithoutUart", R"({"title": "B", "inherits": "chip", "console": {"tx": "PB6"}})",
     "boards/b.json:1:54: /console/tx: a pad needs a uart"},
    {"ConsoleOnAnUnknownUart",
     R"({"title": "B", "inherits": "chip", "console": {"uart": "USART9", "tx": "PB6", "rx": "PB7"}})",
     "boards/b.json:1:56: /console/uart: chip has no USART9\n  hint: did you mean \"USART1\"?"},
    {"SameTypeTwice",
     R"({"title": "B", "inherits": "chip", "pins": {"LED1": {"pad": "PA1"}, "LED_1": {"pad": "PA2"}}})",
     "boards/b.json:1:78: /pins/LED_1: LED1 and LED_1 would be the same C++ type"},
    {"UnknownFlashMethod", R"({"title": "B", "inherits": "chip", "flash": ["dfus"]})",
     "boards/b.json:1:46: /flash/0: expected \"dfuse\", \"dfu\", \"stm32-uart\", \"picoboot\", "
     "\"uf2\", \"esp-uart\", \"drive\", \"gdb\" or \"agent\", found \"dfus\"\n"
     "  hint: did you mean \"dfuse\"?"},
    {"FlashMethodTwice", R"({"title": "B", "inherits": "chip", "flash": ["dfu", "dfu"]})",
     "boards/b.json:1:53: /flash/1: is there twice"},
    {"UsbNumber",
     R"({"title": "B", "inherits": "chip", "usb": [{"vid": "0483", "pid": "0x1", "mode": "dfu"}]})",
     "boards/b.json:1:52: /usb/0/vid: \"0483\" is not a USB number such as \"0x0483\""},
    {"TwoEmulators", R"({"title": "B", "inherits": "chip", "emulator": {"qemu": "m", "host": {}}})",
     "boards/b.json:1:48: /emulator: names one of qemu, rp2040 and host"},
    {"CompilerByPath", R"({"title": "B", "inherits": "chip", "compiler": "/usr/bin/clang"})",
     "boards/b.json:1:48: /compiler: expected \"clang\" or \"gcc\", found \"/usr/bin/clang\""},
    {"ClockName", R"({"title": "B", "inherits": "chip", "clocks": {"PLL": 1}})",
     "boards/b.json:1:54: /clocks/PLL: \"PLL\" is not a clock's name such as core_hz"},
    {"NoCoreClock", R"({"title": "B", "inherits": "chip", "clocks": {"core_hz": null}})",
     "boards/b.json:1:46: /clocks: core_hz is missing or 0"},
};

INSTANTIATE_TEST_SUITE_P(Board, BadBoard, testing::ValuesIn(cases),
                         [](const auto& info) { return std::string(info.param.name); });

struct ChipCase {
    const char* name;
    const char* chip;  ///< boards/mcu/odd.json
    const char* text;  ///< after "error: boards/mcu/odd.json:"
};

void PrintTo(const ChipCase& one, std::ostream* out) { *out << one.name; }

class BadChip : public testing::TestWithParam<ChipCase> {};

TEST_P(BadChip, IsRefusedWithItsPlace) {
    Definitions definitions;
    definitions.write("b", R"({"title": "B", "inherits": "odd"})");
    definitions.write_mcu("odd", GetParam().chip);
    EXPECT_EQ(definitions.complaint("b"),
              std::string("error: boards/mcu/odd.json:") + GetParam().text);
}

const ChipCase chip_cases[] = {
    {"BoardsKey", R"({"inherits": "chip", "pins": {}})",
     "1:22: /pins: unknown key \"pins\"\n  hint: the keys here are \"$schema\", \"title\", "
     "\"inherits\", \"port\", \"core\", \"memory\", \"clocks\", \"pads\", \"uarts\", "
     "\"bootloader\", "
     "\"stm32_pid\", \"uf2_family\", \"openocd\", \"pyocd\", \"source\" and \"notes\""},
    {"ParentsCircle", R"({"inherits": "odd"})", "1:14: /inherits: inherits in a circle: odd → odd"},
    {"UnknownCore", R"({"inherits": "chip", "core": "cortex-m5"})",
     "1:30: /core: expected \"cortex-m0\", \"cortex-m0plus\", \"cortex-m3\" or \"cortex-m4\", "
     "found \"cortex-m5\"\n  hint: did you mean \"cortex-m0\"?"},
    {"AddressAsNumber",
     R"({"inherits": "chip", "memory": [{"name": "ram", "start": 5, "size": 8, "access": "rw"}]})",
     "1:58: /memory/0/start: expected a string, found 5"},
    {"AddressBeyond32Bits", R"({"inherits": "chip", "bootloader": "0x100000000"})",
     "1:36: /bootloader: \"0x100000000\" is not a 32-bit address such as \"0x08000000\""},
    {"PidOfAnotherForm", R"({"inherits": "chip", "stm32_pid": "0x1413"})",
     "1:35: /stm32_pid: \"0x1413\" is not an STM32's PID such as \"0x413\""},
    {"RegionBeyondTheEnd",
     R"({"inherits": "chip", "memory": [{"name": "ram", "start": "0xFFFFFFFF", "size": 2, "access": "rw"}]})",
     "1:80: /memory/0/size: ram ends at 0x100000001, beyond the 32-bit address space"},
    {"RegionsOverlap",
     R"({"inherits": "chip", "memory": [{"name": "flash", "start": "0x0", "size": 9, "access": "rx"},
 {"name": "ram", "start": "0x8", "size": 8, "access": "rw"}]})",
     "2:2: /memory/1: ram overlaps flash"},
    {"RegionTwice",
     R"({"inherits": "chip", "memory": [{"name": "ram", "start": "0x0", "size": 8, "access": "rx"},
 {"name": "ram", "start": "0x8", "size": 8, "access": "rw"}]})",
     "2:11: /memory/1/name: there are two regions ram"},
    {"SectorsDoNotAddUp",
     R"({"inherits": "chip", "memory": [{"name": "flash", "start": "0x0", "size": 9, "access": "rx",
 "sectors": [4, 4]}]})",
     "2:13: /memory/0/sectors: the sectors add up to 8 bytes, the region has 9"},
    {"NoRam",
     R"({"inherits": "chip", "memory": [{"name": "flash", "start": "0x0", "size": 9, "access": "rx"}]})",
     "1:32: /memory: has no region ram"},
    {"AccessOfNobody",
     R"({"inherits": "chip", "memory": [{"name": "ram", "start": "0x0", "size": 9, "access": "x"}]})",
     "1:86: /memory/0/access: expected \"rx\", \"rw\" or \"rwx\", found \"x\"\n  hint: did you "
     "mean \"rx\"?"},
    {"UartTwice", R"({"inherits": "chip", "uarts": ["UART1", "UART1"]})",
     "1:41: /uarts/1: is there twice"},
    {"ClockBeyond32Bits", R"({"inherits": "chip", "clocks": {"core_hz": 99999999999}})",
     "1:44: /clocks/core_hz: expected an integer from 0 to 4294967295, found 99999999999"},
};

INSTANTIATE_TEST_SUITE_P(Chip, BadChip, testing::ValuesIn(chip_cases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(BadBoard, NamesEveryoneInALongerCircle) {
    Definitions definitions;
    definitions.write("a", R"({"title": "A", "inherits": "b"})");
    definitions.write("b", R"({"title": "B", "inherits": "c"})");
    definitions.write("c", R"({"title": "C", "inherits": "a"})");
    EXPECT_EQ(definitions.complaint("a"),
              "error: boards/c.json:1:28: /inherits: inherits in a circle: a → b → c → a");
}

}  // namespace
}  // namespace perth::cli
