// perth build where something is missing, forbidden, full, unfit or interrupted.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/cli/commands/build_project.hpp"
#include "tests/cli/in_child.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;

class BuildTrouble : public BuildProject {
protected:
    /// Returns a script that answers as the preprocessor of this compiler does.
    static std::string compiler(const std::string& macros,
                                const std::string& otherwise = "exit 1") {
        return fmt::format("case \"$*\" in *-dM*) {} ;; *) {} ;; esac\n", macros, otherwise);
    }
    static std::string clang(int major, const std::string& otherwise = "exit 1") {
        return compiler(fmt::format("echo '#define __clang_major__ {}'; "
                                    "echo '#define __clang_minor__ 0'; "
                                    "echo '#define __clang_patchlevel__ 6'",
                                    major),
                        otherwise);
    }
    static std::string gcc(int major, int minor) {
        return compiler(
            fmt::format("echo '#define __GNUC__ {}'; echo '#define __GNUC_MINOR__ {}'; "
                        "echo '#define __GNUC_PATCHLEVEL__ 1'",
                        major, minor));
    }

    /// Builds with these programs alone and expects exactly this error.
    void expect_missing(const std::string& path, const std::string& error) {
        const Finished done = perth({"build"}, {{"PATH", path}});
        EXPECT_EQ(done.exit_code, 4);
        EXPECT_EQ(done.out, "");
        EXPECT_EQ(done.err, error);
    }

    const std::vector<std::string> all_ = {"clang++-19", "clang-19", "arm-none-eabi-g++", "cmake",
                                           "ninja"};
};

TEST_F(BuildTrouble, NamesThePackageIfThereIsNoClang) {
    expect_missing(path_with({"cmake", "ninja", "arm-none-eabi-g++"}),
                   "error: no clang 17 or later found\n"
                   "  looked for clang++-19, clang++-20, clang++-21, clang++-18, clang++-17, "
                   "clang++ on PATH\n"
                   "  hint: sudo apt install clang-19 lld-19 llvm-19\n");
}

TEST_F(BuildTrouble, RefusesAClangThatIsTooOld) {
    const std::string path = path_with({"cmake", "ninja"}, {{"clang++", clang(14)}});
    expect_missing(path, fmt::format("error: clang 14.0.6 is too old\n"
                                     "  {}/clang++; coroutines need clang 17 or later\n"
                                     "  hint: sudo apt install clang-19 lld-19 llvm-19\n",
                                     path));
}

TEST_F(BuildTrouble, RefusesGccThatMiscompilesCoroutinesByItsVersion) {
    manifest(R"(, "compiler": "gcc")");
    const std::string path = path_with({}, {{"arm-none-eabi-g++", gcc(12, 2)}});
    expect_missing(path,
                   fmt::format("error: GCC 12.2.1 miscompiles coroutines\n"
                               "  {}/arm-none-eabi-g++; before GCC 12.3 the body of a coroutine "
                               "without a local variable is skipped (GCC PR 106188)\n"
                               "  hint: sudo apt install clang-19 lld-19 llvm-19, and set "
                               "\"compiler\": \"clang\" in perth.json; or install GCC 12.3 or "
                               "later\n",
                               path));
}

TEST_F(BuildTrouble, RefusesTheHostsGccTheSameWay) {
    manifest(R"(, "compiler": "gcc")");
    const std::string path = path_with({}, {{"g++", gcc(12, 2)}});
    const Finished done = perth({"build", "-b", "host"}, {{"PATH", path}});
    EXPECT_EQ(done.exit_code, 4);
    EXPECT_THAT(done.err, HasSubstr("error: GCC 12.2.1 miscompiles coroutines\n"));
}

TEST_F(BuildTrouble, RefusesACompilerWhoseCoroutinesGoWrongWhateverItsVersion) {
    // Says that it is clang, and compiles programs that end with code 3.
    const std::string wrong =
        clang(18,
              "for last; do :; done; printf '#!/bin/sh\\nexit 3\\n' > \"$last\"; "
              "/bin/chmod +x \"$last\"");
    const std::string path = path_with({}, {{"clang++", wrong}});
    expect_missing(path, fmt::format("error: clang 18.0.6 miscompiles coroutines\n"
                                     "  {}/clang++: a coroutine with a bare co_await in a "
                                     "condition ended with code 3 instead of 0\n"
                                     "  hint: sudo apt install clang-19 lld-19 llvm-19, and set "
                                     "\"compiler\": \"clang\" in perth.json\n",
                                     path));
}

