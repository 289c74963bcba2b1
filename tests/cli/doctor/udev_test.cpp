#include "cli/doctor/udev.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <sstream>

#include "cli/support/files.hpp"
#include "tests/cli/doctor/laid_out.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using State = Check::State;

constexpr const char* file = "/etc/udev/rules.d/60-perth.rules";
constexpr const char* mend = "sudo perth doctor --udev";

const std::string container_remedy =
    "start the container with --device /dev/bus/usb and --device of the port";

/// Returns a check as one text to compare.
std::string told(const LaidOut& laid, const Check& check) {
    return laid.shortened(std::string(word_of(check.state)) + " " + check.name + ": " +
                          check.evidence + (check.remedy.empty() ? "" : " -> " + check.remedy));
}

std::vector<std::string> told(const LaidOut& laid) {
    std::vector<std::string> lines;
    for (const Check& check : check_udev(laid.machine, two_boards(), mend)) {
        lines.push_back(told(laid, check));
    }
    return lines;
}

TEST(UdevRules, AreOnePairForEachIdOfAllBoards) {
    EXPECT_EQ(
        udev_rules(two_boards(), ""),
        R"(# Who may open the boards that perth knows: whoever sits at the machine. Made by perth doctor --udev.
# The file sorts before 73-seat-late.rules, which turns the tag uaccess into access. ModemManager,
# which would talk to every new port, leaves these alone.
ACTION=="remove", GOTO="perth_end"

# blue, red
SUBSYSTEM=="usb", ATTR{idVendor}=="0483", ATTR{idProduct}=="df11", MODE="0660", TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"
SUBSYSTEM=="tty", ATTRS{idVendor}=="0483", ATTRS{idProduct}=="df11", TAG+="uaccess", ENV{ID_MM_PORT_IGNORE}="1"

# blue
SUBSYSTEM=="usb", ATTR{idVendor}=="1209", ATTR{idProduct}=="a0b1", MODE="0660", TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"
SUBSYSTEM=="tty", ATTRS{idVendor}=="1209", ATTRS{idProduct}=="a0b1", TAG+="uaccess", ENV{ID_MM_PORT_IGNORE}="1"

LABEL="perth_end"
)");
}

TEST(UdevRules, GiveDevicesToAGroupOnlyWhereItExists) {
    const LaidOut laid;
    EXPECT_EQ(usb_group(laid.machine), "");
    laid.write("/etc/group", "plugdev:x:46:\n");
    EXPECT_EQ(usb_group(laid.machine), "plugdev");
    EXPECT_THAT(udev_rules(two_boards(), "plugdev"),
                testing::HasSubstr("ENV{ID_MM_DEVICE_IGNORE}=\"1\", GROUP=\"plugdev\"\n"));
}

// The grammar of udev(7), "Rules": KEY or KEY{name}, an operator, a quoted value; commas between.
TEST(UdevRules, AreInTheGrammarOfUdev) {
    const std::regex rule(
        R"re((ACTION|SUBSYSTEM|ATTRS?\{\w+\}|ENV\{\w+\}|MODE|GROUP|TAG|GOTO|LABEL)(==|\+?=)"[\w-]+"(, (?!$)|$))re");
    std::istringstream lines(udev_rules(two_boards(), "plugdev"));
    int rules = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        ++rules;
        EXPECT_EQ(std::regex_replace(line, rule, ""), "") << line;
    }
    EXPECT_EQ(rules, 6);
}

TEST(UdevChecks, SayThatAContainerHasNoUdevd) {
    const LaidOut laid;
    EXPECT_THAT(
        told(laid),
        testing::ElementsAre(
            "warn udevd: does not run, as in most containers: rules have no effect here, "
            "and a device can be opened only as its node in /dev allows -> " +
                container_remedy,
            "warn udev rules: there is no /etc/udev/rules.d/60-perth.rules: unless another "
            "package has rules, only root may open boards on USB -> sudo perth doctor --udev"));
}

TEST(UdevChecks, AreGoodWithAllRules) {
    const LaidOut laid;
    laid.write("/run/udev/control", "");
    laid.write("/proc/942/comm", "ModemManager\n");
    laid.write(file, udev_rules(two_boards(), "plugdev"));
    EXPECT_THAT(told(laid), testing::ElementsAre(
                                "ok udevd: runs", "ok udev rules: /etc/udev/rules.d/60-perth.rules",
                                "ok ModemManager: runs (pid 942), and the rules keep it off "
                                "boards"));
}

TEST(UdevChecks, FindAPackagesFile) {
    const LaidOut laid;
    laid.write("/run/udev/control", "");
    laid.write("/usr/lib/udev/rules.d/60-perth.rules", udev_rules(two_boards(), ""));
    EXPECT_EQ(told(laid).at(1), "ok udev rules: /usr/lib/udev/rules.d/60-perth.rules");
}

