// perth doctor beside a real udevd: what it sees, and that its rules open a board.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/fakes/cdc_acm.hpp"
#include "tests/usb_kernel/bootloaders.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* rules_file = "/etc/udev/rules.d/60-perth.rules";
constexpr const char* broken_file = "/etc/udev/rules.d/61-broken.rules";
// An empty file hides the package's of that name, which lets users open bootloaders of STM32s.
constexpr const char* dfu_util_file = "/etc/udev/rules.d/60-dfu-util.rules";
constexpr const char* few_tools = "/tmp/few-tools";

class Doctor : public testing::Test {
protected:
    // Compilers take long to look at in here.
    Doctor() {
        std::ofstream(dfu_util_file) << "";
        fs::create_directories(few_tools);
        for (const char* const tool : {"env", "setpriv", "udevadm"}) {
            std::error_code there;
            fs::create_symlink(*cli::find_program(tool), fs::path(few_tools) / tool, there);
        }
    }
    ~Doctor() override {
        fs::remove(rules_file);
        fs::remove(broken_file);
        fs::remove(dfu_util_file);
    }

    static std::vector<std::string> doctor(const std::string& option) {
        auto command = perth({"doctor", option});
        command.insert(command.begin(), {"env", std::string("PATH=") + few_tools});
        return command;
    }
    /// Returns what an ordinary user is told.
    static std::string report() { return run(as_user(doctor("--json"))).out; }
    /// Returns what a report says of `name`, from its state on.
    static std::string told(const std::string& name, const std::string& json) {
        const std::string start = "{\"name\":\"" + name + "\",\"state\":";
        const auto begin = json.find(start);
        if (begin == json.npos) return "nothing in " + json;
        return json.substr(begin + start.size(), json.find('}', begin) - begin - start.size());
    }
    void plug_stm32() { port_.plug(make_stm32()); }
    /// Returns whether dfu-util reads the bootloader for an ordinary user.
    static bool is_read_by_user() {
        fs::remove("/tmp/read");
        return run(as_user({"dfu-util", "-a", "0", "-s", "0x08000000:16", "-U", "/tmp/read"}))
                   .exit_code == 0;
    }

    Port port_{4};
};

TEST_F(Doctor, WritesRulesThatOpenABoardThatIsAttached) {
    const Udev udev;
    plug_stm32();
    udev.settle();
    const std::string before = report();
    const auto dfu_boards = HasSubstr(" or pyboard-v10 or pyboard-v11 or ");  // and many others
    EXPECT_THAT(told("USB 1-4", before),
                AllOf(StartsWith("\"bad\",\"evidence\":\"0483:df11, "), dfu_boards,
                      HasSubstr(" in mode dfu; this user may not open /dev/bus/usb/")));
    EXPECT_THAT(told("udev rules", before), HasSubstr("\"warn\",\"evidence\":\"there is no "));

    EXPECT_FALSE(is_read_by_user());

    const auto wrote = run(doctor("--udev"));
    EXPECT_THAT(wrote.err, HasSubstr("wrote /etc/udev/rules.d/60-perth.rules\n"));
    udev.settle();
    const std::string after = report();
    EXPECT_THAT(told("USB 1-4", after),
                AllOf(StartsWith("\"ok\",\"evidence\":\"0483:df11, "), dfu_boards,
                      EndsWith(" in mode dfu\",\"remedy\":\"\"")));
    EXPECT_TRUE(is_read_by_user());
    EXPECT_EQ(told("udev rules", after),
              "\"ok\",\"evidence\":\"/etc/udev/rules.d/60-perth.rules\",\"remedy\":\"\"");
    EXPECT_EQ(told("udevd", after), "\"ok\",\"evidence\":\"runs\",\"remedy\":\"\"");
}

TEST_F(Doctor, WritesRulesThatUdevUnderstands) {
    const Udev udev;
    plug_stm32();
    run(doctor("--udev"));
    std::ofstream(broken_file) << "SUBSYSTEM=\"usb\"\n";
    const auto test = run({"udevadm", "test", "/sys/bus/usb/devices/1-4"});
    EXPECT_THAT(test.err, HasSubstr("\n/etc/udev/rules.d/61-broken.rules:1 "));  // a complaint
    EXPECT_THAT(test.err, Not(HasSubstr("\n/etc/udev/rules.d/60-perth.rules:")));
    EXPECT_THAT(test.out, HasSubstr("ID_MM_DEVICE_IGNORE=1"));
    EXPECT_THAT(test.out, HasSubstr(":uaccess:"));
}

TEST_F(Doctor, SaysWhoOwnsAPortThatMayNotBeOpened) {
    const Udev udev;
    port_.plug(std::make_shared<fakes::CdcAcm>());
    udev.settle();
    const std::string port = told("/dev/ttyACM0", report());
    EXPECT_THAT(port, HasSubstr("\"bad\",\"evidence\":\"0483:5740 "));
    EXPECT_THAT(port, HasSubstr("; it belongs to root:dialout, mode 0660"));
    EXPECT_THAT(port, HasSubstr("\"remedy\":\"sudo usermod -aG dialout "));
}

TEST_F(Doctor, IsNotNeededForTheNamesThatShellsComplete) {
    plug_stm32();
    const auto devices = run(perth({"completions", "--values", "devices"}));
    EXPECT_THAT(devices.out, HasSubstr("1-4\n")) << devices.err;
    const auto ports = run(perth({"completions", "--values", "ports"}));
    EXPECT_THAT(ports.out, Not(HasSubstr("1-4\n"))) << ports.err;
}

TEST_F(Doctor, SaysThatNoUdevdRuns) {
    EXPECT_THAT(told("udevd", report()),
                HasSubstr("\"warn\",\"evidence\":\"does not run, as in most"));
}

}  // namespace
}  // namespace perth::usb_kernel
