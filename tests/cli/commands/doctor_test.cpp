// `perth doctor` on this machine, with a PATH on which tools are and are not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class Doctor : public testing::Test {
protected:
    Doctor() {
        for (const char* const tool :
             {"clang++-19", "arm-none-eabi-g++", "cmake", "ninja", "qemu-system-arm",
              "gdb-multiarch", "node", "ccache", "git"}) {
            fs::create_directory(bin_);
            fs::create_symlink(*find_program(tool), bin_ / tool);
        }
        script("sudo", "exec \"$@\"");
        script("apt-get", "echo \"apt-get $*\" >>'" + log_.string() + "'");
        perth_.set("PATH", bin_.string());
    }
    void script(const std::string& name, const std::string& text) {
        fs::remove(bin_ / name);
        perth_.write(fs::path("bin") / name, "#!/bin/sh\n" + text + "\n");
        fs::permissions(bin_ / name, fs::perms::owner_all);
    }
    /// Returns the row of a check in --json, which is asked once.
    [[nodiscard]] std::string row(const std::string& name) {
        if (json_.empty()) json_ = perth_.run({"doctor", "--json"}).out;
        const auto begin = json_.find("{\"name\":\"" + name + "\"");
        return begin == json_.npos ? json_
                                   : json_.substr(begin, json_.find('}', begin) + 1 - begin);
    }
    [[nodiscard]] static std::string bad(const std::string& name, const std::string& evidence,
                                         const std::string& packages,
                                         const std::string& state = "bad") {
        const std::string sudo = ::geteuid() == 0 ? "" : "sudo ";
        return "{\"name\":\"" + name + "\",\"state\":\"" + state + "\",\"evidence\":\"" + evidence +
               "\",\"remedy\":\"" + sudo + "apt-get install -y " + packages + "\"}";
    }

    Perth perth_;
    fs::path bin_ = perth_.folder() / "bin";
    fs::path log_ = perth_.folder() / "log";
    std::string json_;
};

TEST_F(Doctor, FindsEveryToolOfThisMachine) {
    const Finished done = perth_.run({"doctor"});
    EXPECT_EQ(done.exit_code, 0) << done.err;  // the tests need what doctor looks for
    for (const char* const tool :
         {"clang  ", "lld  ", "llvm  ", "sysroot  ", "cmake  ", "ninja  ", "qemu  ", "gdb  ",
          "node  ", "rp2040js  ", "ccache  ", "git  "}) {
        EXPECT_THAT(done.out, HasSubstr(std::string("ok    ") + tool));
    }
    EXPECT_THAT(row("clang"), MatchesRegex("\\{\"name\":\"clang\",\"state\":\"ok\",\"evidence\":"
                                           "\"clang 19[.0-9]*, HOME/bin/clang\\+\\+-19\","
                                           "\"remedy\":\"\"\\}"));
}

TEST_F(Doctor, MissesClang) {
    fs::remove(bin_ / "clang++-19");
    const Finished done = perth_.run({"doctor"});
    EXPECT_EQ(done.exit_code, 4);
    EXPECT_THAT(done.err, MatchesRegex("error: 1 of [0-9]+ checks failed\n"
                                       "  clang\n"
                                       "  hint: perth doctor --install\n"));
    EXPECT_EQ(row("clang"), bad("clang",
                                "no clang 17 or later found: looked for clang++-19, clang++-20, "
                                "clang++-21, clang++-18, clang++-17, clang++ on PATH",
                                "clang-19"));
    EXPECT_EQ(row("lld"),
              bad("lld", "not looked for: clang knows where ld.lld is", "lld-19", "warn"));
}

TEST_F(Doctor, MissesANewEnoughClang) {
    script("clang++-19",
           "echo '#define __clang_major__ 16\n#define __clang_minor__ 0\n"
           "#define __clang_patchlevel__ 6'");
    EXPECT_EQ(row("clang"), bad("clang",
                                "clang 16.0.6 is too old: HOME/bin/clang++-19; coroutines need "
                                "clang 17 or later",
                                "clang-19"));
}

