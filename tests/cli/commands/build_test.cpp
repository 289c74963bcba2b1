// perth build from end to end, with the perth program, CMake, Ninja and clang themselves.
#include <gmock/gmock.h>

#include "cli/image/image.hpp"
#include "tests/cli/commands/build_project.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A coroutine `blink` that stays suspended, so that its frame is real.
constexpr const char* coroutine = R"(
#include <board.hpp>
#include <coroutine>
#include <cstddef>

char pool[256];
struct Task {
    struct promise_type {
        Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
        static Task get_return_object_on_allocation_failure() { return {}; }
        static void* operator new(std::size_t size) noexcept { return size < sizeof pool ? pool : nullptr; }
        static void operator delete(void*, std::size_t) {}
    };
    std::coroutine_handle<promise_type> handle;
};
volatile int turns;
Task blink(int times) {
    for (int i = 0; i < times; ++i) {
        turns = i;
        co_await std::suspend_always{};
    }
}
int main() {
    for (Task task = blink(turns);;) task.handle.resume();
}
)";

using Build = BuildProject;

TEST_F(Build, WritesElfBinHexMapAndDfuAndSaysHowBigTheProgramIs) {
    program(coroutine);
    const Finished done = perth({"build"});
    EXPECT_EQ(done.err, "");
    ASSERT_EQ(done.exit_code, 0);
    EXPECT_THAT(done.out, StartsWith("built hello for pyboard-v11: build/pyboard-v11/hello.elf\n"
                                     "  flash  [#"));
    EXPECT_THAT(done.out, EndsWith("\n  tasks      20 B frame of blink\n"));
    EXPECT_THAT(built("hello.elf"), StartsWith("\x7f"
                                               "ELF"));
    EXPECT_THAT(built("hello.hex"), StartsWith(":02000004080"));
    const Image dfu = read_image(project_ / "build/pyboard-v11/hello.dfu");
    EXPECT_EQ(dfu.segments, read_image(project_ / "build/pyboard-v11/hello.elf").segments);
    EXPECT_EQ(dfu.target, (DfuTarget{.vid = 0x0483, .pid = 0xDF11}));
    EXPECT_THAT(built("hello.map"), HasSubstr("Reset_Handler"));
    EXPECT_GT(built("hello.bin").size(), 20U);
}

TEST_F(Build, LinksAgainOnlyIfSomethingChanged) {
    const std::string first = perth({"build"}).out;
    const auto time = fs::last_write_time(project_ / "build/pyboard-v11/hello.elf");
    EXPECT_EQ(perth({"build"}).out, first);
    EXPECT_EQ(fs::last_write_time(project_ / "build/pyboard-v11/hello.elf"), time);
    program("int main() { return 7; }\n");
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    EXPECT_NE(fs::last_write_time(project_ / "build/pyboard-v11/hello.elf"), time);
}

TEST_F(Build, GivesTheSameBytesWhereverTheProjectLies) {
    program(
        "#include <board.hpp>\nnamespace perth { const char* told(); }\n"
        "const char* volatile text;\n"
        "int main() { text = __FILE__; for (;;) text = perth::told(); }\n");
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    const std::string elf = built("hello.elf");
    const std::string bin = built("hello.bin");
    const std::string hex = built("hello.hex");
    fs::create_directories(temporary_.path() / "elsewhere");
    fs::rename(project_, temporary_.path() / "elsewhere/deeper");
    project_ = temporary_.path() / "elsewhere/deeper";
    fs::remove_all(project_ / "build");
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    EXPECT_TRUE(built("hello.elf") == elf);
    EXPECT_TRUE(built("hello.bin") == bin);
    EXPECT_TRUE(built("hello.hex") == hex);
    EXPECT_THAT(elf, Not(HasSubstr(temporary_.path().filename().string())));
    EXPECT_THAT(bin, HasSubstr("src/main.cpp"));
    EXPECT_THAT(bin, HasSubstr("perth/src/name.cpp"));
}

