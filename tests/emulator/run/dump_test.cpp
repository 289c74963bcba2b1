// What `perth run` says of a real firmware's dump: function, file and line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr const char* faulty = R"(#include <chrono>
#include <cstdint>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

[[gnu::noinline]] std::uint32_t look(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);  // line 8
}

perth::Task<> wander(perth::Scheduler&) {
    co_await perth::sleep(10ms);
    perth::println("found {}", look(0x60000000));
}

void perth_main(perth::Scheduler& sch) { sch(wander); }
)";

TEST(PerthRun, ExplainsAFaultBySourceLines) {
    Perth perth;
    perth.share_compiler_cache();
    ASSERT_EQ(perth.run({"new", "try", "-t", "empty", "-b", "pyboard-v11", "--no-git"}).exit_code,
              0);
    perth.write("try/src/main.cpp", faulty);
    const Finished done = perth.run({"-C", "try", "run", "--for", "60s"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.out, HasSubstr("@perth fault"));
    EXPECT_THAT(done.err, HasSubstr("error: the firmware faulted: BusFault\n  build"));
    EXPECT_THAT(done.err, HasSubstr("\n  cause: a bus error, address 60000000\n"));
    EXPECT_THAT(done.err, ContainsRegex("\n  build [0-9a-f]+: build/pyboard-v11/try\\.elf\n"));
    EXPECT_THAT(done.err, ContainsRegex("\n  task 1 [0-9a-f]+: wander\\(perth::Scheduler&\\)"
                                        " at src/main\\.cpp:[0-9]+\n"));
    EXPECT_THAT(done.err, ContainsRegex("\n  pc [0-9a-f]+: look\\(unsigned int\\)"
                                        " at src/main\\.cpp:8\n"));
    EXPECT_THAT(
        done.err,
        ContainsRegex("\n  lr [0-9a-f]+: wander\\(perth::Scheduler&\\) at src/main\\.cpp:13\n"));
}

}  // namespace
}  // namespace perth::cli
