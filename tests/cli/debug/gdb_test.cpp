#include "cli/debug/gdb.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perth::cli {
namespace {

using testing::ElementsAre;

GdbPlan sample_plan() {
    return {.gdb = {.program = "/usr/bin/gdb-multiarch", .has_python = true},
            .elf = "/p/build/pico/hello.elf",
            .board = "pico",
            .project = "/p",
            .runtime = "/data/runtime",
            .remote = "target remote /tmp/socket"};
}

TEST(GdbArguments, ConnectFindTheSourcesAndGoToPerthMain) {
    EXPECT_THAT(gdb_arguments(sample_plan()),
                ElementsAre("/usr/bin/gdb-multiarch", "-q", "-iex", "set pagination off", "-iex",
                            "set confirm off", "/p/build/pico/hello.elf", "-ex",
                            "set substitute-path \"./build/pico/.\" \"/p\"", "-ex",
                            "set substitute-path \"./build/pico\" \"/p/./build/pico\"", "-ex",
                            "directory \"/p\" \"/p/build/pico\"", "-ex",
                            "set substitute-path \"perth\" \"/data/runtime\"", "-ex",
                            "source /data/runtime/gdb/perth.py", "-ex", "target remote /tmp/socket",
                            "-ex", "perth-start"));
}

TEST(GdbArguments, FlashTheProgramThroughAProbeAndPassOnWhatTheUserSays) {
    GdbPlan plan = sample_plan();
    plan.project.clear();
    plan.gdb.has_python = false;
    plan.remote = "target extended-remote localhost:1";
    plan.writes_flash = true;
    plan.arguments = {"-batch", "-ex", "info registers"};
    EXPECT_THAT(gdb_arguments(plan),
                ElementsAre("/usr/bin/gdb-multiarch", "-q", "-iex", "set pagination off", "-iex",
                            "set confirm off", "/p/build/pico/hello.elf", "-ex",
                            "set substitute-path \"perth\" \"/data/runtime\"", "-ex",
                            "target extended-remote localhost:1", "-ex", "monitor reset halt",
                            "-ex", "load", "-ex", "monitor reset halt", "-ex", "tbreak perth_main",
                            "-ex", "continue", "-batch", "-ex", "info registers"));
}

TEST(GdbArguments, StartAProgramOfThisComputerAndStopWhereItIsAsked) {
    GdbPlan plan = sample_plan();
    plan.remote.clear();
    plan.stops_at_reset = true;
    EXPECT_EQ(gdb_arguments(plan).back(), "starti");
}

}  // namespace
}  // namespace perth::cli
