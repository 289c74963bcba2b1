#include "cli/build/flags.hpp"

#include <gmock/gmock.h>

#include "tests/cli/build/sample_plan.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::Not;

TEST(Flags, ChooseTheCoreAndTheNewlibHeadersForClang) {
    EXPECT_THAT(cxx_options(sample_plan()),
                IsSupersetOf({"--target=thumbv7em-none-eabi", "-mcpu=cortex-m4", "-mthumb",
                              "-mfloat-abi=soft", "-fshort-enums", "-nostdinc++", "-nostdlibinc",
                              "-cxx-isystem", "/arm/c++", "-idirafter", "/arm/include",
                              "-fno-exceptions", "-fno-rtti"}));
}

TEST(Flags, OptimizeForSizeForSpeedOrForTheDebugger) {
    BuildPlan plan = sample_plan();
    EXPECT_THAT(c_options(plan), IsSupersetOf({"-Oz", "-flto"}));
    plan.settings.optimize = Optimize::speed;
    EXPECT_THAT(c_options(plan), IsSupersetOf({"-O2", "-flto"}));
    plan.settings.optimize = Optimize::debug;
    EXPECT_THAT(c_options(plan), Contains("-Og"));
    EXPECT_THAT(c_options(plan), Contains("-DPERTH_DEBUG"));
    EXPECT_THAT(c_options(plan), Not(Contains("-flto")));
}

TEST(Flags, HaveTheProfilerIfItIsWanted) {
    BuildPlan plan = sample_plan();
    EXPECT_THAT(cxx_options(plan), Not(Contains("-DPERTH_PROFILE")));
    plan.settings.profile = true;
    EXPECT_THAT(cxx_options(plan), Contains("-DPERTH_PROFILE"));
}

TEST(Flags, KeepThePlaceOfTheProjectOutOfTheFirmware) {
    EXPECT_THAT(c_options(sample_plan()),
                IsSupersetOf({"-ffile-prefix-map=/home/ü/my project=.",
                              "-ffile-prefix-map=/home/ü/shared=../shared",
                              "-ffile-prefix-map=/usr/share/perth/runtime=perth"}));
}

TEST(Flags, LinkWithLldAndTheNanoLibraries) {
    EXPECT_THAT(
        link_options(sample_plan()),
        IsSupersetOf({"-fuse-ld=lld", "-nostdlib", "-Wl,--gc-sections", "-Wl,--build-id=sha1",
                      "-Wl,-z,dead-reloc-in-nonalloc=.debug_*=0xffffffff"}));
    EXPECT_THAT(link_libraries(sample_plan()),
                testing::ElementsAre("-Wl,--start-group", "/arm/libc_nano.a", "/arm/libgcc.a",
                                     "-Wl,--end-group"));
}

TEST(Flags, LeaveHeadersAndLibrariesToGcc) {
    BuildPlan plan = sample_plan();
    plan.toolchain.compiler.kind = Compiler::Kind::gcc;
    plan.toolchain.sysroot = {};
    EXPECT_THAT(cxx_options(plan), Not(Contains("-nostdinc++")));
    EXPECT_THAT(cxx_options(plan), Not(Contains(testing::StartsWith("--target"))));
    EXPECT_THAT(link_options(plan), IsSupersetOf({"-nostartfiles", "--specs=nano.specs"}));
    EXPECT_THAT(link_libraries(plan), testing::IsEmpty());
}

TEST(Flags, BuildForThisComputerWithoutACore) {
    BuildPlan plan = sample_plan();
    plan.board.core.clear();
    plan.toolchain.sysroot = {};
    EXPECT_THAT(cxx_options(plan), Contains("-O2"));
    EXPECT_THAT(cxx_options(plan), Not(Contains("-mthumb")));
    EXPECT_THAT(link_options(plan), Not(Contains("-nostdlib")));
}

TEST(ArmCore, ListsTheKnownOnesForAnUnknownOne) {
    EXPECT_EQ(error_text([] { static_cast<void>(arm_core("cortex-m4f")); }),
              "error: no compiler options are known for core cortex-m4f\n"
              "  known cores: cortex-m0, cortex-m0plus, cortex-m3, cortex-m4, cortex-m7");
}

}  // namespace
}  // namespace perth::cli
