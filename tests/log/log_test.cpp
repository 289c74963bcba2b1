// One source, its log as text and deferred: the same lines everywhere, and no guess where the ELF
// is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "cli/support/files.hpp"
#include "tests/cli/commands/monitored.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

constexpr const char* source = R"(#include <perth/perth.hpp>
using namespace std::chrono_literals;

perth::Task<> log(perth::Scheduler&) {
    perth::println("text");
    perth::log_info<"temperature {} C">(-21);
    perth::log_error<"two {} {:04x} {:5}|">(-7, 0xBEEFU, 42);
    perth::log_warning<"nothing {{}}">();
    perth::log_debug<"name {}, {:8} {}">("ab", "x", 1.25F);
    perth::log_debug<"wide {} in {} {:x}">(-5'000'000'000LL, 3ms, 0x123456789abcdef0ULL);
    perth::log_info<"{} {} {} {}">(1500us, 1234567us, -1us, 0us);
    perth::log_info<"{} {}">(true, 3.99999);
    perth::log_info<"{} {} {}">(INT32_MIN, UINT32_MAX, 123456789);
    perth::hal::exit(0);
    co_return;
}
void perth_main(perth::Scheduler& sch) { sch(log); }
)";

constexpr const char* lines =
    "text\n"
    "info: temperature -21 C\n"
    "error: two -7 beef    42|\n"
    "warning: nothing {}\n"
    "debug: name ab,        x 1.2500\n"
    "debug: wide -5000000000 in 3 ms 123456789abcdef0\n"
    "info: 1.5 ms 1.234567 s -1 us 0 us\n"
    "info: true 4.0000\n"
    "info: -2147483648 4294967295 123456789\n";

class LogTest : public testing::Test {
protected:
    LogTest() {
        perth_.share_compiler_cache();
        perth_.set("PERTH_DATA", PERTH_SOURCE_DIR);
        perth_.write("src/main.cpp", source);
        perth_.write("test/log_test.cpp", R"(#include <perth/perth.hpp>
#include <perth/test.hpp>
TEST(Log, Says) { perth::log_warning<"in a test: {}">(7); }
)");
        manifest("deferred");
    }
    void manifest(const std::string& log) {
        perth_.write("perth.json",
                     R"({"name": "logs", "default_board": "host", "log": ")" + log + R"("})");
    }
    std::string run_on(const std::string& board) {
        const Finished done = perth_.run({"run", "-q", "-b", board});
        EXPECT_EQ(done.exit_code, 0) << done.err;
        return std::regex_replace(done.out, std::regex("-- logs 0.1.0, build [0-9a-f]{8}\r?\n"),
                                  "");
    }

    Perth perth_;
};

TEST_F(LogTest, IsTheSameAsTextAndDeferredOnEveryBoard) {
    EXPECT_EQ(run_on("host"), lines);
    const std::string raw = run({.args = {(perth_.folder() / "build/host/logs.elf").string()}}).out;
    EXPECT_THAT(raw, HasSubstr("\x02"));
    EXPECT_THAT(raw, Not(HasSubstr("temperature")));
    EXPECT_EQ(run_on("microbit"), lines);
    EXPECT_EQ(run_on("pico"), lines);
    const std::string image = read_file(perth_.folder() / "build/microbit/logs.bin");
    EXPECT_EQ(image.find("temperature"), std::string::npos);
    manifest("text");
    EXPECT_EQ(run_on("host"), lines);
    const std::string text =
        run({.args = {(perth_.folder() / "build/host/logs.elf").string()}}).out;
    EXPECT_EQ(text.substr(text.find('\n') + 1), lines);
}

TEST_F(LogTest, IsReadInTestsToo) {
    const Finished done = perth_.run({"test", "-b", "host"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("warning: in a test: 7\n"));
}

TEST_F(LogTest, MonitorReadsItByBuildIdAndNeverGuesses) {
    ASSERT_EQ(perth_.run({"build", "-q"}).exit_code, 0);
    const auto elf = perth_.folder() / "build/host/logs.elf";
    const std::string raw = run({.args = {elf.string()}}).out;
    const std::string frame =
        raw.substr(raw.find('\x02'), raw.find('\n', raw.find('\x02')) + 1 - raw.find('\x02'));
    PtyBoard board(perth_.folder() / "ttyBOARD");
    const auto shown = [&](const std::string& sent, const std::string& last) {
        RunningMonitor monitor(perth_.folder(), {board.path().string(), "-q"});
        board.print(sent);
        monitor.see(last);
        monitor.interrupt();
        EXPECT_EQ(monitor.end(), 130);
        return monitor.out();
    };
    EXPECT_THAT(shown(raw, "123456789\n"), HasSubstr(lines));
    // Attached late: the line says by itself whether it fits.
    EXPECT_EQ(shown(frame + "end\n", "end\n"), "info: temperature -21 C\nend\n");
    std::string damaged = frame;
    damaged[2] ^= 1;
    EXPECT_THAT(shown(raw.substr(0, raw.find('\n') + 1) + damaged + "end\n", "end\n"),
                HasSubstr("\nlog (damaged): "));
    // Another program was built since: another build id.
    std::string other = source;
    other.replace(other.find("temperature"), 11, "Temperature");
    perth_.write("src/main.cpp", other);
    ASSERT_EQ(perth_.run({"build", "-q"}).exit_code, 0);
    EXPECT_THAT(shown(frame + "end\n", "end\n"),
                MatchesRegex("log \\(no ELF here fits\\):( [0-9a-f]{2})+\nend\n"));
    EXPECT_THAT(shown(raw, "\nlog (no ELF here has build "), Not(HasSubstr("emperature")));
}

}  // namespace
}  // namespace perth::cli
