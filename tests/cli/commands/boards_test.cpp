#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* own_board = R"({"title": "Mine", "inherits": "stm32f405rg"})";

TEST(Boards, AreListedWithChipAndMemory) {
    const Finished done = Perth().run({"boards", "pyboard-v1"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.out,
              "pyboard-v10  pyboard v1.0  stm32f405rg  1.0 MiB / 128.0 KiB  runs in emulator, not "
              "yet tried on hardware\n"
              "pyboard-v11  pyboard v1.1  stm32f405rg  1.0 MiB / 128.0 KiB  runs in emulator, not "
              "yet tried on hardware\n");
}

TEST(Boards, AreFoundByTitleAndChipInAnyCase) {
    EXPECT_THAT(Perth().run({"boards", "NETDUINO PLUS"}).out, StartsWith("netduino-plus-2 "));
    EXPECT_THAT(Perth().run({"boards", "stm32f405"}).out, Not(HasSubstr("host")));
}

TEST(Boards, ThatNobodyKnowsAreAnError) {
    const Finished done = Perth().run({"boards", "zzz"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: no board's name, title or chip has \"zzz\" in it\n"
              "  hint: perth boards lists them all\n");
}

TEST(Boards, AreListedAsJson) {
    const Finished done = Perth().run({"boards", "host", "--json"});
    EXPECT_EQ(done.out,
              "[{\"name\":\"host\",\"title\":\"this computer\",\"mcu\":\"native\",\"flash\":0,"
              "\"ram\":0,\"marks\":[\"runs in emulator\"]}]\n");
    EXPECT_EQ(done.err, "host  this computer  native    runs in emulator\n");
}

TEST(Boards, OfTheProjectComeBeforeTheUsersAndOurs) {
    const Perth perth;
    perth.write("perth.json", "{}");
    perth.write("boards/mine.json", own_board);
    perth.write("config/perth/boards/mine.json", R"({"title": "Other", "inherits": "native"})");
    perth.write("config/perth/boards/yours.json", own_board);
    EXPECT_EQ(perth.run({"boards", "mine"}).out,
              "mine   Mine  stm32f405rg  1.0 MiB / 128.0 KiB\n"
              "yours  Mine  stm32f405rg  1.0 MiB / 128.0 KiB\n");
}

TEST(Boards, ThatAreNotInOrderLeaveTheOthersUsable) {
    const Perth perth;
    perth.write("perth.json", "{}");
    perth.write("boards/mine.json", "{");
    const Finished done = perth.run({"boards"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_THAT(done.out, testing::ContainsRegex("mine +\\(not in order\\)"));
    EXPECT_THAT(done.out, HasSubstr("pyboard-v11 "));
}

TEST(Boards, ShowEveryFactAndWhoSaysSo) {
    const std::string shown = Perth().run({"boards", "--show", "pyboard-v10"}).out;
    EXPECT_EQ(shown.substr(0, shown.find("\n\n") + 1),  // the pinout follows
              "pyboard-v10\n"
              "title        pyboard v1.0 [pyboard-v10]\n"
              "chip         stm32f405rg\n"
              "core         cortex-m4 [stm32f4]\n"
              "port         stm32f4 [stm32f4]\n"
              "clock        168 MHz [stm32f405rg]\n"
              "crystal      8 MHz [pyboard-v10]\n"
              "memory       flash at 0x08000000, 1.0 MiB, rx, 12 sectors [stm32f405rg]\n"
              "             ram at 0x20000000, 128.0 KiB, rwx [stm32f405rg]\n"
              "             ccm at 0x10000000, 64.0 KiB, rw [stm32f405rg]\n"
              "task memory  32.0 KiB\n"
              "pins         LED on PB4, output, active high [pyboard-v11]\n"
              "             LED_RED on PA13, output, active high [pyboard-v11]\n"
              "             LED_GREEN on PA14, output, active high [pyboard-v11]\n"
              "             LED_YELLOW on PA15, output, active high [pyboard-v11]\n"
              "             BUTTON on PB3, input, active low, pull up [pyboard-v11]\n"
              "             ENCODER_CLK on PA0, input, active low, pull up [pyboard-v11]\n"
              "             ENCODER_DATA on PA1, input, active low, pull up [pyboard-v11]\n"
              "buses        I2C is I2C2, SCL PB10, SDA PB11 [pyboard-v11]\n"
              "             SPI is SPI1, SCK PA5, MOSI PA7, MISO PA6 [pyboard-v11]\n"
              "             UART is USART2, TX PA2, RX PA3 [pyboard-v11]\n"
              "console      USART1 at 115200 baud, TX PB6, RX PB7: X9 (TX) and X10 (RX), 3.3 V;\n"
              "             the USB socket is for flashing only [pyboard-v11]\n"
              "flash        dfuse, stm32-uart [pyboard-v11]\n"
              "bootloader   connect P1 (DFU) with 3V3 by a wire and press RST [pyboard-v11]\n"
              "usb          0483:df11 dfu [pyboard-v11]\n"
              "emulator     QEMU netduinoplus2, console on serial line 0 [pyboard-v11]\n"
              "marks        runs in emulator, not yet tried on hardware [pyboard-v11]\n"
              "notes        LED is the blue one; the red and the green one share their pads\n"
              "             with SWD, so a debugger loses the board while they are used;\n"
              "             ENCODER_CLK and ENCODER_DATA are X1 and X2, free for a rotary\n"
              "             encoder [pyboard-v11]\n"
              "source       MicroPython ports/stm32/boards/PYBV10 (crystal; pads and levels as\n"
              "             on v1.1) [pyboard-v10]\n"
              "files        SOURCE/board-defs/boards/pyboard-v10.json\n"
              "             SOURCE/board-defs/boards/pyboard-v11.json\n"
              "             SOURCE/board-defs/mcu/stm32f405rg.json\n"
              "             SOURCE/board-defs/mcu/stm32f4.json\n");
}

TEST(Boards, ShowOneAsJsonWithInheritanceResolved) {
    const Finished done = Perth().run({"boards", "--show", "pyboard-v10", "--json"});
    EXPECT_THAT(done.out, StartsWith("{\"name\":\"pyboard-v10\",\"files\":[\"SOURCE/board-defs/"));
    EXPECT_THAT(done.out, HasSubstr("\"crystal_hz\": 8000000"));
    EXPECT_THAT(done.out, HasSubstr("\"port\": \"stm32f4\""));
}

TEST(Boards, AreSuggestedToWhoAsksForOneThatIsNot) {
    const Finished done = Perth().run({"boards", "--show", "pybord-v11"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: unknown board pybord-v11\n"
              "  looked in HOME/config/perth/boards\n"
              "  looked in SOURCE/board-defs/boards\n"
              "  hint: did you mean pyboard-v11?\n");
}

TEST(Boards, AreCheckedWhereverTheDefinitionLies) {
    const Perth perth;
    perth.write("a b/m\u00fc/mine.json", own_board);
    const Finished done = perth.run({"boards", "--check", "a b/m\u00fc/mine.json"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.out, "a b/m\u00fc/mine.json is in order\n");
}

TEST(Boards, ThatAreCheckedAndWrongSayWhere) {
    const Perth perth;
    perth.write("mine.json", R"({"title": "Mine",
  "inherits": "stm32f405rg",
  "pin": {}})");
    const Finished done = perth.run({"boards", "--check", "mine.json"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: mine.json:3:3: /pin: unknown key \"pin\"\n  hint: did you mean \"pins\"?\n");
}

TEST(Boards, ThatAreCheckedAndNotThereSaySo) {
    const Finished done = Perth().run({"boards", "--check", "mine.json"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err, "error: cannot read mine.json\n  No such file or directory\n");
}

}  // namespace
}  // namespace perth::cli