TEST(UdevChecks, NameWhatAnOldFileLacks) {
    const LaidOut laid;
    laid.write("/run/udev/control", "");
    laid.write(file, udev_rules({two_boards().front()}, ""));
    // It hides the package's, which has all.
    laid.write("/usr/lib/udev/rules.d/60-perth.rules", udev_rules(two_boards(), ""));
    EXPECT_EQ(told(laid).at(1),
              "warn udev rules: /etc/udev/rules.d/60-perth.rules is out of date: it has no rules "
              "for 1209:a0b1 -> sudo perth doctor --udev");
}

TEST(UdevChecks, WarnOfAModemManagerThatNobodyHolds) {
    const LaidOut laid;
    laid.write("/run/udev/control", "");
    laid.write("/proc/942/comm", "ModemManager\n");
    EXPECT_EQ(told(laid).at(2),
              "warn ModemManager: runs (pid 942): it may open a board's port when it is plugged in "
              "and send it AT commands -> sudo perth doctor --udev");
}

TEST(UdevInstall, WritesTheFileAndNeedsNoUdevd) {
    const LaidOut laid;
    EXPECT_EQ(laid.shortened(install_rules(laid.machine, "# rules\n", mend).string()), file);
    EXPECT_EQ(read_file(laid.machine.at(file)), "# rules\n");
    install_rules(laid.machine, "# more\n", mend);
    EXPECT_EQ(read_file(laid.machine.at(file)), "# more\n");
}

class UdevInstallWithUdevd : public testing::Test {
protected:
    /// Puts a program of this name on the PATH of the children.
    UdevInstallWithUdevd() {
        laid_.write("/run/udev/control", "");
        log_ = laid_.machine.at("/log").string();
    }
    void udevadm(const std::string& script) const {
        laid_.write("/bin/udevadm", "#!/bin/sh\necho \"$@\" >>'" + log_ + "'\n" + script + "\n");
        fs::permissions(laid_.machine.at("/bin/udevadm"), fs::perms::owner_all);
    }
    /// Installs in a child; returns its exit code. Its error text is in `error_`.
    int install() {
        const auto error = laid_.machine.at("/error");
        const int code = in_child([&] {
            ::setenv("PATH", laid_.machine.at("/bin").c_str(), 1);
            const auto action = [&] { install_rules(laid_.machine, "# rules\n", mend); };
            std::ofstream(error) << error_text(action);
            return static_cast<int>(error_exit(action));
        });
        error_ = laid_.shortened(read_file(error));
        return code;
    }

    LaidOut laid_;
    std::string log_;
    std::string error_;
};

TEST_F(UdevInstallWithUdevd, LetsItReadTheFileAndApplyIt) {
    udevadm("exit 0");
    EXPECT_EQ(install(), 0);
    EXPECT_EQ(error_, "no error");
    const std::string once =
        "control --reload\ntrigger --subsystem-match=usb --subsystem-match=tty\n";
    EXPECT_EQ(read_file(log_), once + once);
}

TEST_F(UdevInstallWithUdevd, TellsThatItDoesNotTakeIt) {
    udevadm("echo 'Failed to send reload request: No such file' >&2; exit 1");
    EXPECT_EQ(install(), 1);
    EXPECT_EQ(error_,
              "error: udevd did not take the new rules\n"
              "  udevadm control --reload: Failed to send reload request: No such file\n"
              "  hint: sudo udevadm control --reload");
}

TEST_F(UdevInstallWithUdevd, TellsAnOrdinaryUserWhatToType) {
    const auto error = laid_.machine.at("/error");
    laid_.write("/error", "");
    fs::permissions(error, fs::perms::all);
    laid_.write(file, "# old\n");
    fs::permissions(laid_.machine.at("/etc/udev/rules.d"),
                    fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_exec |
                        fs::perms::others_read);
    fs::permissions(laid_.machine.at("/"), fs::perms::others_exec | fs::perms::others_read,
                    fs::perm_options::add);
    EXPECT_EQ(in_child([&] {
                  become_ordinary_user();
                  const auto action = [&] { install_rules(laid_.machine, "# new\n", mend); };
                  std::ofstream(error) << error_text(action);
                  return static_cast<int>(error_exit(action));
              }),
              static_cast<int>(Exit::no_permission));
    EXPECT_EQ(laid_.shortened(read_file(error)),
              "error: cannot write /etc/udev/rules.d/60-perth.rules\n"
              "  Permission denied\n"
              "  hint: sudo perth doctor --udev");
    EXPECT_EQ(read_file(laid_.machine.at(file)), "# old\n");
    fs::permissions(laid_.machine.at("/etc/udev/rules.d"), fs::perms::owner_all);
}

}  // namespace
}  // namespace perth::cli
