#include "cli/build/report.hpp"

#include <gtest/gtest.h>

namespace perth::cli {
namespace {

Firmware sample() {
    Firmware firmware;
    firmware.memory = {{.name = "flash", .used = 12345, .size = 65536},
                       {.name = "ram", .used = 20000, .size = 20480},
                       {.name = "ccm", .used = 0, .size = 65536}};
    firmware.tasks = {{.function = "blink", .bytes = 48}, {.function = "gate::open", .bytes = 32}};
    return firmware;
}

TEST(SizeReport, ShowsNumbersBarsAndFrames) {
    EXPECT_EQ(size_report(sample(), 80),
              "  flash  [##............]  12.1 KiB of 64.0 KiB used (18.8 %), 51.9 KiB free\n"
              "  ram    [#############.]  19.5 KiB of 20.0 KiB used (97.7 %), 480 B free\n"
              "  tasks      48 B frame of blink\n"
              "             32 B frame of gate::open");
}

TEST(SizeReport, LeavesTheBarsOutOfANarrowTerminal) {
    EXPECT_EQ(size_report(sample(), 20),
              "  flash  12.1 KiB of 64.0 KiB used (18.8 %), 51.9 KiB free\n"
              "  ram    19.5 KiB of 20.0 KiB used (97.7 %), 480 B free\n"
              "  tasks      48 B frame of blink\n"
              "             32 B frame of gate::open");
}

TEST(SizeReport, NamesTheTenLargestTasksOnly) {
    Firmware firmware;
    for (std::uint32_t i = 12; i > 0; --i) firmware.tasks.push_back({.function = "f", .bytes = i});
    const std::string text = size_report(firmware, 80);
    EXPECT_NE(text.find("\n                  and 2 more"), std::string::npos) << text;
}

TEST(SizeReport, IsEmptyOnThisComputerWithoutTasks) { EXPECT_EQ(size_report({}, 80), ""); }

}  // namespace
}  // namespace perth::cli
