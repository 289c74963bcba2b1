#include "cli/build/summary.hpp"

#include <gtest/gtest.h>

#include "tests/cli/build/sample_plan.hpp"

namespace perth::cli {
namespace {

std::vector<std::uint64_t> used(const std::vector<ElfSegment>& segments) {
    std::vector<std::uint64_t> bytes;
    for (const MemoryUse& use : memory_use(sample_board(), segments)) bytes.push_back(use.used);
    return bytes;
}

TEST(MemoryUse, CountsCodeInFlashOnly) {
    EXPECT_EQ(used({{.address = 0x08000000,
                     .load_address = 0x08000000,
                     .file_size = 100,
                     .memory_size = 100}}),
              (std::vector<std::uint64_t>{100, 0}));
}

TEST(MemoryUse, CountsInitializedDataInBoth) {
    EXPECT_EQ(used({{.address = 0x20000000,
                     .load_address = 0x08000064,
                     .file_size = 8,
                     .memory_size = 40}}),
              (std::vector<std::uint64_t>{8, 40}));
}

TEST(MemoryUse, CountsZeroedDataInRamOnly) {
    EXPECT_EQ(used({{.address = 0x20000000,
                     .load_address = 0x20000000,
                     .file_size = 0,
                     .memory_size = 64}}),
              (std::vector<std::uint64_t>{0, 64}));
}

TEST(MemoryUse, CountsWhatReachesBeyondARegion) {
    EXPECT_EQ(used({{.address = 0x08000000,
                     .load_address = 0x08000000,
                     .file_size = 70000,
                     .memory_size = 70000},
                    {.address = 0x08020000,
                     .load_address = 0x08020000,
                     .file_size = 1,
                     .memory_size = 1}}),
              (std::vector<std::uint64_t>{70001, 0}));
}

TEST(FirmwareJson, HasNamePlaceSizesAndFrames) {
    EXPECT_EQ(firmware_json({.name = "hello",
                             .board = "sample",
                             .elf = "/p/build/sample/hello.elf",
                             .memory = {{.name = "flash", .used = 1, .size = 2}},
                             .tasks = {{.function = "blink", .bytes = 48}},
                             .build_id = "00ff"}),
              R"({"name":"hello","board":"sample","elf":"/p/build/sample/hello.elf",)"
              R"("build_id":"00ff","memory":[{"name":"flash","used":1,"size":2}],)"
              R"("tasks":[{"function":"blink","bytes":48}]})");
}

}  // namespace
}  // namespace perth::cli
