// perth flash against models of boards in their bootloaders, and what it says without any.
#include "cli/commands/flash.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/flash_board.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/fakes/stm32_rom_pty.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {
namespace {

using fakes::Stm32Dfuse;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// A host that others give away as their own.
class SharedHost final : public usb::Host {
public:
    explicit SharedHost(fakes::UsbHost& host) : host_(host) {}

    std::vector<usb::Attached> attached() override { return host_.attached(); }
    std::unique_ptr<usb::Device> open(const usb::Attached& one) override { return host_.open(one); }
    void wait_for_change(Clock::time_point deadline) override { host_.wait_for_change(deadline); }
    Clock::time_point now() override { return host_.now(); }
    void sleep(Clock::duration duration) override { host_.sleep(duration); }

private:
    fakes::UsbHost& host_;
};

class Flash : public testing::Test {
protected:
    Flash() {
        ::setenv("PERTH_DATA", PERTH_SOURCE_DIR, 1);
        const Bytes program = program_bytes(0x5000);
        write_file(folder_.path() / "app.bin",
                   {reinterpret_cast<const char*>(program.data()), program.size()});
        options_.file = folder_.path() / "app.bin";
        options_.address = "0x08000000";
    }
    ~Flash() override { ::unsetenv("PERTH_DATA"); }

    std::shared_ptr<Stm32Dfuse> plug(unsigned port, bool is_protected = false) {
        auto rom = std::make_shared<Stm32Dfuse>(
            Stm32Dfuse::Behaviour{.times = fakes::FlashTimes::none(), .is_protected = is_protected},
            host_.clock());
        host_.plug(port, rom);
        return rom;
    }

    /// Returns what flash() says: the result in `out`, notes in `err`; times left out.
    std::string run(bool json = false) {
        Context context({.project = folder_.path(), .boards = {"pyboard-v11"}, .json = json});
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        error_ = error_text([&] {
            flash(options_, context, [this] { return std::make_unique<SharedHost>(host_); });
        });
        err_ = testing::internal::GetCapturedStderr();
        // How long it took, and what went over the wire, is not this test's.
        const std::string out = std::regex_replace(testing::internal::GetCapturedStdout(),
                                                   std::regex(" in [0-9.]+ s\n"), " in T s\n");
        return std::regex_replace(
            out, std::regex("\"(sent|received|round_trips|seconds)\":[0-9.]+"), "\"$1\":N");
    }

