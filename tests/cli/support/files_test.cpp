#include "cli/support/files.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <string>

#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

mode_t mode_of(const fs::path& path) {
    struct stat status = {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777;
}

void put(const fs::path& file, std::string_view content) { std::ofstream(file) << content; }

// In a child: the disk is full after `bytes` of any file.
void limit_files_to(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(ReadFile, ReturnsEveryByte) {
    const TemporaryFolder folder;
    const std::string content("a\0\r\n\xff", 5);
    put(folder.path() / "f", content);
    EXPECT_EQ(read_file(folder.path() / "f"), content);
}

TEST(ReadFile, SaysWhatTheSystemSays) {
    EXPECT_EQ(error_text([] { (void)read_file("/no/such"); }),
              "error: cannot read /no/such\n  No such file or directory");
    EXPECT_EQ(error_text([] { (void)read_file("/tmp"); }),
              "error: cannot read /tmp\n  Is a directory");
}

TEST(ReadFile, StopsAtItsLimitEvenOnAnEndlessFile) {
    EXPECT_EQ(error_text([] { (void)read_file("/dev/zero", 1000); }),
              "error: cannot read /dev/zero\n  it is larger than 1000 bytes");
    const TemporaryFolder folder;
    put(folder.path() / "f", "12345");
    EXPECT_EQ(read_file(folder.path() / "f", 5), "12345");
}

TEST(ReadFile, ForbiddenIsAMatterOfPermission) {
    const TemporaryFolder folder;
    put(folder.path() / "f", "secret");
    ::chmod((folder.path() / "f").c_str(), 0);
    EXPECT_EQ(
        in_child([&] {
            if (!become_ordinary_user()) return 99;
            return static_cast<int>(error_exit([&] { (void)read_file(folder.path() / "f"); }));
        }),
        static_cast<int>(Exit::no_permission));
}

TEST(WriteFile, WritesANewFileAsTheUserWantsNewFiles) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "new";
    EXPECT_EQ(in_child([&] {
                  ::umask(027);
                  write_file(file, "content");
                  return 0;
              }),
              0);
    EXPECT_EQ(read_file(file), "content");
    EXPECT_EQ(mode_of(file), 0640);
    EXPECT_EQ(folder.names(), Names{"new"});
}

TEST(WriteFile, ReplacesTheContentAndKeepsTheMode) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "tool";
    put(file, "a much longer content than the new one");
    ::chmod(file.c_str(), 0751);
    write_file(file, "new");
    EXPECT_EQ(read_file(file), "new");
    EXPECT_EQ(mode_of(file), 0751);
    EXPECT_EQ(folder.names(), Names{"tool"});
}

TEST(WriteFile, ReadersOfTheOldFileKeepTheOldFile) {
    const TemporaryFolder folder;
    put(folder.path() / "f", "old");
    std::ifstream reader(folder.path() / "f");
    write_file(folder.path() / "f", "new");
    std::string seen;
    reader >> seen;
    EXPECT_EQ(seen, "old");
}

TEST(WriteFile, FollowsALinkAndLeavesItALink) {
    const TemporaryFolder folder;
    put(folder.path() / "target", "old");
    fs::create_symlink("target", folder.path() / "link");
    write_file(folder.path() / "link", "new");
    EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
    EXPECT_EQ(read_file(folder.path() / "target"), "new");
}

TEST(WriteFile, TakesTheLongestNameThereIs) {
    const TemporaryFolder folder;
    const std::string name(255, 'n');
    write_file(folder.path() / name, "x");
    EXPECT_EQ(folder.names(), Names{name});
}

