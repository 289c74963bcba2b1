// The same tests on this computer and in QEMU: what is printed, told, written and returned.
#include "tests/emulator/perth_test/project.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;

class PerthTest : public testing::TestWithParam<std::string> {
protected:
    /// Runs `perth test` on the test's board.
    [[nodiscard]] Finished run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"-b", GetParam()});
        return project_.run(std::move(arguments));
    }
    [[nodiscard]] std::string hint(const std::string& test) const {
        const std::string board = GetParam() == "host" ? "" : " -b " + GetParam();
        return "  hint: one test alone: perth test" + board + " " + test + "\n";
    }

    TestProject& project_ = TestProject::shared();
};

INSTANTIATE_TEST_SUITE_P(On, PerthTest, testing::Values("host", "netduino-plus-2"),
                         [](const auto& info) { return info.param == "host" ? "host" : "qemu"; });

TEST_P(PerthTest, RunsTheTestsBesideTheProjectsSources) {
    project_.source(
        "#include <perth/perth.hpp>\n"
        "using namespace std::chrono_literals;\n"
        "int turns = 0;\n"
        "perth::Task<> turn() { for (;; ++turns) co_await perth::sleep(10ms); }\n"
        "void perth_main(perth::Scheduler& sch) { sch(turn); }\n");
    project_.tests(
        "extern int turns;\n"
        "void perth_main(perth::Scheduler&);\n"
        "TEST(Turns, DoNotComeByThemselves) { EXPECT_EQ(turns, 0); }\n"
        "PERTH_TEST(Turns, ComeWithTheTime) {\n"
        "    perth_main(sch);\n"
        "    co_await perth::sleep(95ms);\n"
        "    EXPECT_EQ(turns, 9);\n"
        "}\n"
        "PERTH_TEST(Others, HaveASchedulerOfTheirOwn) {\n"
        "    co_await perth::sleep(50ms);\n"
        "    EXPECT_EQ(turns, 9);\n"
        "}\n");
    const Finished done = run({});
    EXPECT_EQ(without_environment(done.out),
              "[==========] Running 3 tests from 2 test suites.\n"
              "[----------] 2 tests from Turns\n"
              "[ RUN      ] Turns.DoNotComeByThemselves\n"
              "[       OK ] Turns.DoNotComeByThemselves (N ms)\n"
              "[ RUN      ] Turns.ComeWithTheTime\n"
              "[       OK ] Turns.ComeWithTheTime (N ms)\n"
              "[----------] 2 tests from Turns (N ms)\n"
              "\n"
              "[----------] 1 test from Others\n"
              "[ RUN      ] Others.HaveASchedulerOfTheirOwn\n"
              "[       OK ] Others.HaveASchedulerOfTheirOwn (N ms)\n"
              "[----------] 1 test from Others (N ms)\n"
              "\n"
              "[==========] 3 tests from 2 test suites ran. (N ms)\n"
              "[  PASSED  ] 3 tests.\n");
    EXPECT_EQ(done.err, "3 tests passed on " + GetParam() + "\n");
    EXPECT_EQ(done.exit_code, 0);
}

TEST_P(PerthTest, TellsWhatFailedAsGoogleTestDoes) {
    project_.tests(
        "TEST(Sums, AreRight) { EXPECT_EQ(1 + 1, 2); ASSERT_TRUE(true); EXPECT_FALSE(false); }\n"
        "TEST(Sums, AreWrong) {\n"
        "    const int two = 2;\n"
        "    EXPECT_EQ(1 + two, 4) << \"with \" << two;\n"
        "    EXPECT_LT(perth::Duration(1500ms), 1s);\n"
        "    EXPECT_TRUE(two == 3);\n"
        "    if (two == 2) EXPECT_NE(two, 2); else EXPECT_GT(two, 2);\n"
        "    EXPECT_LE(two, 1);\n"
        "    EXPECT_GT(two, 2);\n"
        "    ASSERT_GE(two, 7) << \"leaves\";\n"
        "    EXPECT_EQ(0, 1) << \"not reached\";\n"
        "}\n");
    const Finished done = run({"--junit", "tests.xml"});
    EXPECT_THAT(done.out,
                HasSubstr("[ RUN      ] Sums.AreWrong\n"
                          "test/try_test.cpp:7: Failure\n"
                          "Expected equality of these values:\n"
                          "  1 + two\n"
                          "    Which is: 3\n"
                          "  4\n"
                          "with 2\n"
                          "test/try_test.cpp:8: Failure\n"
                          "Expected: (perth::Duration(1500ms)) < (1s), actual: 1.5 s vs 1 s\n"
                          "test/try_test.cpp:9: Failure\n"
                          "Value of: two == 3\n"
                          "  Actual: false\n"
                          "Expected: true\n"
                          "test/try_test.cpp:10: Failure\n"
                          "Expected: (two) != (2), actual: 2 vs 2\n"
                          "test/try_test.cpp:11: Failure\n"
                          "Expected: (two) <= (1), actual: 2 vs 1\n"
                          "test/try_test.cpp:12: Failure\n"
                          "Expected: (two) > (2), actual: 2 vs 2\n"
                          "test/try_test.cpp:13: Failure\n"
                          "Expected: (two) >= (7), actual: 2 vs 7\n"
                          "leaves\n"
                          "[  FAILED  ] Sums.AreWrong (N ms)\n"));
    EXPECT_EQ(done.err, "error: 1 of 2 tests failed on " + GetParam() +
                            "\n"
                            "  Sums.AreWrong at test/try_test.cpp:7\n" +
                            hint("Sums.AreWrong"));
    EXPECT_EQ(done.exit_code, 1);

    const auto ask = [&](const std::string& what) {
        return project_.perth().run_other({PERTH_XMLLINT, "--xpath", what, "try/tests.xml"}).out;
    };
    EXPECT_EQ(ask("string(/testsuites/@tests)"), "2\n");
    EXPECT_EQ(ask("string(/testsuites/@failures)"), "1\n");
    EXPECT_EQ(ask("string(//testcase[@name='AreWrong']/@classname)"), GetParam() + ".Sums\n");
    EXPECT_EQ(ask("string(//testcase[@name='AreWrong']/failure/@message)"),
              "test/try_test.cpp:7\n");
    EXPECT_THAT(ask("string(//testcase[@name='AreWrong']/failure)"),
                HasSubstr("Expected: (perth::Duration(1500ms)) < (1s), actual: 1.5 s vs 1 s\n"));
    EXPECT_EQ(ask("count(//testcase[@name='AreRight']/*)"), "0\n");
}