    TemporaryFolder folder_;
    FlashOptions options_;
    fakes::UsbHost host_;
    std::string error_;
    std::string err_;
};

TEST_F(Flash, WritesAFileAndSaysSo) {
    const auto rom = plug(2);
    EXPECT_EQ(run(),
              "flashed pyboard-v11 at 1-2: 2 of 2 sectors differed, 20.0 KiB written and verified "
              "in T s\n"
              "the device left its bootloader\n");
    EXPECT_EQ(error_, "no error");
    EXPECT_EQ(err_,
              "app.bin (20.0 KiB) to pyboard-v11 at 1-2 by dfuse\n"
              "1-2: writing 20.0 KiB\n"
              "console: X9 (TX) and X10 (RX), 3.3 V; the USB socket is for flashing only\n");
    EXPECT_EQ(rom->started_at(), 0x08000000U);
}

TEST_F(Flash, TellsItInJson) {
    plug(2);
    EXPECT_EQ(run(true),
              R"({"board":"pyboard-v11","file":"app.bin","format":"BIN","bytes":20480,)"
              R"("build_id":"","devices":[{"device":"1-2","method":"dfuse","result":{"sectors":[)"
              R"({"address":134217728,"size":16384,"action":"write","bytes":16384},)"
              R"({"address":134234112,"size":16384,"action":"write","bytes":4096}],)"
              R"("compared":true,"erased_all":false,"dry_run":false,"read":40960,"written":20480,)"
              R"("verified":true,"started":"the device left its bootloader","sent":N,)"
              R"("received":N,"round_trips":N,"seconds":N}}]})"
              "\n");
}

TEST_F(Flash, TellsOfEachSectorInADryRun) {
    const auto rom = plug(2);
    rom->flash()[0x4000] = 0;
    const Bytes before = rom->flash();
    options_.dry_run = true;
    EXPECT_EQ(run(),
              "0x08000000  16.0 KiB  write, 16384 bytes\n"
              "0x08004000  16.0 KiB  erase and write, 4096 bytes\n"
              "pyboard-v11 at 1-2: 2 of 2 sectors would be written, nothing was changed\n");
    EXPECT_EQ(rom->flash(), before);
    EXPECT_EQ(rom->started_at(), std::nullopt);
}

TEST_F(Flash, LeavesTheBoardInItsBootloaderIfAskedTo) {
    const auto rom = plug(2);
    options_.no_start = true;
    EXPECT_THAT(run(), EndsWith("verified in T s\n"));
    EXPECT_EQ(rom->started_at(), std::nullopt);
}

TEST_F(Flash, FlashesAllThatFit) {
    plug(2);
    options_.all = true;
    EXPECT_THAT(run(), StartsWith("flashed pyboard-v11 at 1-2: "));
}

TEST_F(Flash, RefusesToChoose) {
    plug(2);
    plug(3);
    EXPECT_EQ(run(), "");
    EXPECT_EQ(error_,
              "error: 2 devices fit board pyboard-v11\n"
              "  1-2  0483:df11, serial number 385C34733435\n"
              "  1-3  0483:df11, serial number 385C34733435\n"
              "  hint: choose one with --device 1-2, or all of them with --all");
    options_.device = "1-3";
    EXPECT_THAT(run(), StartsWith("flashed pyboard-v11 at 1-3: "));
}

TEST_F(Flash, TakesTheProjectsNameOfADevice) {
    plug(2);
    plug(3);
    write_file(folder_.path() / "perth.json",
               R"({"name": "a", "default_board": "host", "devices": {"left": "usb:1-3"}})");
    options_.device = "left";
    EXPECT_THAT(run(), StartsWith("flashed pyboard-v11 at 1-3: "));
}

TEST_F(Flash, WritesOverASerialPort) {
    fakes::Stm32RomPty rom({.takes_data_sheet_times = false});
    options_.via = "stm32-uart";
    options_.device = rom.path();
    EXPECT_EQ(run(), "flashed pyboard-v11 at " + rom.path() +
                         ": 2 of 2 sectors differed, 20.0 KiB written and verified in T s\n"
                         "the bootloader started the program\n");
    EXPECT_EQ(error_, "no error");
    EXPECT_EQ(rom.stop().started_at(), 0x08000000U);
}

TEST_F(Flash, ReadsTheFlashIntoAFile) {
    plug(2)->flash()[0x4001] = 'x';
    options_.read = folder_.path() / "dump.bin";
    options_.file = "";
    options_.address = "0x08004000";
    options_.length = "3";
    EXPECT_EQ(run(),
              "read 3 B at 0x08004000 of pyboard-v11 at 1-2 into " + options_.read.string() + "\n");
    EXPECT_EQ(read_file(options_.read), "\xFFx\xFF");
}

TEST_F(Flash, LeavesNoFileIfReadingFails) {
    plug(2, true);
    options_.read = folder_.path() / "dump.bin";
    EXPECT_EQ(run(), "");
    EXPECT_THAT(error_, StartsWith("error: the USB device 0483:df11 at 1-2 is read-protected\n"));
    EXPECT_FALSE(std::filesystem::exists(options_.read));
}

TEST_F(Flash, ChecksTheImageBeforeItLooksForADevice) {
    options_.address = "0x080FF000";
    run();
    EXPECT_EQ(error_,
              "error: app.bin does not fit board pyboard-v11: 16384 bytes too many\n"
              "  it ends at 0x08104000; the flash is 1.0 MiB at 0x08000000");
}

TEST(FlashCommand, NeedsABoardAndAFile) {
    const Perth perth;
    Finished done = perth.run({"flash", "app.elf"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: no board is given\n"
              "  there is no perth.json in HOME or a folder above it\n"
              "  hint: perth flash -b BOARD app.elf\n");
    done = perth.run({"flash", "-b", "pyboard-v11"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: there is nothing to flash\n"
              "  no FILE is given, and there is no perth.json in HOME or a folder above it\n"
              "  hint: perth flash -b pyboard-v11 FILE\n");
}

TEST(FlashCommand, SaysWhatIsWrongWithItsOptions) {
    const Perth perth;
    const auto complaint = [&](std::vector<std::string> options) {
        options.insert(options.begin(), {"flash", "-b", "pyboard-v11"});
        return perth.run(options).err;
    };
    perth.write("app.bin", "12345678");
    EXPECT_EQ(complaint({"app.bin", "--address", "08x"}),
              "error: --address 08x is no number below 2^32\n"
              "  hint: write it as 0x08004000 or 16384\n");
    EXPECT_EQ(complaint({"app.bin", "--address", "0x100000000"}),
              "error: --address 0x100000000 is no number below 2^32\n"
              "  hint: write it as 0x08004000 or 16384\n");
    EXPECT_EQ(complaint({"--read", "x", "--length", ""}), complaint({"--read", "x"}));
    EXPECT_THAT(complaint({"app.bin", "--via", "picoboot"}), StartsWith("error: "));
    EXPECT_FALSE(perth.has("x"));
}

TEST(FlashCommand, KnowsTheConsoleBeforeItFlashesIfItIsToBeWatched) {
    const Perth perth;
    perth.write("app.bin", std::string(16, 'a'));
    const Finished done = perth.run({"flash", "-b", "pyboard-v11", "app.bin", "--monitor"});
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_THAT(done.err,
                StartsWith("error: no port is known to be the console of pyboard-v11\n"
                           "  its console is on X9 (TX) and X10 (RX), 3.3 V; the USB socket is for "
                           "flashing only\n"));
}

TEST(FlashCommand, RefusesABoardThatIsNotFlashed) {
    const Finished done = Perth().run({"flash", "-b", "host"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              "error: board host cannot be flashed\n"
              "  its definition names no way to\n"
              "  hint: perth run -b host\n");
}

}  // namespace
}  // namespace perth::cli
