// What only this computer does, and what goes wrong before a test runs.
#include <sys/stat.h>

#include "tests/emulator/perth_test/project.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(PerthTestOnHost, IsGoogleTestOnAFreshBoardEachTime) {
    TestProject& project = TestProject::shared();
    project.tests(
        "#include <board.hpp>\n"
        "#include <host.hpp>\n"
        "class OnBoard : public testing::TestWithParam<int> {};\n"
        "TEST_P(OnBoard, BeginsAtZero) {\n"
        "    EXPECT_EQ(perth::Clock::now(), perth::Time());\n"
        "    EXPECT_TRUE(perth::host::board().pin_changes().empty());\n"
        "    board::Led led;\n"
        "    led.on();\n"
        "    perth::busy_wait(3s);\n"
        "    EXPECT_EQ(perth::host::board().pin_changes().back().time, 0s) << GetParam();\n"
        "}\n"
        "INSTANTIATE_TEST_SUITE_P(Twice, OnBoard, testing::Values(1, 2));\n"
        "TEST(Console, IsCaptured) { perth::host::board().capture_console(); }\n"
        "TEST(Console, IsShown) { perth::println(\"shown again\"); }\n"
        "TEST(Other, IsSkipped) { GTEST_SKIP() << \"not today\"; }\n");
    const Finished done = project.run({"--color", "always"});
    EXPECT_EQ(done.err, "4 tests passed on host, 1 skipped\n");
    EXPECT_THAT(done.out, HasSubstr("\nshown again\n"));
    EXPECT_THAT(done.out, HasSubstr("\x1b[32m[       OK ]\x1b[0m Twice/OnBoard.BeginsAtZero/1 "));
    EXPECT_EQ(done.exit_code, 0);
}

TEST(PerthTestOnHost, NamesTheTestThatCrashed) {
    TestProject& project = TestProject::shared();
    project.tests(
        "#include <csignal>\n"
        "#include <cstdlib>\n"
        "TEST(Program, Crashes) { std::raise(SIGSEGV); }\n"
        "TEST(Program, Leaves) { std::exit(0); }\n");
    EXPECT_EQ(project.run({"*Crashes"}).err,
              "error: 1 of 1 test failed on host\n"
              "  Program.Crashes was ended by signal 11 (Segmentation fault)\n"
              "  hint: one test alone: perth test Program.Crashes\n");
    const Finished left = project.run({"Program.Leaves"});
    EXPECT_EQ(left.err,
              "error: 1 of 1 test failed on host\n"
              "  Program.Leaves ended with code 0\n");
    EXPECT_EQ(left.exit_code, 1);
}

TEST(PerthTestOnHost, TellsAnEndOutsideOfATest) {
    TestProject& project = TestProject::shared();
    project.tests(
        "#include <unistd.h>\n"
        "struct Ends { Ends() { ::_exit(7); } } ends;\n"
        "TEST(Program, IsNotReached) {}\n");
    const Finished done = project.run({});
    EXPECT_EQ(done.err,
              "error: the test program ended with code 7 on host\n"
              "  no test was running\n");
    EXPECT_EQ(done.exit_code, 1);
}

TEST(PerthTestOnHost, WantsATestInTheSources) {
    TestProject& project = TestProject::shared();
    project.tests("");
    const Finished done = project.run({});
    EXPECT_EQ(done.err,
              "error: no tests to run on host\n"
              "  the sources in test have no TEST\n"
              "  hint: those of perth new -t blink show how\n");
    EXPECT_EQ(done.exit_code, 2);
}

TEST(PerthTestOnHost, TellsThatATestDoesNotCompile) {
    TestProject& project = TestProject::shared();
    project.tests("TEST(Word, IsMissing) { EXPECT_TRUE(missing); }\n");
    const Finished done = project.run({});
    EXPECT_THAT(done.err, HasSubstr("try/test/try_test.cpp:4:37: "));
    EXPECT_THAT(done.err, testing::EndsWith(
                              "error: the test program of try does not build for board host\n"));
    EXPECT_EQ(done.exit_code, 1);
}

TEST(PerthTestOnHost, BuildsNothingAnewThatIsThere) {
    TestProject& project = TestProject::shared();
    project.tests("TEST(Program, IsThere) {}\n");
    ASSERT_EQ(project.run({}).exit_code, 0);
    const auto time = fs::last_write_time(project.folder() / "build/host/test/try.elf");
    EXPECT_EQ(project.run({"-v"}).err.find("clang"), std::string::npos);
    EXPECT_EQ(fs::last_write_time(project.folder() / "build/host/test/try.elf"), time);
}

TEST(PerthTestOnHost, NamesThePackageOfGoogleTest) {
    const TestProject project;
    project.tests("TEST(Program, IsThere) {}\n");
    // A compiler that sees all of /usr/include but GoogleTest.
    const fs::path include = project.folder() / "include";
    fs::create_directory(include);
    for (const auto& entry : fs::directory_iterator("/usr/include")) {
        if (entry.path().filename() == "gtest") continue;
        fs::create_symlink(entry.path(), include / entry.path().filename());
    }
    project.perth().write("try/compiler",
                          "#!/bin/sh\n"
                          "cxx=$(echo | clang++-19 -xc++ -E -v - 2>&1 | sed -n 's,^ "
                          "\\(/.*/c++/.*\\),-cxx-isystem\\1,p')\n"
                          "exec clang++-19 \"$@\" -nostdinc++ $cxx -nostdlibinc -idirafter '" +
                              include.string() +
                              "' -idirafter /usr/include/$(uname -m)-linux-gnu\n");
    ::chmod((project.folder() / "compiler").c_str(), 0755);
    project.manifest(R"(, "compiler": "./compiler")");
    const Finished done = project.run({});
    EXPECT_THAT(done.err, testing::EndsWith("error: GoogleTest is not installed\n"
                                            "  tests on this computer are compiled with it\n"
                                            "  hint: sudo apt install libgtest-dev\n"));
    EXPECT_EQ(done.exit_code, 4);
}

TEST(PerthTestOnSeveralBoards, RunsAllAndReportsOnce) {
    TestProject& project = TestProject::shared();
    project.tests(
        "TEST(Pointers, HaveEightBytes) { EXPECT_EQ(sizeof(void*), 8U); }\n"
        "TEST(Pointers, Exist) {}\n");
    const Finished done =
        project.run({"-b", "host", "-b", "pyboard-v11", "--junit", "tests.xml", "-q"});
    EXPECT_EQ(done.out, "");
    EXPECT_EQ(done.err,
              "error: 1 of 2 tests failed on pyboard-v11\n"
              "  pyboard-v11: Pointers.HaveEightBytes at test/try_test.cpp:4\n"
              "  hint: one test alone: perth test -b pyboard-v11 Pointers.HaveEightBytes\n");
    EXPECT_EQ(project.perth()
                  .run_other({PERTH_XMLLINT, "--xpath", "count(//testcase)", "try/tests.xml"})
                  .out,
              "4\n");
}

}  // namespace
}  // namespace perth::cli
