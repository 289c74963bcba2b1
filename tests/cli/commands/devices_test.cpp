#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/commands/perth.hpp"
#include "tests/fakes/sysfs_ttys.hpp"
#include "tests/fakes/usb_descriptors.hpp"

namespace perth::cli {
namespace {

class DevicesCommand : public testing::Test {
protected:
    [[nodiscard]] Finished devices(std::vector<std::string> options = {}) const {
        options.insert(options.begin(), {"devices", "--root", machine_.root()});
        Finished done = perth_.run(std::move(options));
        for (std::string* const text : {&done.out, &done.err}) *text = without_root(*text);
        return done;
    }
    [[nodiscard]] std::string without_root(std::string text) const {
        for (auto at = text.find(machine_.root()); at != text.npos;) {
            at = text.erase(at, machine_.root().size()).find(machine_.root());
        }
        return text;
    }

    Perth perth_;
    fakes::SysfsTtys machine_;
};

TEST_F(DevicesCommand, AreATable) {
    machine_.add_usb("ttyUSB10",
                     {.place = "1-10", .vid = "0403", .pid = "6001", .serial = "A50285BI"});
    machine_.add_usb("ttyACM0", {.place = "1-4.2", .vid = "2e8a", .pid = "0005"});
    machine_.add_8250("ttyS0", "4");
    const Finished done = devices();
    EXPECT_EQ(done.exit_code, 0);
    // An e with an accent is two bytes.
    const std::string as_wide_as_the_root(machine_.root().size() - 1, ' ');
    EXPECT_EQ(
        done.out,
        "what    place  USB id     serial number  node           " + as_wide_as_the_root +
            "boards  state  name\n"
            "serial  1-4.2  2e8a:0005  E6614          /dev/ttyACM0   -       free   Maker Thing\n"
            "serial  1-10   0403:6001  A50285BI       /dev/ttyUSB10  -       free   Maker Thing\n"
            "serial  -      -          -              /dev/ttyS0     -       free\n");
    EXPECT_EQ(done.err, "");
}

TEST_F(DevicesCommand, AreOneJsonDocument) {
    machine_.add_usb("ttyACM0", {.place = "1-1", .vid = "2e8a", .pid = "0005"});
    EXPECT_EQ(devices({"--json"}).out,
              R"([{"kind":"serial","node":"/dev/ttyACM0","place":"1-1","vid":11914,"pid":5,)"
              R"("serial":"E6614","title":"Maker Thing","may_be_opened":true,"holder":null,)"
              R"("boards":[]}])"
              "\n");
}

TEST_F(DevicesCommand, AreMatchedWithTheProjectsBoards) {
    perth_.write("boards/own.json", R"({"title": "Own", "inherits": "pyboard-v11",
        "usb": [{"vid": "0x2E8A", "pid": "0x0005", "mode": "serial"}]})");
    perth_.write("perth.json", R"({"name": "x", "default_board": "own"})");
    perth_.write("boards/broken.json", "{");
    machine_.add_usb("ttyACM0", {.place = "1-1", .vid = "2e8a", .pid = "0005"});
    EXPECT_THAT(devices().out, testing::HasSubstr("/dev/ttyACM0  own     free"));
}

TEST_F(DevicesCommand, MayBeSeveralBoardsInTheirBootloader) {
    for (const char* const name : {"anna", "bert"}) {
        perth_.write(fmt::format("boards/{}.json", name),
                     R"({"title": "B", "inherits": "pyboard-v11",
                         "usb": [{"vid": "0x1209", "pid": "0x0001", "mode": "dfu"}]})");
    }
    perth_.write("perth.json", R"({"name": "x", "default_board": "bert"})");
    fakes::DfuDescription description;
    description.vid = 0x1209;
    description.pid = 0x0001;
    machine_.add_usb_device("1-4", fakes::dfu_descriptors(description));
    EXPECT_THAT(devices().out,
                testing::HasSubstr("\nDFU   1-4    1209:0001  -              "
                                   "/dev/bus/usb/001/004  bert, anna  free   STM32  BOOTLOADER\n"));
}

