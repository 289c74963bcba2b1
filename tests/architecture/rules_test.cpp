#include "tests/architecture/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace perth::architecture {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> complaints(const std::string& path, const std::string& text) {
    return violations({{path, path.ends_with(".hpp") ? "#pragma once\n" + text : text}});
}

TEST(Rules, AllowWhatPointsDownAndWithinAFolder) {
    EXPECT_THAT(complaints("cli/main.cpp",
                           "#include \"cli/commands/context.hpp\"\n"
                           "#include \"cli/support/error.hpp\"\n"),
                IsEmpty());
    EXPECT_THAT(complaints("cli/commands/context.hpp",
                           "#include \"cli/board/board.hpp\"\n"
                           "#include \"cli/commands/help.hpp\"\n"
                           "#include \"cli/flash/update.hpp\"\n"),
                IsEmpty());
    EXPECT_THAT(complaints("cli/console/view.cpp", "#include \"cli/emulator/qemu.hpp\"\n"),
                IsEmpty());
    EXPECT_THAT(complaints("runtime/include/perth/io/stream.hpp",
                           "#include \"perth/core/task.hpp\"\n#include \"perth/sync/lock.hpp\"\n"),
                IsEmpty());
    EXPECT_THAT(complaints("runtime/src/core/sleep.cpp",
                           "#include \"perth/core/sleep.hpp\"\n"
                           "#include \"perth/hal/hal.hpp\"\n"),
                IsEmpty());
}

TEST(Rules, RefuseWhatPointsUp) {
    EXPECT_THAT(complaints("cli/support/files.cpp", "\n#include \"cli/board/board.hpp\"\n"),
                ElementsAre("cli/support/files.cpp:2: support may not include board"));
    EXPECT_THAT(complaints("cli/build/plan.cpp", "#  include <cli/commands/context.hpp>\n"),
                ElementsAre("cli/build/plan.cpp:1: build may not include commands"));
    EXPECT_THAT(
        complaints("runtime/include/perth/base/panic.hpp", "#include <perth/hal/hal.hpp>\n"),
        ElementsAre("runtime/include/perth/base/panic.hpp:2: base may not include hal"));
    EXPECT_THAT(complaints("runtime/src/sync/lock.cpp", "#include \"perth/io/print.hpp\"\n"),
                ElementsAre("runtime/src/sync/lock.cpp:1: sync may not include io"));
}

TEST(Rules, RefuseAFolderOfTheSameFloor) {
    EXPECT_THAT(complaints("cli/board/load.cpp", "#include \"cli/project/manifest.hpp\"\n"),
                ElementsAre("cli/board/load.cpp:1: board may not include project"));
    EXPECT_THAT(complaints("cli/emulator/qemu.cpp", "#include \"cli/build/firmware.hpp\"\n"),
                ElementsAre("cli/emulator/qemu.cpp:1: emulator may not include build"));
    EXPECT_THAT(
        complaints("runtime/include/perth/diag/trace.hpp", "#include \"perth/drivers/knob.hpp\"\n"),
        ElementsAre("runtime/include/perth/diag/trace.hpp:2: diag may not include drivers"));
}

TEST(Rules, LetTemplatesKnowBoards) {
    EXPECT_THAT(complaints("cli/project/template.cpp", "#include \"cli/board/board.hpp\"\n"),
                IsEmpty());
}

TEST(Rules, RefuseAFolderThatNobodyHasGivenAFloor) {
    EXPECT_THAT(complaints("cli/misc/x.cpp", "#include \"cli/support/error.hpp\"\n"),
                ElementsAre("cli/misc/x.cpp:1: misc has no floor in tests/architecture/rules.cpp"));
    EXPECT_THAT(complaints("runtime/util/x.cpp", "#include <cstdint>\n"),
                ElementsAre("runtime/util/x.cpp:1: lies in no folder of the runtime"));
}

TEST(Rules, KeepToolAndRuntimeApart) {
    EXPECT_THAT(complaints("cli/board/load.cpp", "#include <perth/base/errc.hpp>\n"),
                ElementsAre("cli/board/load.cpp:1: cli may not include runtime"));
    EXPECT_THAT(complaints("runtime/src/base/errc.cpp", "#include \"cli/support/error.hpp\"\n"),
                ElementsAre("runtime/src/base/errc.cpp:1: runtime may not include cli"));
    EXPECT_THAT(complaints("runtime/ports/host/x.cpp", "#include \"cli/support/error.hpp\"\n"),
                ElementsAre("runtime/ports/host/x.cpp:1: runtime may not include cli"));
}

