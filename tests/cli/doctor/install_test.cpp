#include "cli/doctor/install.hpp"

#include <gtest/gtest.h>

#include "cli/support/signals.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"

namespace perth::cli {
namespace {

void ignore(std::string_view) {}

TEST(Install, AnnouncesAndRunsOneAfterTheOther) {
    std::string said;
    run_in_foreground({{"true"}, {"test", "a b", "=", "a b"}},
                      [&](std::string_view line) { said.append(line).append("\n"); });
    EXPECT_EQ(said, "true\ntest 'a b' = 'a b'\n");
}

TEST(Install, StopsAtTheFirstThatFails) {
    std::string said;
    const auto action = [&] {
        run_in_foreground({{"sh", "-c", "exit 100"}, {"true"}},
                          [&](std::string_view line) { said.append(line); });
    };
    EXPECT_EQ(error_text(action),
              "error: sh -c 'exit 100' ended with code 100\n  what it said is above");
    EXPECT_EQ(said, "sh -c 'exit 100'");
    EXPECT_EQ(error_exit(action), Exit::failed);
}

TEST(Install, NeedsSudoUnlessRootDoesIt) {
    const auto action = [] { run_in_foreground({{"sudo", "apt-get", "install"}}, ignore); };
    EXPECT_EQ(in_child([&] {
                  ::setenv("PATH", "/nonexistent", 1);
                  const bool same = error_text(action) ==
                                    "error: only root may install packages\n"
                                    "  sudo is not on PATH\n"
                                    "  hint: su -c 'apt-get install'";
                  return same ? static_cast<int>(error_exit(action)) : 99;
              }),
              static_cast<int>(Exit::no_permission));
}

TEST(Install, NeedsTheProgram) {
    const auto action = [] { run_in_foreground({{"no-such-manager"}}, ignore); };
    EXPECT_EQ(error_text(action), "error: no-such-manager is not on PATH");
    EXPECT_EQ(error_exit(action), Exit::missing_tool);
}

TEST(Install, EndsAtCtrlC) {
    EXPECT_EQ(in_child([] {
                  ::setpgid(0, 0);
                  install_signal_handlers();
                  run_in_foreground({{"sh", "-c", "kill -INT 0; sleep 20"}}, ignore);
                  return 0;
              }),
              static_cast<int>(Exit::interrupted));
}

}  // namespace
}  // namespace perth::cli
