#include "cli/build/sizes.hpp"

#include <gtest/gtest.h>

#include "cli/build/summary.hpp"
#include "tests/cli/build/sample_plan.hpp"

namespace perth::cli {
namespace {

/// Code, a variable with a first value, one without, and the tasks' memory.
ElfFacts sample_facts() {
    return {.segments = {{0x08000000, 0x08000000, 0x200, 0x200},
                         {0x20000000, 0x08000200, 0x10, 0x10},
                         {0x20000010, 0x20000010, 0, 0x130}},
            .sections = {{".vectors", 0x08000000, 0x40},
                         {".runtime", 0x08000040, 0x60},
                         {".library", 0x080000A0, 0x20},
                         {".text", 0x080000C0, 0x140},
                         {".data", 0x20000000, 0x10},
                         {".task_memory", 0x20000010, 0x100},
                         {".bss", 0x20000120, 0x20}},
            .symbols = {{"main", 0x080000C0, 0x100},
                        {"perth::run()", 0x08000040, 0x40},
                        {"perth::run() alias", 0x08000040, 0x20},
                        {"memcpy", 0x080000A0, 0x20},
                        {"value", 0x20000000, 0x10},
                        {"counter", 0x20000120, 0x8}},
            .build_id = {}};
}

std::uint64_t sum(const std::vector<SizeItem>& items, const std::string& region) {
    std::uint64_t total = 0;
    for (const SizeItem& item : items) total += item.region == region ? item.size : 0;
    return total;
}

std::vector<std::string> lines(const std::vector<SizeItem>& items) {
    std::vector<std::string> text;
    for (const SizeItem& item : items) {
        text.push_back(item.region + " " + item.part + " " + item.name + " " +
                       std::to_string(item.size));
    }
    return text;
}

TEST(Sizes, NameEveryByteOnce) {
    const std::vector<SizeItem> items = size_items(sample_board(), sample_facts());
    EXPECT_THAT(
        lines(items),
        testing::ElementsAre(
            "ram task memory (frames of tasks) 256", "flash program main 256",
            "flash program (constants and padding) 64", "flash vectors (constants and padding) 64",
            "flash runtime perth::run() 64", "ram program (constants and padding) 40",
            "flash runtime (constants and padding) 32", "flash C library memcpy 32",
            "flash program (first values of variables) 16", "ram program value 16",
            "ram program counter 8"));
    for (const MemoryUse& use : memory_use(sample_board(), sample_facts().segments)) {
        EXPECT_EQ(sum(items, use.name), use.used) << use.name;
    }
}

TEST(Sizes, AddUpByPart) {
    const auto parts = part_sizes(size_items(sample_board(), sample_facts()));
    ASSERT_EQ(parts.size(), 6U);
    EXPECT_EQ(parts[0].part, "program");
    EXPECT_EQ(parts[0].region, "flash");
    EXPECT_EQ(parts[0].size, 336U);
    EXPECT_EQ(parts[4].part, "task memory");
    EXPECT_EQ(parts[4].region, "ram");
}

TEST(Sizes, OfASymbolThatReachesBeyondItsSectionEndThere) {
    ElfFacts facts = sample_facts();
    facts.symbols = {{"liar", 0x080000C0, 0xFFFFFFFF}, {"other", 0x080000D0, 8}};
    const std::vector<SizeItem> items = size_items(sample_board(), facts);
    EXPECT_EQ(items.front().name, "liar");
    EXPECT_EQ(items.front().size, 0x140U);
    EXPECT_EQ(sum(items, "flash"), 0x210U);
}

TEST(Sizes, DifferByWhatGrewShrankCameAndWent) {
    const std::vector<SizeItem> before = {
        {"a", "program", "flash", 100}, {"b", "program", "flash", 50}, {"c", "runtime", "ram", 8}};
    const std::vector<SizeItem> now = {
        {"a", "program", "flash", 90}, {"c", "runtime", "ram", 8}, {"d", "program", "flash", 200}};
    const std::vector<SizeChange> changes = size_changes(before, now);
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[0].item.name, "d");
    EXPECT_EQ(changes[0].growth(), 200);
    EXPECT_EQ(changes[1].item.name, "b");
    EXPECT_EQ(changes[1].growth(), -50);
    EXPECT_EQ(changes[2].before, 100U);
}

}  // namespace
}  // namespace perth::cli