TEST_F(Doctor, MissesTheLinkerThatClangDoesNotFind) {
    const std::string clang = *find_program("clang++-19");
    script("clang++-19",
           "case $1 in *=ld.lld) echo ld.lld ;; *) exec " + clang + " \"$@\" ;; esac");
    EXPECT_THAT(row("lld"), MatchesRegex(".*\"bad\",\"evidence\":\"ld.lld not found: it belongs to "
                                         "clang 19[.0-9]* \\(HOME/bin/clang\\+\\+-19\\)\".*"));
    EXPECT_THAT(row("lld"), EndsWith("apt-get install -y lld-19\"}"));
}

TEST_F(Doctor, MissesTheSysroot) {
    fs::remove(bin_ / "arm-none-eabi-g++");
    EXPECT_EQ(row("sysroot"),
              bad("sysroot",
                  "no C library for firmware found: arm-none-eabi-g++ is not on PATH; clang "
                  "borrows its headers and libraries",
                  "gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib"));
}

TEST_F(Doctor, MissesCMakeNinjaAndQemu) {
    for (const char* const tool : {"cmake", "ninja", "qemu-system-arm"}) fs::remove(bin_ / tool);
    EXPECT_EQ(row("cmake"), bad("cmake", "cmake is not on PATH: perth build needs it", "cmake"));
    EXPECT_EQ(row("ninja"),
              bad("ninja", "ninja is not on PATH: it runs a build's steps", "ninja-build"));
    EXPECT_EQ(row("qemu"),
              bad("qemu", "qemu-system-arm is not on PATH: it runs firmware without a board",
                  "qemu-system-arm"));
}

TEST_F(Doctor, MissesANewEnoughCMake) {
    script("cmake", "echo 'cmake version 3.22.1'");
    EXPECT_EQ(row("cmake"),
              bad("cmake", "cmake version 3.22.1, HOME/bin/cmake: perth build needs 3.25 or later",
                  "cmake"));
}

TEST_F(Doctor, WarnsOfAMissingAndOfAnOldNode) {
    fs::remove(bin_ / "node");
    EXPECT_EQ(perth_.run({"doctor"}).exit_code, 0);
    EXPECT_EQ(row("node"), bad("node", "node is not on PATH: RP2040 boards are emulated in it",
                               "nodejs npm", "warn"));
    json_.clear();
    script("node", "echo v16.20.2");
    EXPECT_EQ(row("node"), bad("node",
                               "Node.js v16.20.2, HOME/bin/node: 18 or later is needed; RP2040 "
                               "boards are emulated in it",
                               "nodejs npm", "warn"));
}

TEST_F(Doctor, WarnsOfAMissingGdbAndOfOneWithoutPython) {
    fs::remove(bin_ / "gdb-multiarch");
    EXPECT_EQ(perth_.run({"doctor"}).exit_code, 0);
    EXPECT_EQ(row("gdb"), bad("gdb", "no GDB for Arm is on PATH: perth debug needs it",
                              "gdb-multiarch", "warn"));
    json_.clear();
    script("gdb-multiarch", "echo 'Python scripting is not supported in this copy of GDB.' >&2");
    EXPECT_EQ(row("gdb"),
              bad("gdb", "HOME/bin/gdb-multiarch has no Python: perth debug cannot list tasks",
                  "gdb-multiarch", "warn"));
}

TEST_F(Doctor, DoesNotInsistOnWhatIsOptional) {
    fs::remove(bin_ / "ccache");
    fs::remove(bin_ / "git");
    EXPECT_EQ(perth_.run({"doctor"}).exit_code, 0);
    EXPECT_EQ(
        row("ccache"),
        bad("ccache", "ccache is not on PATH: it makes repeated builds quicker", "ccache", "warn"));
    EXPECT_EQ(row("git"),
              bad("git", "git is not on PATH: it keeps new projects under version control", "git",
                  "warn"));
}

