#include "cli/console/log.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "cli/support/files.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

TEST(Log, AppendsWhatArrivesWhileItIsOn) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "x.log";
    write_file(file, "before\n");
    Log log;
    log.write("not yet");
    log.start(file);
    EXPECT_TRUE(log.is_on());
    log.write(std::string_view("a\0b\x1b[2J\n", 8));
    log.stop();
    log.write("no more");
    EXPECT_EQ(read_file(file), "before\n" + std::string("a\0b\x1b[2J\n", 8));
    EXPECT_EQ(log.path(), file);
}

TEST(Log, SaysWhyAFileCannotBeOpened) {
    Log log;
    EXPECT_EQ(error_text([&] { log.start("/nowhere/x.log"); }),
              "error: cannot write the log /nowhere/x.log\n"
              "  No such file or directory");
    EXPECT_EQ(in_child([] {
                  if (!become_ordinary_user()) return 1;
                  Log forbidden;
                  forbidden.start("/etc/x.log");
                  return 0;
              }),
              static_cast<int>(Exit::no_permission));
}

TEST(Log, SaysThatTheDiskIsFull) {
    Log log;
    log.start("/dev/full");
    EXPECT_EQ(error_text([&] { log.write("x"); }),
              "error: cannot write the log /dev/full\n"
              "  No space left on device");
    EXPECT_EQ(error_exit([&] { log.write("x"); }), Exit::failed);
}

}  // namespace
}  // namespace perth::cli