TEST(WriteFile, WritesToADeviceInItsPlace) {
    write_file("/dev/null", "gone");
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(WriteFile, FullDeviceIsAFailure) {
    const auto write = [] { write_file("/dev/full", "x"); };
    EXPECT_EQ(error_text(write), "error: cannot write /dev/full\n  No space left on device");
    EXPECT_EQ(error_exit(write), Exit::failed);
}

TEST(WriteFile, FullDiskLeavesTheOldFileAndNothingElse) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "f";
    put(file, "old");
    for (const rlim_t bytes : {rlim_t{0}, rlim_t{1}, rlim_t{65536}, rlim_t{99'999}}) {
        EXPECT_EQ(in_child([&] {
                      limit_files_to(bytes);
                      const auto write = [&] { write_file(file, std::string(100'000, 'x')); };
                      const std::string expected =
                          "error: cannot write " + file.string() + "\n  File too large";
                      if (error_text(write) != expected) return 99;
                      return static_cast<int>(error_exit(write));
                  }),
                  static_cast<int>(Exit::failed));
        EXPECT_EQ(read_file(file), "old");
        EXPECT_EQ(folder.names(), Names{"f"});
    }
}

TEST(WriteFile, FullDiskLeavesNoNewFile) {
    const TemporaryFolder folder;
    EXPECT_EQ(in_child([&] {
                  limit_files_to(10);
                  write_file(folder.path() / "f", std::string(11, 'x'));
                  return 0;
              }),
              static_cast<int>(Exit::failed));
    EXPECT_EQ(folder.names(), Names{});
}

TEST(WriteFile, ReadOnlyFolderIsAMatterOfPermission) {
    const TemporaryFolder folder;
    ::chmod(folder.path().c_str(), 0555);
    EXPECT_EQ(in_child([&] {
                  if (!become_ordinary_user()) return 99;
                  const auto write = [&] { write_file(folder.path() / "f", "x"); };
                  const std::string expected = "error: cannot write " +
                                               (folder.path() / "f").string() +
                                               "\n  Permission denied";
                  if (error_text(write) != expected) return 99;
                  return static_cast<int>(error_exit(write));
              }),
              static_cast<int>(Exit::no_permission));
    EXPECT_EQ(folder.names(), Names{});
}

TEST(WriteFile, ReadOnlyFileIsNotReplaced) {
    const TemporaryFolder folder;
    put(folder.path() / "f", "old");
    ::chmod((folder.path() / "f").c_str(), 0444);
    ::chmod(folder.path().c_str(), 0777);
    EXPECT_EQ(in_child([&] {
                  if (!become_ordinary_user()) return 99;
                  write_file(folder.path() / "f", "new");
                  return 0;
              }),
              static_cast<int>(Exit::no_permission));
    EXPECT_EQ(read_file(folder.path() / "f"), "old");
    EXPECT_EQ(folder.names(), Names{"f"});
}

TEST(WriteFile, MissingFolderAndFolderInItsPlaceAreErrorsOfUse) {
    const TemporaryFolder folder;
    const auto into_missing = [&] { write_file(folder.path() / "no" / "f", "x"); };
    EXPECT_EQ(error_text(into_missing), "error: cannot write " +
                                            (folder.path() / "no" / "f").string() +
                                            "\n  No such file or directory");
    EXPECT_EQ(error_exit(into_missing), Exit::wrong_use);
    const auto over_folder = [&] { write_file(folder.path(), "x"); };
    EXPECT_EQ(error_text(over_folder),
              "error: cannot write " + folder.path().string() + "\n  Is a directory");
}

TEST(WriteFile, WritesNothingAfterCtrlC) {
    const TemporaryFolder folder;
    put(folder.path() / "f", "old");
    EXPECT_EQ(in_child([&] {
                  install_signal_handlers();
                  ::raise(SIGINT);
                  write_file(folder.path() / "f", "new");
                  return 0;
              }),
              static_cast<int>(Exit::interrupted));
    EXPECT_EQ(read_file(folder.path() / "f"), "old");
    EXPECT_EQ(folder.names(), Names{"f"});
}

TEST(WriteFile, CtrlCDuringALongWriteLeavesNothingBehind) {
    const TemporaryFolder folder;
    EXPECT_EQ(in_child([&]() -> int {
                  install_signal_handlers();
                  const std::string content(100'000'000, 'x');
                  interrupt_after(std::chrono::milliseconds(3));  // in the middle of write(2)
                  for (;;) write_file(folder.path() / "f", content);
              }),
              static_cast<int>(Exit::interrupted));
    for (const auto& name : folder.names()) EXPECT_EQ(name, "f");
}

TEST(WriteFileIfChanged, LeavesEqualContentAlone) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "f";
    EXPECT_TRUE(write_file_if_changed(file, "a"));
    const fs::file_time_type long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
    fs::last_write_time(file, long_ago);
    EXPECT_FALSE(write_file_if_changed(file, "a"));
    EXPECT_EQ(fs::last_write_time(file), long_ago);
    EXPECT_TRUE(write_file_if_changed(file, "b"));
    EXPECT_TRUE(write_file_if_changed(file, "bb"));
    EXPECT_EQ(read_file(file), "bb");
}

TEST(IsInside, ComparesPartsAndNotLetters) {
    EXPECT_TRUE(is_inside("/a/b", "/a/b"));
    EXPECT_TRUE(is_inside("/a/b/c", "/a/b"));
    EXPECT_TRUE(is_inside("/a/b/c", "/a/b/"));
    EXPECT_TRUE(is_inside("/a/b", "/"));
    EXPECT_FALSE(is_inside("/a/bc", "/a/b"));
    EXPECT_FALSE(is_inside("/a", "/a/b"));
}

TEST(IsInside, ResolvesDots) {
    EXPECT_FALSE(is_inside("/a/b/../c", "/a/b"));
    EXPECT_TRUE(is_inside("/a/b/./x/../y", "/a/b"));
    EXPECT_FALSE(is_inside("/a/b/../../../../etc", "/a"));
    EXPECT_TRUE(is_inside("sub/file", "."));
    EXPECT_FALSE(is_inside("../file", "."));
}

TEST(IsInside, FollowsLinks) {
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "in");
    fs::create_directory_symlink("/etc", folder.path() / "in" / "out");
    fs::create_directory_symlink("..", folder.path() / "in" / "up");
    fs::create_directory_symlink(folder.path() / "in", folder.path() / "back");
    EXPECT_FALSE(is_inside(folder.path() / "in" / "out" / "passwd", folder.path()));
    EXPECT_FALSE(is_inside(folder.path() / "in" / "up" / "x", folder.path() / "in"));
    EXPECT_TRUE(is_inside(folder.path() / "back" / "x", folder.path() / "in"));
}

TEST(IsInside, FollowsALinkWhoseTargetDoesNotExistYet) {
    const TemporaryFolder folder;
    fs::create_symlink("/no/such/place", folder.path() / "link");
    EXPECT_FALSE(is_inside(folder.path() / "link", folder.path()));
    EXPECT_FALSE(is_inside(folder.path() / "link" / "x", folder.path()));
}

TEST(IsInside, RefusesACircleOfLinks) {
    const TemporaryFolder folder;
    fs::create_symlink("b", folder.path() / "a");
    fs::create_symlink("a", folder.path() / "b");
    EXPECT_FALSE(is_inside(folder.path() / "a" / "x", folder.path()));
}

TEST(StagedFile, AppearsWhenItIsCommitted) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "f";
    StagedFile staged(file);
    staged.write("one ");
    staged.write("two");
    EXPECT_FALSE(fs::exists(file));
    staged.commit();
    EXPECT_EQ(read_file(file), "one two");
    EXPECT_EQ(folder.names(), std::set<std::string>{"f"});
}

TEST(StagedFile, LeavesTheOldFileUnlessItIsCommitted) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "f";
    write_file(file, "old");
    {
        StagedFile staged(file);
        staged.write("new");
    }
    EXPECT_EQ(read_file(file), "old");
    EXPECT_EQ(folder.names(), std::set<std::string>{"f"});
}

TEST(StagedFolder, AppearsWholeWhenCommitted) {
    const TemporaryFolder folder;
    {
        StagedFolder staged(folder.path() / "project");
        write_file(staged.path() / "f", "x");
        EXPECT_FALSE(fs::exists(folder.path() / "project"));
        staged.commit();
    }
    EXPECT_EQ(read_file(folder.path() / "project" / "f"), "x");
    EXPECT_EQ(folder.names(), Names{"project"});
}

TEST(StagedFolder, LeavesNothingBehindOtherwise) {
    const TemporaryFolder folder;
    {
        const StagedFolder staged(folder.path() / "project");
        fs::create_directories(staged.path() / "a" / "b");
        write_file(staged.path() / "a" / "b" / "f", "x");
    }
    EXPECT_EQ(folder.names(), Names{});
}

TEST(StagedFolder, HasTheModeOfAnOrdinaryNewFolder) {
    const TemporaryFolder folder;
    StagedFolder staged(folder.path() / "project/");
    staged.commit();
    fs::create_directory(folder.path() / "other");
    EXPECT_EQ(mode_of(folder.path() / "project"), mode_of(folder.path() / "other"));
}

TEST(StagedFolder, TakesThePlaceOfAnEmptyFolder) {
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "project");
    StagedFolder staged(folder.path() / "project");
    write_file(staged.path() / "f", "x");
    staged.commit();
    EXPECT_EQ(read_file(folder.path() / "project" / "f"), "x");
}