TEST_F(Doctor, TellsAllOfItAsOneDocument) {
    const Finished good = perth_.run({"doctor", "--json"});
    EXPECT_THAT(good.out, testing::StartsWith("{\"checks\":[{\"name\":\"clang\""));
    EXPECT_EQ(std::count(good.out.begin(), good.out.end(), '\n'), 1);
    fs::remove(bin_ / "ninja");
    const Finished poor = perth_.run({"doctor", "--json"});
    EXPECT_THAT(poor.out, testing::StartsWith("{\"error\":{\"code\":4,\"what\":\"1 of "));
    EXPECT_THAT(poor.out, HasSubstr("\"result\":{\"checks\":[{\"name\":\"clang\""));
    EXPECT_EQ(std::count(poor.out.begin(), poor.out.end(), '\n'), 1);
}

TEST_F(Doctor, InstallsWhatIsMissing) {
    fs::remove(bin_ / "ninja");
    fs::remove(bin_ / "git");
    const std::string ninja = *find_program("ninja");
    script("apt-get", "echo \"apt-get $*\" >>'" + log_.string() +
                          "'; echo 'Reading lists'; "
                          "/bin/ln -sf " +
                          ninja + " '" + (bin_ / "ninja").string() + "'");
    const Finished done = perth_.run({"doctor", "--install"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    const std::string sudo = ::geteuid() == 0 ? "" : "sudo ";
    EXPECT_EQ(done.err, sudo + "apt-get update\nReading lists\n" + sudo +
                            "apt-get install -y ninja-build git\nReading lists\n");
    EXPECT_EQ(read_file(log_), "apt-get update\napt-get install -y ninja-build git\n");
    EXPECT_THAT(done.out, HasSubstr("\nok    ninja"));
}

TEST_F(Doctor, InstallsNothingIfNothingIsMissing) {
    const Finished done = perth_.run({"doctor", "--install"});
    EXPECT_EQ(done.err, "nothing to install\n");
    EXPECT_FALSE(fs::exists(log_));
}

TEST_F(Doctor, TellsThatInstallingFailed) {
    fs::remove(bin_ / "ninja");
    script("apt-get", "echo 'E: no network' >&2; exit 100");
    const Finished done = perth_.run({"doctor", "--install"});
    EXPECT_EQ(done.exit_code, 1);
    const std::string sudo = ::geteuid() == 0 ? "" : "sudo ";
    EXPECT_EQ(done.err, sudo + "apt-get update\nE: no network\nerror: " + sudo +
                            "apt-get update ended with code 100\n  what it said is above\n");
}

TEST_F(Doctor, KnowsNoOtherPackageManager) {
    fs::remove(bin_ / "ninja");
    fs::remove(bin_ / "apt-get");
    const Finished done = perth_.run({"doctor", "--install"});
    EXPECT_EQ(done.exit_code, 4);
    EXPECT_EQ(done.err,
              "error: no package manager found\n"
              "  looked for apt-get, dnf, pacman and brew on PATH\n"
              "  hint: install what Debian calls ninja-build\n");
    EXPECT_THAT(perth_.run({"doctor"}).err,
                EndsWith("\n  hint: install what Debian calls ninja-build\n"));
}

TEST_F(Doctor, WrapsItsReportToTheTerminal) {
    std::istringstream lines(perth_.on_terminal(60, {"doctor", "--color", "never"}));
    for (std::string line; std::getline(lines, line);) {
        const bool is_word = line.find_first_of(' ', line.find_first_not_of(' ')) == line.npos;
        const bool is_remedy = line.find("--") != line.npos;
        if (!is_word && !is_remedy) EXPECT_LE(line.size(), 60U) << line;
    }
}

}  // namespace
}  // namespace perth::cli
