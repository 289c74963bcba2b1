#include "cli/emulator/qemu_pins.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr std::int64_t start = 1'795'302'019'000'000;

Board installed(const std::string& name) {
    return load_board(name, board_path({}, PERTH_SOURCE_DIR));
}

/// The trace of a machine with two devices of eight lines.
QemuTrace trace() {
    QemuPins pins;
    for (unsigned line = 0; line < 8; ++line) {
        pins[line] = {.device = "/a", .line = line};
        pins[8 + line] = {.device = "/b", .line = line};
    }
    QemuTrace trace(pins);
    trace.start(start);
    return trace;
}

TEST(QemuTrace, TellsLevelsOfPl061AndNrf51) {
    EXPECT_EQ(trace().feed("77@1795302019.480194:pl061_set_output /b setting output 3 to 1\n"),
              "480194 P11 1\n");
    EXPECT_EQ(trace().feed("77@1795302020.000001:nrf51_gpio_update_output_irq line 5 value 0\n"),
              "1000001 P5 0\n");
    EXPECT_EQ(trace().feed("77@1795302020.000001:nrf51_gpio_update_output_irq line 5 value -1\n"),
              "1000001 P5 z\n");
}

TEST(QemuTrace, TakesTheTextInPieces) {
    QemuTrace it = trace();
    EXPECT_EQ(it.feed("77@1795302019.480194:pl061_set"), "");
    EXPECT_EQ(it.feed("_output /a setting output 0 to 1"), "");
    EXPECT_EQ(it.feed("\n"), "480194 P0 1\n");
}

TEST(QemuTrace, TellsEachChangeOnceAndNeverGoesBack) {
    QemuTrace it = trace();
    EXPECT_EQ(it.feed("7@1795302019.500000:pl061_set_output /a setting output 0 to 1\n"
                      "7@1795302019.500001:pl061_set_output /a setting output 0 to 1\n"
                      "7@1795302019.400000:pl061_set_output /a setting output 0 to 0\n"),
              "500000 P0 1\n500000 P0 0\n");
    EXPECT_EQ(it.moved(600'000, 4, Level::low), "600000 P4 0\n");
    EXPECT_EQ(it.moved(700'000, 4, Level::low), "");
    EXPECT_EQ(it.finish(650'000), "650000 end\n");
}

TEST(QemuTrace, PassesOverWhatIsNoPins) {
    for (const char* const line :
         {"Timer with period zero, disabling", "", "7@1:x", "7@.:pl061_set_output",
          "7@1795302019.48:pl061_set_output /a setting output 0 to 1",
          "7@1795302019.480194:pl061_set_output /c setting output 0 to 1",
          "7@1795302019.480194:pl061_set_output /a setting output 9 to 1",
          "7@1795302019.480194:pl061_set_output /a setting output x to 1",
          "7@1795302019.480194:pl061_set_output /a setting output 0 to",
          "7@1795302019.480194:pl061_update /a setting output 0 to 1",
          "7@9175302020.100001:nrf51_gpio_update_output_irq line 5 value -1",
          "7@99999999999999999999.480194:pl061_set_output /a setting output 0 to 1"}) {
        EXPECT_EQ(trace().feed(std::string(line) + "\n"), "") << line;
    }
    EXPECT_EQ(trace().feed(std::string(100'000, 'x')), "");
}

TEST(QemuPins, AreThoseWhoseDeviceTheBoardNames) {
    const QemuPins microbit = qemu_pins(installed("microbit"));
    EXPECT_EQ(microbit.size(), 32U);
    EXPECT_EQ(microbit.at(13).device, "/machine/nrf51");
    EXPECT_EQ(microbit.at(13).line, 13U);
    const QemuPins lm3s = qemu_pins(installed("lm3s6965evb"));
    EXPECT_EQ(lm3s.at(40).device, "/machine/unattached/device[13]");
    EXPECT_EQ(lm3s.at(40).line, 0U);
    EXPECT_EQ(lm3s.at(41).idle, Level::high);  // BUTTON, pulled up
    EXPECT_TRUE(qemu_pins(installed("pyboard-v11")).empty());
}

TEST(QemuStimulus, BringsNamedInputsToTheirIdleLevelFirst) {
    const Board board = installed("lm3s6965evb");
    const QemuStimulus stimulus("", qemu_pins(board), board);
    EXPECT_THAT(
        stimulus.idle(),
        testing::HasSubstr("set_irq_in /machine/unattached/device[13] unnamed-gpio-in 1 1\n"));
    EXPECT_THAT(stimulus.idle(), testing::Not(testing::HasSubstr("unnamed-gpio-in 7")));
}

TEST(QemuStimulus, MovesPadsAndTypesWhenTheirTimeHasCome) {
    const Board board = installed("microbit");
    QemuStimulus stimulus("1000 P31 1\n1000 C 6f6b\n2000 P31 0\n3000 P31 z\n", qemu_pins(board),
                          board);
    EXPECT_EQ(stimulus.next(), 1000);
    EXPECT_EQ(stimulus.take(999).commands, "");
    const auto first = stimulus.take(2500);
    EXPECT_EQ(first.commands,
              "set_irq_in /machine/nrf51 unnamed-gpio-in 31 1\n"
              "set_irq_in /machine/nrf51 unnamed-gpio-in 31 0\n");
    EXPECT_EQ(first.typed, "ok");
    EXPECT_THAT(first.moved, ElementsAre(Pair(31U, Level::high), Pair(31U, Level::low)));
    EXPECT_EQ(stimulus.next(), 3000);
    EXPECT_EQ(stimulus.take(3000).commands, "set_irq_in /machine/nrf51 unnamed-gpio-in 31 -1\n");
    EXPECT_EQ(stimulus.next(), std::nullopt);
}

TEST(QemuStimulus, LetsGoOfAPulledButton) {
    const Board board = installed("lm3s6965evb");
    QemuStimulus stimulus("0 P41 0\n9 P41 z\n", qemu_pins(board), board);
    EXPECT_EQ(stimulus.take(9).commands,
              "set_irq_in /machine/unattached/device[13] unnamed-gpio-in 1 0\n"
              "set_irq_in /machine/unattached/device[13] unnamed-gpio-in 1 1\n");
}

TEST(QemuStimulus, RefusesAPadThatTheMachineHasNot) {
    const Board board = installed("pyboard-v11");
    EXPECT_EQ(error_text([&] { QemuStimulus("0 P0 1\n", qemu_pins(board), board); }),
              "error: pad ENCODER_CLK cannot be moved on board pyboard-v11\n"
              "  its emulator, QEMU, has no such pad\n"
              "  hint: perth run -b host runs the same program on a simulated board");
}

}  // namespace
}  // namespace perth::cli
