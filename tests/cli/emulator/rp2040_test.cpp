#include "cli/emulator/rp2040.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

std::vector<std::string> arguments(const Rp2040Plan& plan, const Rp2040Files& files) {
    auto args = rp2040_arguments(plan, files);
    args.erase(args.begin());
    return args;
}

TEST(Rp2040Arguments, SayWhatWasAskedForAndNothingElse) {
    EXPECT_THAT(
        arguments({.driver = "/d/rp2040.mjs", .elf = "a.elf"}, {.console = 5, .control = 6}),
        ElementsAre("/d/rp2040.mjs", "a.elf", "--console", "uart0", "--terminal", "fd:5",
                    "--control", "fd:6"));
    EXPECT_THAT(arguments({.driver = "d",
                           .elf = "a",
                           .console = "usb",
                           .flash_bytes = 4096,
                           .realtime = true,
                           .limit = std::chrono::seconds(2),
                           .arguments = {"x y"},
                           .gdb = 3333},
                          {.console = 5, .control = 6, .stimulus = 7, .record = 8}),
                ElementsAre("d", "a", "--console", "usb", "--usb-at-once", "--terminal", "fd:5",
                            "--control", "fd:6", "--flash", "4096", "--for", "2000000us",
                            "--realtime", "--gdb", "3333", "--arg", "x y", "--stimulus",
                            "/proc/self/fd/7", "--record", "fd:8"));
}

class Driver : public testing::Test {
protected:
    void put(const fs::path& file) {
        fs::create_directories((folder_.path() / file).parent_path());
        std::ofstream(folder_.path() / file) << "{}";
    }
    [[nodiscard]] DriverPlaces places() const {
        return {.installed = folder_.path() / "installed", .built = folder_.path() / "built"};
    }
    [[nodiscard]] std::string complaint() const {
        return error_text([&] { (void)find_rp2040_driver(places()); });
    }

    TemporaryFolder folder_;
};

TEST_F(Driver, IsTheInstalledOne) {
    put("built/rp2040.mjs");
    put("installed/rp2040.mjs");
    put("installed/node_modules/rp2040js/package.json");
    EXPECT_EQ(find_rp2040_driver(places()), folder_.path() / "installed/rp2040.mjs");
}

TEST_F(Driver, IsTheBuiltOneIfNoneIsInstalled) {
    put("built/rp2040.mjs");
    put("built/node_modules/rp2040js/package.json");
    EXPECT_EQ(find_rp2040_driver(places()), folder_.path() / "built/rp2040.mjs");
}

TEST_F(Driver, IsMissed) {
    EXPECT_EQ(complaint(),
              "error: the RP2040's emulator is not there\n  there is no rp2040.mjs in " +
                  (folder_.path() / "installed").string() + "\n  hint: install perth again");
}

TEST_F(Driver, MissesItsPackageAndSaysTheCommand) {
    put("installed/rp2040.mjs");
    const std::string installed = (folder_.path() / "installed").string();
    EXPECT_EQ(complaint(),
              "error: the RP2040's emulator is not complete: rp2040js is missing\n  there is no " +
                  installed + "/node_modules/rp2040js\n  hint: npm ci --ignore-scripts --prefix " +
                  shell_quoted({installed}));
}

}  // namespace
}  // namespace perth::cli