TEST_F(Build, ShowsTheCompilersWordsAsTheyAre) {
    program("int x = ;\n");
    const Finished done = perth({"build"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_EQ(done.out, "");
    EXPECT_EQ(done.err, fmt::format("{}/src/main.cpp:1:9: error: expected expression\n"
                                    "    1 | int x = ;\n"
                                    "      |         ^\n"
                                    "1 error generated.\n"
                                    "error: hello does not build for board pyboard-v11\n",
                                    project_.string()));
    EXPECT_EQ(perth({"build", "--quiet"}).err, done.err);
}

TEST_F(Build, ListsThePinsOfABoardThatLacksOne) {
    program("#include <board.hpp>\nboard::Horn horn;\nint main() {}\n");
    EXPECT_THAT(perth({"build"}).err,
                EndsWith("error: hello does not build for board pyboard-v11\n"
                         "  board pyboard-v11 has no Horn; it has Led (PB4), LedRed (PA13), "
                         "LedGreen (PA14), LedYellow (PA15), Button (PB3), "
                         "EncoderClk (PA0), EncoderData (PA1)\n"));
}

TEST_F(Build, SaysByHowMuchAProgramDoesNotFitAndWhatIsLargest) {
    program(
        "extern const volatile int table[300000] = {1};\nint volatile buffer[40000];\n"
        "int main() { for (;;) buffer[0] = table[buffer[1]]; }\n");
    const Finished done = perth({"build"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, HasSubstr("error: hello does not fit board pyboard-v11\n  flash: 1200"));
    EXPECT_THAT(done.err, HasSubstr(" B too many\n  ram: 192768 B of 131072 B, 61696 B too many\n"
                                    "  largest symbols:\n"
                                    "    1200000 B  table\n"
                                    "     160000 B  buffer\n"));
    EXPECT_FALSE(fs::exists(project_ / "build/pyboard-v11/hello.elf"));
    program("int main() {}\n");
    EXPECT_EQ(perth({"build"}).exit_code, 0);
}

TEST_F(Build, TellsAMachineTheFirmwareInTheLastLine) {
    program(coroutine);
    const Finished done = perth({"build", "--json"});
    const std::string line = done.out.substr(done.out.rfind('\n', done.out.size() - 2) + 1);
    EXPECT_THAT(line, StartsWith(fmt::format(
                          R"({{"name":"hello","board":"pyboard-v11","elf":"{}","build_id":")",
                          (project_ / "build/pyboard-v11/hello.elf").string())));
    EXPECT_THAT(line, EndsWith(R"("tasks":[{"function":"blink","bytes":20}]})"
                               "\n"));
}

TEST_F(Build, BuildsForEveryBoardOfTheManifestWithAll) {
    const Finished done = perth({"build", "--all"});
    EXPECT_THAT(done.out, HasSubstr("built hello for pyboard-v11: "));
    EXPECT_THAT(done.out, EndsWith("built hello for host: build/host/hello.elf\n"));
    EXPECT_EQ(run({.args = {(project_ / "build/host/hello.elf").string()}}).exit_code, 0);
}

TEST_F(Build, LinksCompileCommandsToTheLastBoardButLeavesAFileAlone) {
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    EXPECT_EQ(fs::read_symlink(project_ / "compile_commands.json"),
              "build/pyboard-v11/compile_commands.json");
    ASSERT_EQ(perth({"build", "-b", "host"}).exit_code, 0);
    EXPECT_THAT(read_file(project_ / "compile_commands.json"), HasSubstr("build/host"));
    fs::remove(project_ / "compile_commands.json");
    write_file(project_ / "compile_commands.json", "mine");
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    EXPECT_EQ(read_file(project_ / "compile_commands.json"), "mine");
}

TEST_F(Build, UsesTheManifestsListsAndLibraries) {
    const fs::path library = temporary_.path() / "my lib";
    fs::create_directories(library / "src");
    fs::create_directories(library / "include");
    write_file(library / "perth.json", R"({"name": "lib", "type": "library"})");
    write_file(library / "include/lib.hpp", "int half(int);\n");
    write_file(library / "src/lib.cpp", "#include <lib.hpp>\nint half(int n) { return n / 2; }\n");
    fs::create_directories(project_ / "extra");
    write_file(project_ / "extra/extra.hpp", "static_assert(__cplusplus > 202002L);\n");
    manifest(R"(, "libraries": ["../my lib"], "include": ["extra"], "std": "c++23",
                  "defines": {"LIMIT": "3", "TEXT": "\"a b\""}, "cxx_flags": ["-DFLAG=4"])");
    program(
        "#include <extra.hpp>\n#include <lib.hpp>\n"
        "static_assert(LIMIT == 3 && FLAG == 4 && sizeof TEXT == 4);\n"
        "int main() { return half(LIMIT); }\n");
    const Finished done = perth({"build"});
    EXPECT_EQ(done.err, "");
    EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Build, NoticesANewSourceFile) {
    program("int more();\nint main() { return more(); }\n");
    EXPECT_EQ(perth({"build"}).exit_code, 1);
    write_file(project_ / "src/more.cpp", "int more() { return 1; }\n");
    EXPECT_EQ(perth({"build"}).exit_code, 0);
}

TEST_F(Build, OptimizesAsTheManifestOrTheCommandLineSays) {
    const auto options = [&] { return read_file(project_ / "compile_commands.json"); };
    ASSERT_EQ(perth({"build"}).exit_code, 0);
    EXPECT_THAT(options(), HasSubstr(" -Oz -flto "));
    ASSERT_EQ(perth({"build", "--debug"}).exit_code, 0);
    EXPECT_THAT(options(), HasSubstr(" -Og "));
    manifest(R"(, "optimize": "debug")");
    ASSERT_EQ(perth({"build", "--release"}).exit_code, 0);
    EXPECT_THAT(options(), HasSubstr(" -Oz -flto "));
}

TEST_F(Build, IsSilentWithQuietAndShowsCommandsWithVerbose) {
    program("int main() { int unused; }\n");
    const Finished quiet = perth({"build", "--quiet"});
    EXPECT_EQ(quiet.out + quiet.err, "");
    program("int main() { int unused; return 0; }\n");
    const Finished verbose = perth({"build", "--verbose"});
    EXPECT_THAT(verbose.err, HasSubstr("--target=thumbv7em-none-eabi"));
    EXPECT_THAT(verbose.err, HasSubstr("warning: unused variable 'unused'"));
}

TEST_F(Build, UsesTheProjectsOwnCMakeLists) {
    write_file(project_ / "CMakeLists.txt",
               "cmake_minimum_required(VERSION 3.25)\nproject(mine LANGUAGES CXX C)\n"
               "find_package(perth REQUIRED)\nadd_library(part STATIC part.cpp)\n"
               "perth_firmware(hello SOURCES start.cpp)\n"
               "target_link_libraries(hello PRIVATE part)\n");
    write_file(project_ / "part.cpp", "int part() { return 3; }\n");
    write_file(project_ / "start.cpp", "int part();\nint main() { return part(); }\n");
    const Finished done = perth({"build"});
    EXPECT_EQ(done.err, "");
    EXPECT_EQ(done.exit_code, 0);
    fs::remove(project_ / "CMakeLists.txt");
    EXPECT_EQ(perth({"build"}).exit_code, 0);
}

TEST_F(Build, SaysIfTheProjectsOwnCMakeListsMakesNoFirmware) {
    write_file(project_ / "CMakeLists.txt",
               "cmake_minimum_required(VERSION 3.25)\nproject(mine LANGUAGES CXX)\n");
    const Finished done = perth({"build"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_EQ(done.err, fmt::format("error: the build made no hello.elf\n"
                                    "  {}/CMakeLists.txt has no perth_firmware(hello …)\n"
                                    "  hint: name the firmware as perth.json names the project\n",
                                    project_.string()));
}

TEST_F(Build, ShowsWhatCMakeSaysOfABrokenCMakeLists) {
    write_file(project_ / "CMakeLists.txt", "nonsense(\n");
    const Finished done = perth({"build"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, StartsWith("error: CMake cannot configure hello for pyboard-v11\n"));
    EXPECT_THAT(done.err, HasSubstr("CMakeLists.txt:1:\n"));
}

TEST_F(Build, LetsPlainCMakeSayWhatToType) {
    write_file(project_ / "CMakeLists.txt",
               "cmake_minimum_required(VERSION 3.25)\nproject(mine LANGUAGES NONE)\n"
               "find_package(perth REQUIRED)\n");
    const Finished done =
        run({.args = {"cmake", "-G", "Ninja", "-B", (temporary_.path() / "plain").string(),
                      "-Dperth_DIR=" + (data_ / "runtime/cmake").string()},
             .folder = project_});
    EXPECT_NE(done.exit_code, 0);
    EXPECT_THAT(done.err, HasSubstr("perth build --generate -b BOARD"));
}

TEST_F(Build, GeneratesForACMakeOfTheUsers) {
    const Finished done = perth({"build", "--generate"});
    const std::string folder = (project_ / "build/pyboard-v11").string();
    EXPECT_EQ(done.out, "generated build/pyboard-v11/gen for pyboard-v11\n");
    EXPECT_EQ(done.err, fmt::format("next: cmake -G Ninja -S '{0}/gen' -B '{0}' --toolchain "
                                    "'{0}/gen/toolchain.cmake'\n",
                                    folder));
    const Finished cmake = run({.args = {"cmake", "-G", "Ninja", "-S", folder + "/gen", "-B",
                                         folder, "--toolchain", folder + "/gen/toolchain.cmake"}});
    EXPECT_EQ(cmake.exit_code, 0) << cmake.err;
    EXPECT_EQ(run({.args = {"cmake", "--build", folder}}).exit_code, 0);
}

}  // namespace
}  // namespace perth::cli