TEST(StagedFolder, TakesTheRelativePlaceWhereItWasMade) {
    const TemporaryFolder folder;
    EXPECT_EQ(in_child([&] {
                  fs::current_path(folder.path());
                  StagedFolder staged("project");
                  fs::current_path("/");
                  staged.commit();
                  return 0;
              }),
              0);
    EXPECT_EQ(folder.names(), Names{"project"});
}

TEST(StagedFolder, DoesNotReplaceAFolderThatHoldsSomething) {
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "project");
    put(folder.path() / "project" / "mine", "x");
    const auto commit = [&] { StagedFolder(folder.path() / "project").commit(); };
    EXPECT_EQ(error_text(commit), "error: cannot make " + (folder.path() / "project").string() +
                                      "\n  Directory not empty");
    EXPECT_EQ(error_exit(commit), Exit::wrong_use);
    EXPECT_EQ(folder.names(), Names{"project"});
    EXPECT_EQ(read_file(folder.path() / "project" / "mine"), "x");
}

TEST(StagedFolder, ReadOnlyParentIsAMatterOfPermission) {
    const TemporaryFolder folder;
    ::chmod(folder.path().c_str(), 0555);
    EXPECT_EQ(in_child([&] {
                  if (!become_ordinary_user()) return 99;
                  const StagedFolder staged(folder.path() / "project");
                  return 0;
              }),
              static_cast<int>(Exit::no_permission));
}