TEST_F(BuildTrouble, RefusesAProgramThatIsNoCompiler) {
    script(project_ / "mycc", "exit 0\n");
    manifest(R"(, "compiler": "./mycc")");
    expect_missing(path_with(all_),
                   fmt::format("error: {}/mycc is no C++ compiler that perth knows\n"
                               "  it does not answer to -dM -E -x c++ /dev/null as clang and GCC "
                               "do\n"
                               "  hint: sudo apt install clang-19 lld-19 llvm-19, and set "
                               "\"compiler\": \"clang\"\n",
                               project_.string()));
}

TEST_F(BuildTrouble, SaysWhichCompilerOfTheManifestIsNotThere) {
    manifest(R"(, "compiler": "/opt/none/clang++")");
    expect_missing(path_with(all_),
                   "error: compiler /opt/none/clang++ not found\n"
                   "  perth.json or the board definition names it as \"compiler\"\n"
                   "  hint: sudo apt install clang-19 lld-19 llvm-19, and set \"compiler\": "
                   "\"clang\"\n");
}

TEST_F(BuildTrouble, NamesThePackagesIfTheCLibraryIsMissing) {
    expect_missing(path_with({"clang++-19", "cmake", "ninja"}),
                   "error: no C library for firmware found\n"
                   "  arm-none-eabi-g++ is not on PATH; clang borrows its headers and libraries\n"
                   "  hint: sudo apt install gcc-arm-none-eabi libnewlib-arm-none-eabi "
                   "libstdc++-arm-none-eabi-newlib\n");
}

TEST_F(BuildTrouble, NamesThePackageIfCMakeOrNinjaIsMissing) {
    expect_missing(path_with({"clang++-19", "arm-none-eabi-g++", "ninja"}),
                   "error: cmake not found\n"
                   "  perth build needs CMake 3.25 or later, and Ninja\n"
                   "  hint: sudo apt install cmake\n");
    expect_missing(path_with({"clang++-19", "arm-none-eabi-g++", "cmake"}),
                   "error: ninja not found\n"
                   "  perth build needs CMake 3.25 or later, and Ninja\n"
                   "  hint: sudo apt install ninja-build\n");
}

TEST_F(BuildTrouble, SaysThatALauncherIsMissing) {
    const Finished done = perth({"build", "--launcher", "sccache"}, {{"PATH", path_with(all_)}});
    EXPECT_EQ(done.exit_code, 4);
    EXPECT_EQ(done.err,
              "error: compiler launcher sccache not found\n"
              "  it is not on PATH, or cannot be run\n"
              "  hint: sudo apt install sccache, or --launcher none\n");
}

TEST_F(BuildTrouble, AsksNoCompilerASecondTime) {
    const std::string path = path_with(all_);
    ASSERT_EQ(perth({"build"}, {{"PATH", path}}).exit_code, 0);
    fs::remove(fs::path(path) / "arm-none-eabi-g++");  // only asked while the toolchain is found
    EXPECT_EQ(perth({"build"}, {{"PATH", path}}).exit_code, 0);
}