TEST(Rules, LetOnlyHalIncludeThePort) {
    const std::string port = "#include <perth_port.hpp>\n";
    EXPECT_THAT(complaints("runtime/include/perth/hal/hal.hpp", port), IsEmpty());
    EXPECT_THAT(complaints("runtime/ports/host/pins.cpp", port), IsEmpty());
    EXPECT_THAT(complaints("runtime/src/core/run.cpp", port),
                ElementsAre("runtime/src/core/run.cpp:1: only hal.hpp may include the port"));
    EXPECT_THAT(
        complaints("runtime/include/perth/hal/pin.hpp", port),
        ElementsAre("runtime/include/perth/hal/pin.hpp:2: only hal.hpp may include the port"));
}

TEST(Rules, ShowPortsOnlyTheContractAndTheBase) {
    EXPECT_THAT(complaints("runtime/ports/host/x.cpp",
                           "#include \"perth/hal/types.hpp\"\n"
                           "#include \"perth/base/panic.hpp\"\n"
                           "#include \"pads.hpp\"\n"
                           "#include <board.hpp>\n"),
                IsEmpty());
    EXPECT_THAT(complaints("runtime/ports/host/x.cpp",
                           "#include \"perth/core/task.hpp\"\n"
                           "#include \"../stm32f4/pads.hpp\"\n"),
                ElementsAre("runtime/ports/host/x.cpp:1: a port may not include core",
                            "runtime/ports/host/x.cpp:2: reaches out of its folder"));
}

TEST(Rules, KeepEachLibraryInItsFolder) {
    const std::string cli11 = "#include <CLI/CLI.hpp>\n";
    const std::string json = "#include <nlohmann/json.hpp>\n";
    EXPECT_THAT(complaints("cli/main.cpp", cli11), IsEmpty());
    EXPECT_THAT(complaints("cli/commands/new.cpp", cli11), IsEmpty());
    EXPECT_THAT(complaints("cli/support/json_parse.cpp", json), IsEmpty());
    EXPECT_THAT(complaints("cli/usb/open.cpp", "#include <libusb-1.0/libusb.h>\n"), IsEmpty());
    EXPECT_THAT(complaints("cli/board/load.cpp",
                           cli11 + json + "#include <libusb.h>\n" + "#include <asio.hpp>\n"),
                ElementsAre("cli/board/load.cpp:1: may not know CLI11",
                            "cli/board/load.cpp:2: may not know nlohmann-json",
                            "cli/board/load.cpp:3: may not know libusb",
                            "cli/board/load.cpp:4: may not know asio"));
    EXPECT_THAT(complaints("runtime/src/io/print.cpp", "#include <fmt/format.h>\n"),
                ElementsAre("runtime/src/io/print.cpp:1: may not know fmt"));
}

TEST(Rules, RefuseNamesThatDependOnTheFolder) {
    EXPECT_THAT(complaints("cli/board/load.cpp", "#include \"board.hpp\"\n"),
                ElementsAre("cli/board/load.cpp:1: includes its own by another name than cli/…"));
    EXPECT_THAT(complaints("runtime/src/core/run.cpp", "#include \"task.hpp\"\n"),
                ElementsAre("runtime/src/core/run.cpp:1: includes its own by another name than "
                            "perth/…"));
}

TEST(Rules, RefuseToTellChipsApartOutsideThePorts) {
    EXPECT_THAT(complaints("runtime/src/core/run.cpp", "#ifdef STM32F405\n#endif\n"),
                ElementsAre("runtime/src/core/run.cpp:1: tells chips apart outside runtime/ports"));
    EXPECT_THAT(complaints("runtime/src/core/run.cpp", "#if __ARM_ARCH >= 7\n#endif\n"),
                ElementsAre("runtime/src/core/run.cpp:1: tells chips apart outside runtime/ports"));
    EXPECT_THAT(complaints("runtime/ports/cortex-m/fault.cpp", "#if __ARM_ARCH >= 7\n#endif\n"),
                IsEmpty());
}

TEST(Rules, WantHeadersThatAreReadOnceAndOpenNoNamespace) {
    EXPECT_THAT(violations({{"cli/board/x.hpp", "// text\nint x;\n"}}),
                ElementsAre("cli/board/x.hpp:1: has no #pragma once"));
    EXPECT_THAT(complaints("cli/board/x.hpp", "  using namespace std;\n"),
                ElementsAre("cli/board/x.hpp:2: using namespace in a header"));
    EXPECT_THAT(complaints("cli/board/x.cpp", "using namespace std;\n"), IsEmpty());
}

TEST(Rules, RefuseCircles) {
    EXPECT_THAT(violations({{"cli/board/a.hpp", "#pragma once\n#include \"cli/board/b.hpp\"\n"},
                            {"cli/board/b.hpp", "#pragma once\n#include \"cli/board/c.hpp\"\n"},
                            {"cli/board/c.hpp", "#pragma once\n#include \"cli/board/a.hpp\"\n"}}),
                ElementsAre("cli/board/a.hpp:1: includes itself through others"));
}

}  // namespace
}  // namespace perth::architecture