TEST_F(DevicesCommand, AreNamedWithWhoHasThemOpen) {
    machine_.add_usb("ttyACM0", {});
    Child holder(
        {.args = {"sh", "-c", "exec 3<$1; kill -STOP $$", "holder", machine_.dev() + "/ttyACM0"}},
        -1);
    siginfo_t stopped = {};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(holder.pid()), &stopped, WSTOPPED | WNOWAIT), 0);
    EXPECT_THAT(devices().out, testing::HasSubstr("in use by " + std::to_string(holder.pid()) +
                                                  ": sh -c exec 3<$1"));
}

TEST_F(DevicesCommand, MayBeNone) {
    const Finished done = devices();
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.out,
              "no board in its bootloader, no drive for programs and no serial port is attached\n");
    EXPECT_EQ(done.err, "perth devices --watch tells when one comes\n");
    EXPECT_EQ(devices({"--json"}).out, "[]\n");
}

TEST_F(DevicesCommand, AreOneFactALineOnANarrowTerminal) {
    machine_.add_8250("ttyS0", "4");
    const std::string shown =
        perth_.on_terminal(40, {"devices", "--root", machine_.root(), "--color", "never"});
    EXPECT_THAT(shown, testing::HasSubstr("\n  state         free\n"));
}

/// `perth devices --watch` beside the test.
class Watching {
public:
    Watching(const fakes::SysfsTtys& machine, bool json) {
        int ends[2] = {};
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        in_ = Handle(ends[0]);
        const Handle out(ends[1]);
        Command command{
            .args = {PERTH_PROGRAM, "devices", "--watch", "-q", "--root", machine.root()}};
        if (json) command.args.push_back("--json");
        if (!json) command.args.erase(command.args.begin() + 3);
        child_ = std::make_unique<Child>(command, out.get());
    }
    [[nodiscard]] std::string line() const {
        std::string text;
        for (char byte = 0; !text.ends_with('\n') && ::read(in_.get(), &byte, 1) == 1;) {
            text += byte;
        }
        return text;
    }
    int interrupt() {
        ::kill(child_->pid(), SIGINT);
        return child_->wait();
    }

private:
    Handle in_;
    std::unique_ptr<Child> child_;
};

TEST_F(DevicesCommand, AreToldAsTheyComeAndGo) {
    machine_.add_8250("ttyS0", "4");
    Watching watching(machine_, false);
    EXPECT_EQ(watching.line(), "watching; Ctrl-C ends\n");
    EXPECT_EQ(without_root(watching.line()), "+ serial   -         -          /dev/ttyS0  -\n");
    machine_.add_usb("ttyACM0", {.place = "1-4.2", .vid = "2e8a", .pid = "0005"});
    EXPECT_EQ(without_root(watching.line()),
              "+ serial   1-4.2     2e8a:0005  /dev/ttyACM0  -  Maker Thing\n");
    machine_.unplug("ttyACM0");
    EXPECT_EQ(without_root(watching.line()),
              "- serial   1-4.2     2e8a:0005  /dev/ttyACM0  -  Maker Thing\n");
    EXPECT_EQ(watching.interrupt(), 130);
}

TEST_F(DevicesCommand, AreToldAsEvents) {
    Watching watching(machine_, true);
    machine_.add_usb("ttyACM0", {.place = "1-1", .vid = "2e8a", .pid = "0005"});
    EXPECT_EQ(without_root(watching.line()),
              R"({"event":"add","device":{"kind":"serial","node":"/dev/ttyACM0","place":"1-1",)"
              R"("vid":11914,"pid":5,"serial":"E6614","title":"Maker Thing","may_be_opened":true,)"
              R"("holder":null,"boards":[]}})"
              "\n");
    machine_.unplug("ttyACM0");
    EXPECT_THAT(watching.line(), testing::StartsWith(R"({"event":"remove")"));
    EXPECT_EQ(watching.interrupt(), 130);
}

}  // namespace
}  // namespace perth::cli