TEST_F(BuildTrouble, RefusesAPathThatCMakeCannotHandle) {
    fs::rename(project_, temporary_.path() / "semi;colon");
    project_ = temporary_.path() / "semi;colon";
    const Finished done = perth({"build"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err,
              fmt::format("error: cannot build in {}/build/pyboard-v11\n"
                          "  CMake cannot handle a path with ; \" \\ $ or a line break in it\n"
                          "  hint: move or rename the folder\n",
                          project_.string()));
}

TEST_F(BuildTrouble, SaysThatAFolderIsReadOnly) {
    fs::permissions(temporary_.path(), fs::perms{0755});
    fs::permissions(project_, fs::perms{0555});
    int output[2];
    ASSERT_EQ(::pipe(output), 0);
    const Command build = command({"build"});
    if (in_child([&] {
            return become_ordinary_user() && ::access(build.args[0].c_str(), X_OK) == 0 ? 0 : 1;
        }) != 0) {
        GTEST_SKIP() << "an ordinary user does not reach " << build.args[0];
    }
    EXPECT_EQ(in_child([&] {
                  if (!become_ordinary_user()) return 98;
                  const Finished done = run(build);
                  const auto size = static_cast<ssize_t>(done.err.size());
                  return ::write(output[1], done.err.data(), done.err.size()) == size
                             ? done.exit_code
                             : 97;
              }),
              5);
    ::close(output[1]);
    std::string text(1000, '\0');
    text.resize(
        static_cast<std::size_t>(std::max<ssize_t>(::read(output[0], text.data(), 1000), 0)));
    ::close(output[0]);
    EXPECT_EQ(text, fmt::format("error: cannot make the folder {}/build/pyboard-v11\n"
                                "  Permission denied\n",
                                project_.string()));
    fs::permissions(project_, fs::perms{0755});
}

TEST_F(BuildTrouble, LeavesNothingHalfDoneOnAFullDisk) {
    // RLIMIT_FSIZE in blocks of 512 B: from the first generated file to the last linked one.
    for (const int blocks : {0, 1, 2, 8, 12, 24, 40, 80}) {
        fs::remove_all(project_ / "build");
        const Command build = command({});
        Command limited = build;
        limited.args = {"sh", "-c", fmt::format("ulimit -f {}; exec \"$0\" build", blocks),
                        build.args.front()};
        const Finished done = run(limited);
        EXPECT_EQ(done.exit_code, 1) << blocks << "\n" << done.err;
        EXPECT_THAT(done.err, HasSubstr("error: ")) << blocks;
        EXPECT_EQ(perth({"build"}).exit_code, 0) << blocks;
    }
}

TEST_F(BuildTrouble, EndsWith130OnCtrlCInEveryCompilationAndBuildsTheNextTime) {
    // The launcher interrupts perth at its Nth call, once.
    script(project_ / "launch",
           "n=$(cat calls); echo $((n + 1)) > calls.new; mv calls.new calls\n"
           "if [ \"$n\" = \"$(cat interrupt)\" ]; then kill -INT $(cat pid); sleep 100; fi\n"
           "exec \"$@\"\n");
    // perth calls it in build/pyboard-v11.
    const auto folder = project_ / "build/pyboard-v11";
    int interrupted = 0;
    for (int at = 0; at < 4; ++at) {
        fs::remove_all(project_ / "build");
        ASSERT_EQ(perth({"build", "--generate"}).exit_code, 0);
        write_file(folder / "calls", "0");
        write_file(folder / "interrupt", std::to_string(at));
        Command build = command({});
        build.args = {"sh", "-c",
                      "echo $$ > build/pyboard-v11/pid; exec \"$0\" build -j1 --launcher "
                      "\"$PWD/launch\"",
                      PERTH_PROGRAM};
        const Finished done = run(build);
        interrupted += done.exit_code == 130 ? 1 : 0;
        EXPECT_EQ(done.exit_code, 130) << at << done.err;
        EXPECT_EQ(BuildProject::without_progress(done.err), "") << at;
        write_file(folder / "interrupt", "none");
        EXPECT_EQ(run(build).exit_code, 0) << at;
    }
    EXPECT_EQ(interrupted, 4);
}

TEST_F(BuildTrouble, WaitsForAnotherBuildOfTheSameBoard) {
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    // The test holds the lock until perth says that it waits.
    const int lock =
        ::open((project_ / "build/pyboard-v11/.perth-build").c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(::flock(lock, LOCK_EX), 0);
    std::string said;
    const Finished done = run(command({"build"}), [&](std::string_view piece) {
        said += piece;
        if (said.find("waiting") != std::string::npos) ::flock(lock, LOCK_UN);
    });
    ::close(lock);
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.err, "another perth builds for pyboard-v11: waiting until it is done\n");
}

TEST_F(BuildTrouble, RefusesAFolderThatItDidNotMake) {
    fs::create_directories(project_ / "build/pyboard-v11");
    write_file(project_ / "build/pyboard-v11/thesis.txt", "years of work");
    const Finished done = perth({"build"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_EQ(done.err, fmt::format("error: {}/build/pyboard-v11 was not made by perth\n"
                                    "  builds for this board would go there\n"
                                    "  hint: move it away\n",
                                    project_.string()));
}

TEST_F(BuildTrouble, SuggestsABoardForAnUnknownOne) {
    const Finished done = perth({"build", "-b", "pyboard-v1"});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_THAT(done.err, HasSubstr("error: unknown board pyboard-v1\n"));
    EXPECT_THAT(done.err, EndsWith("  hint: did you mean pyboard-v10?\n"));
}

}  // namespace
}  // namespace perth::cli
