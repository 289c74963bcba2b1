#include "cli/build/memory_script.hpp"

#include <gtest/gtest.h>

#include "tests/cli/build/sample_plan.hpp"

namespace perth::cli {
namespace {

TEST(MemoryScript, NamesTheRegionsAndTheTaskMemory) {
    EXPECT_EQ(memory_script(sample_plan()),
              "/* sample: made by perth build; changes are overwritten. */\n"
              "MEMORY\n"
              "{\n"
              "    FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 0x10000\n"
              "    RAM (rwx) : ORIGIN = 0x20000000, LENGTH = 0x5000\n"
              "}\n"
              "PERTH_TASK_MEMORY = 5120;\n"
              "INCLUDE sections.ld\n");
}

TEST(MemoryScript, LeavesTheReservedEndOfFlashOut) {
    BuildPlan plan = sample_plan();
    plan.board.memory_reserved = 0x4000;
    EXPECT_NE(memory_script(plan).find("FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 0xc000\n"),
              std::string::npos);
}

TEST(MemoryScript, OffersNoFlashIfMoreIsReservedThanThereIs) {
    BuildPlan plan = sample_plan();
    plan.board.memory_reserved = 0x20000;
    EXPECT_EQ(usable_size(plan.board, plan.board.memory.front()), 0U);
}

TEST(MemoryScript, HasRoomForAnythingToMeasureWhatDoesNotFit) {
    EXPECT_NE(oversize_script(sample_plan()).find("ORIGIN = 0x20000000, LENGTH = 0x4000000\n"),
              std::string::npos);
}

}  // namespace
}  // namespace perth::cli