TEST_P(PerthTest, NamesTheTestThatPanicked) {
    project_.tests(
        "TEST(Core, IsCool) {}\n"
        "PERTH_TEST(Core, IsHot) {\n"
        "    perth::print(\"about to\");\n"
        "    perth::panic(\"the core is hot\", 42);\n"
        "    co_return;\n"
        "}\n"
        "TEST(Core, IsColdAgain) {}\n");
    const Finished done = run({"--json"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, HasSubstr("error: 1 of 3 tests failed on " + GetParam() +
                                    "\n"
                                    "  Core.IsHot panicked: the core is hot: 42 0\n"
                                    "  1 test did not run after it\n" +
                                    hint("Core.IsHot")));
    EXPECT_THAT(done.out, HasSubstr(R"("result":{"boards":[{"board":")" + GetParam() +
                                    R"(","announced":3,"passed":1,"failed":1,"skipped":0,)"));
    EXPECT_THAT(done.out, HasSubstr(R"("name":"IsHot","result":"crashed","milliseconds":0,)"
                                    R"("reason":"panicked: the core is hot: 42 0")"));
}

TEST_P(PerthTest, EndsATestThatWaitsForEver) {
    project_.define("PERTH_TEST_SECONDS", "2");
    project_.tests(
        "PERTH_TEST(Flag, IsNeverSet) {\n"
        "    perth::ThreadSafeFlag flag;\n"
        "    (void)co_await flag.wait();\n"
        "}\n"
        "PERTH_TEST(Flag, LeavesTheNextTestAlone) { co_await perth::sleep(1ms); }\n");
    const Finished done = run({});
    EXPECT_THAT(done.out, HasSubstr("it still waited after 2 s\n"
                                    "[  FAILED  ] Flag.IsNeverSet (N ms)\n"
                                    "[ RUN      ] Flag.LeavesTheNextTestAlone\n"
                                    "[       OK ] Flag.LeavesTheNextTestAlone (N ms)\n"));
    EXPECT_EQ(done.err, "error: 1 of 2 tests failed on " + GetParam() +
                            "\n"
                            "  Flag.IsNeverSet at test/try_test.cpp:4\n" +
                            hint("Flag.IsNeverSet"));
}

TEST_P(PerthTest, RunsAndListsWhatTheFilterChooses) {
    project_.tests(
        "TEST(Sums, AreRight) {}\n"
        "TEST(Sums, AreWrong) { EXPECT_TRUE(false); }\n"
        "TEST(Sums, DISABLED_AreLate) { EXPECT_TRUE(false); }\n"
        "TEST(Core, IsCool) {}\n");
    const Finished list = run({"--list"});
    EXPECT_EQ(list.out.find("Sums.AreRight\nSums.AreWrong\n"), 0U) << list.out;
    EXPECT_THAT(list.out, HasSubstr("Core.IsCool\n"));

    const Finished some = run({"--list", "Sums.*:Core.*-*Wrong:*Late"});
    EXPECT_EQ(some.out, "Sums.AreRight\nCore.IsCool\n");
    EXPECT_EQ(some.exit_code, 0);
    EXPECT_EQ(run({"--list", "*Cool", "--json"}).out, R"({"boards":[{"board":")" + GetParam() +
                                                          R"(","tests":["Core.IsCool"]}]})"
                                                          "\n");

    const Finished right = run({"*Right:*Cool"});
    EXPECT_THAT(right.out, HasSubstr("[==========] Running 2 tests from 2 test suites.\n"));
    EXPECT_EQ(right.err, "2 tests passed on " + GetParam() + "\n");

    const Finished none = run({"Nothing.*"});
    EXPECT_EQ(none.err, "error: no test matches 'Nothing.*' on " + GetParam() +
                            "\n"
                            "  a filter is the whole SUITE.NAME; * stands for any text\n"
                            "  hint: perth test --list\n");
    EXPECT_EQ(none.exit_code, 2);
}

}  // namespace
}  // namespace perth::cli