TEST(StagedFolder, FullDiskWhileFillingItLeavesNothing) {
    const TemporaryFolder folder;
    EXPECT_EQ(in_child([&] {
                  limit_files_to(10);
                  StagedFolder staged(folder.path() / "project");
                  write_file(staged.path() / "small", "x");
                  write_file(staged.path() / "large", std::string(11, 'x'));
                  staged.commit();
                  return 0;
              }),
              static_cast<int>(Exit::failed));
    EXPECT_EQ(folder.names(), Names{});
}

TEST(StagedFolder, CtrlCAtEveryStepLeavesNothing) {
    constexpr int steps = 4;
    for (int interrupted_step = 0; interrupted_step < steps; ++interrupted_step) {
        const TemporaryFolder folder;
        EXPECT_EQ(in_child([&] {
                      install_signal_handlers();
                      int step = 0;
                      const auto next = [&] {
                          if (step++ == interrupted_step) ::raise(SIGTERM);
                      };
                      next();
                      StagedFolder staged(folder.path() / "project");
                      next();
                      write_file(staged.path() / "a", "x");
                      next();
                      write_file(staged.path() / "b", "x");
                      next();
                      staged.commit();
                      return 0;
                  }),
                  static_cast<int>(Exit::interrupted));
        EXPECT_EQ(folder.names(), Names{}) << interrupted_step;
    }
}

}  // namespace
}  // namespace perth::cli
