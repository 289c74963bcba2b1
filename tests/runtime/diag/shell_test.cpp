// The acceptance cases SHL, and what else the prompt promises.
#include "perth/diag/shell.hpp"

#include "perth/io/console.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

int state;
std::string story;
std::uint8_t small;
char label[8];
double gain;

double get_gain() noexcept { return gain; }
Result<void> set_gain(double value) noexcept {
    if (value < 0) return Errc::out_of_range;
    gain = value;
    return {};
}
int add(int a, int b) noexcept { return a + b; }
void note(std::string_view text) { story += std::string(text) + ";"; }
Result<int> broken() noexcept { return Errc::no_device; }
Task<int> demo() {
    co_await sleep(1s);
    co_return 42;
}
Task<> nap(double seconds) {
    co_await sleep(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)));
}
Task<Result<std::string_view>> probe(std::string_view what) {
    co_await sleep(10ms);
    if (what == "nothing") co_return Errc::no_device;
    co_return "found";
}
Task<> reads_the_console() {
    std::uint8_t byte[1];
    const auto read = co_await console().read_some(byte);
    story += read ? "read;" : "refused;";
    co_await sleep(10ms);
}

constexpr ShellName names[] = {
    shell_variable("state", state),    shell_variable("small", small),
    shell_variable("label", label),    shell_variable<get_gain, set_gain>("gain"),
    shell_variable<get_gain>("fixed"), shell_function<add>("add"),
    shell_function<note>("note"),      shell_function<broken>("broken"),
    shell_command<demo>("demo"),       shell_command<nap>("nap"),
    shell_command<probe>("probe"),     shell_command<reads_the_console>("reads_the_console"),
};

class ShellTest : public RuntimeTest {
protected:
    ShellTest() {
        state = 20;
        small = 0;
        label[0] = '\0';
        gain = 1.5;
        story.clear();
    }

    void type(std::chrono::milliseconds when, const std::string& text) {
        host::board().at(when, [text] { host::board().type(text); });
    }
    /// What the console says while the shell runs for so long, behind its first prompt.
    std::string run(Duration time = 10s) {
        auto task = sch.create_task(run_shell, shell, names);
        const auto main = [](Duration duration) -> Task<> { co_await sleep(duration); };
        sch.run(main(time));
        (void)task.cancel();
        const std::string& all = host::board().console();
        const auto prompt = all.find("\n--> ");
        return prompt == all.npos ? all : all.substr(prompt + 5);
    }
    /// What the console says of one line.
    std::string answer(const std::string& line) {
        type(10ms, line + "\n");
        std::string said = run(2s);
        EXPECT_TRUE(said.starts_with(line + "\n")) << said;
        EXPECT_TRUE(said.ends_with("--> ")) << said;
        said.resize(said.size() - 4);
        return said.substr(line.size() + 1);
    }

    Trace trace;
    Scheduler sch;
    Shell shell;
};

using SHL_1 = ShellTest;
using SHL_2 = ShellTest;
using SHL_3 = ShellTest;
using SHL_4 = ShellTest;
using SHL_5 = ShellTest;
using SHL_6 = ShellTest;
using SHL_7 = ShellTest;

TEST_F(SHL_1, ExpressionsArePrintedAndAssignmentsAreNot) {
    type(10ms, "1+1\n");
    type(50ms, "state\n");
    type(100ms, "state = 5\n");
    type(150ms, "state\n");
    EXPECT_EQ(run(), "1+1\n2\n--> state\n20\n--> state = 5\n--> state\n5\n--> ");
    EXPECT_EQ(state, 5);
}

TEST_F(SHL_2, AnErrorIsOneLineAndThenThereIsAPrompt) {
    EXPECT_EQ(answer("1/0"), "DivideByZero: the divisor is 0\n");
}

TEST_F(SHL_3, ACommandPrintsItsResultWhenItIsDone) {
    type(0ms, "await demo()\n");
    const auto ticker = [](Trace& events) -> Task<> {
        for (;;) {
            co_await sleep(400ms);
            events(std::to_string(host::board().console().ends_with("42\n--> ")));
        }
    };
    sch(ticker, trace);
    EXPECT_EQ(run(1300ms), "await demo()\n42\n--> ");
    EXPECT_EQ(trace.text(), "0@400 0@800 1@1200");
}

TEST_F(SHL_3, CtrlCCancelsItAndNothingElse) {
    type(0ms, "await demo()\n");
    type(400ms, "\x03");
    const auto ticker = [](Trace& events) -> Task<> {
        for (;;) {
            co_await sleep(300ms);
            events(host::board().console().ends_with("\n--> ") ? "prompt" : "runs");
        }
    };
    sch(ticker, trace);
    EXPECT_EQ(run(1300ms), "await demo()\nCancelled: by Ctrl-C: demo\n--> ");
    EXPECT_EQ(trace.text(), "runs@300 prompt@600 prompt@900 prompt@1200");
}

/// What a terminal's last line looks like after these bytes.
std::string screen(const std::string& bytes) {
    std::string line;
    std::size_t at = 0;
    for (const char c : bytes) {
        if (c == '\n') {
            line.clear();
            at = 0;
        } else if (c == '\b') {
            --at;
        } else if (c != '\a') {
            line.resize(std::max(line.size(), at + 1), ' ');
            line[at++] = c;
        }
    }
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

const std::string up = "\x1b[A";
const std::string down = "\x1b[B";

TEST_F(SHL_4, UpShowsTheLastFiveAndDownTheLineThatWasTyped) {
    const auto at = [](int step) { return std::chrono::milliseconds(100 * step); };
    int step = 1;
    for (const char* command : {"10", "11", "12", "13", "14", "15"}) {
        type(at(step++), std::string(command) + "\n");
    }
    type(at(step++), "16+");
    std::vector<std::string> shown;
    for (const std::string& key : {up, up, up, up, up, up, down, down, down, down, down, down}) {
        type(at(step), key);
        host::board().at(at(step) + 1ms,
                         [&shown] { shown.push_back(screen(host::board().console())); });
        ++step;
    }
    (void)run();
    EXPECT_THAT(shown, ElementsAre("--> 15", "--> 14", "--> 13", "--> 12", "--> 11", "--> 11",
                                   "--> 12", "--> 13", "--> 14", "--> 15", "--> 16+", "--> 16+"));
}

TEST_F(SHL_4, AChangedLineIsRunAndRemembered) {
    type(10ms, "1+1\n");
    type(100ms, up + "\x08" + "2\n");
    type(200ms, up + "\n");
    EXPECT_EQ(run(), "1+1\n2\n--> 1+1\b\b\b1+1\b \b2\n3\n--> 1+2\b\b\b1+2\n3\n--> ");
}

TEST_F(SHL_5, LineEndsWithin20MillisecondsAreOne) {
    type(10ms, "\n\n");
    EXPECT_EQ(run(), "\n--> ");
}
TEST_F(SHL_5, CarriageReturnAndLineFeedAreOne) {
    type(10ms, "1\r\n2\r\n");
    EXPECT_EQ(run(), "1\n1\n--> 2\n2\n--> ");
}
TEST_F(SHL_5, LineEnds25MillisecondsApartAreTwo) {
    type(10ms, "\n");
    type(35ms, "\n");
    EXPECT_EQ(run(), "\n--> \n--> ");
}

TEST_F(SHL_6, CtrlDEndsThePromptAndTheScheduler) {
    type(10ms, "\x04");
    const auto shell_task = sch.create_task(run_shell, shell, names);
    const auto ticker = []() -> Task<> {
        for (;;) co_await sleep(1s);
    };
    sch(ticker);
    sch.run_forever();
    EXPECT_EQ(Clock::now(), Time(10ms));
    EXPECT_TRUE(shell_task.done());
    EXPECT_THAT(host::board().console(), testing::EndsWith("--> \n"));
}

TEST_F(SHL_7, RawModeAnswersPrograms) {
    type(10ms, "\x01");
    type(50ms, "1+1\x04");
    type(90ms, "\x02");
    EXPECT_EQ(run(),
              "\nraw REPL; CTRL-B to exit\r\n>"
              "OK2\n\x04\x04>"
              "\r\n--> ");
}
TEST_F(SHL_7, RawModeTellsErrorsApart) {
    type(10ms, "\x01state = 7\nstate\n1/0\nstate = 8\x04");
    EXPECT_EQ(run(),
              "\nraw REPL; CTRL-B to exit\r\n>OK7\n\x04"
              "DivideByZero: the divisor is 0\n\x04>");
    EXPECT_EQ(state, 7);
}
TEST_F(SHL_7, RawModeRunsCommandsAndCtrlCEndsThem) {
    type(10ms,
         "\x01"
         "await demo()\x04");
    type(2000ms, "await demo()\x04");
    type(2100ms, "\x03");
    EXPECT_EQ(run(),
              "\nraw REPL; CTRL-B to exit\r\n>OK42\n\x04\x04>"
              "OK\x04"
              "Cancelled: by Ctrl-C: demo\n\x04>");
}
TEST_F(SHL_7, RawModeWithoutTextIsNoReset) {
    type(10ms, "\x01\x04");
    EXPECT_EQ(run(),
              "\nraw REPL; CTRL-B to exit\r\n>"
              "Ignored: soft reboot\r\nraw REPL; CTRL-B to exit\r\n>");
}
TEST_F(SHL_7, CtrlCClearsWhatWasSentInRawMode) {
    type(10ms,
         "\x01"
         "abc\x03"
         "1+2\x04");
    EXPECT_EQ(run(), "\nraw REPL; CTRL-B to exit\r\n>OK3\n\x04\x04>");
}

/// Typed straight, 12+34*5; each of these is the same.
TEST_F(SHL_7, EditingMakesTheSameTextAsTypingStraight) {
    const std::string left = "\x1b[D";
    const std::string right = "\x1b[C";
    const std::vector<std::string> ways = {
        "12+34*5",
        "12+4*5" + left + left + left + "3",
        "2+34*5\x1b[H1",
        "2+34*5\x1bOH1\x1bOF",
        "2+34*\x1b[1~1\x1b[4~5",
        "12+34*55\x7f",
        "12+34*5xy" + left + "\x08\x1b[3~",
        "12x+34*5\x1b[H" + right + right + "\x1b[3~",
        "\x1b[D\x1b[C\x08\x7f"
        "12+34*5\x1b[C\x1b[3~",
    };
    int step = 1;
    for (const std::string& way : ways) type(std::chrono::milliseconds(100 * step++), way + "\n");
    const std::string said = run();
    std::size_t found = 0;
    for (std::size_t at = 0; (at = said.find("\n182\n--> ", at)) != said.npos; ++at) ++found;
    EXPECT_EQ(found, ways.size()) << said;
}

TEST_F(ShellTest, RealNumbersHaveFourDigits) { EXPECT_EQ(answer("gain * 2"), "3.0000\n"); }
TEST_F(ShellTest, ALineOfEachKind) {
    type(10ms, "label = 'ab' + \"c\"\n");
    type(50ms, "label\n");
    type(100ms, "gain = 2\n");
    type(150ms, "gain == 2.0\n");
    type(200ms, "add(state, -1)\n");
    type(250ms, "note('a b')\n");
    EXPECT_EQ(run(),
              "label = 'ab' + \"c\"\n--> label\nabc\n--> gain = 2\n--> gain == 2.0\ntrue\n--> "
              "add(state, -1)\n19\n--> note('a b')\n--> ");
    EXPECT_EQ(story, "a b;");
}
TEST_F(ShellTest, AResultOfAFunctionThatFails) {
    EXPECT_EQ(answer("broken()"), "Error: no_device: broken\n");
}
TEST_F(ShellTest, ASetterMayRefuse) {
    EXPECT_EQ(answer("gain = -1"), "Error: out_of_range: gain\n");
    EXPECT_EQ(gain, 1.5);
}
TEST_F(ShellTest, CommandsThatTakeAndGiveSomething) {
    type(0ms, "await nap(0.1)\n");
    type(200ms, "label = await probe('x')\n");
    type(300ms, "label\n");
    type(400ms, "await probe('nothing')\n");
    type(500ms, "state = await nap(0)\n");
    EXPECT_EQ(run(),
              "await nap(0.1)\n--> label = await probe('x')\n--> label\nfound\n--> "
              "await probe('nothing')\nError: no_device\n--> "
              "state = await nap(0)\nTypeError: there is no value to assign: state\n--> ");
}

TEST_F(ShellTest, WhatIsTypedMeanwhileWaits) {
    type(0ms, "await demo()\nstate\nawait demo()\n1+1\n");
    EXPECT_EQ(run(), "await demo()\n42\n--> state\n20\n--> await demo()\n42\n--> 1+1\n2\n--> ");
}
TEST_F(ShellTest, WhatHasNoRoomMeanwhileRingsTheBell) {
    type(0ms, "await demo()\n");
    type(100ms, "1" + std::string(69, ' '));
    type(2000ms, "\n");
    const std::string said = run();
    EXPECT_EQ(std::count(said.begin(), said.end(), '\a'), 6) << said;
    EXPECT_THAT(said, testing::EndsWith("\n1\n--> "));
}
TEST_F(ShellTest, CtrlCIsHeardWhereNothingElseHasRoom) {
    type(0ms, "await demo()\n");
    type(100ms, std::string(200, 'x') + "\x03");
    EXPECT_THAT(run(900ms), testing::EndsWith("\aCancelled: by Ctrl-C: demo\n--> "));
}
TEST_F(ShellTest, ACommandThatReadsTheConsoleIsRefusedAndHangsNothing) {
    type(0ms, "await reads_the_console()\n1+1\n");
    EXPECT_THAT(run(900ms), testing::EndsWith("\n--> 1+1\n2\n--> "));
    EXPECT_EQ(story, "refused;");
}
/// Leaves no task memory from 5 ms on.
Task<> hog() {
    co_await sleep(5ms);
    const auto waits = []() -> Task<> { co_await sleep(1h); };
    std::vector<TaskHandle<void>> tasks;
    while (auto task = Scheduler::current().try_create_task(waits)) tasks.push_back(*task);
    co_await sleep(100ms);
    for (const auto& task : tasks) (void)task.cancel();
}
TEST_F(ShellTest, WithoutTaskMemoryOnlyCoroutinesAreRefused) {
    type(10ms, "1+1\nawait demo()\n");
    sch(hog);
    EXPECT_EQ(run(), "1+1\n2\n--> await demo()\nMemoryError: no task memory for it: demo\n--> ");
}

TEST_F(ShellTest, CtrlCDiscardsTheLine) {
    type(10ms,
         "1+\x03"
         "2\n");
    EXPECT_EQ(run(), "1+\n--> 2\n2\n--> ");
}
TEST_F(ShellTest, WhatIsNoKeyDoesNothing) {
    type(10ms, "1\x02\x06\x09\x0b\x1b[Z\x1b[99~\x1bx\x80\xff+2\n");
    EXPECT_EQ(run(), "1+2\n3\n--> ");
}
TEST_F(ShellTest, ALineThatIsFullRingsTheBell) {
    const std::string line = std::string(74, ' ') + "7";
    type(10ms, line + "7\n");
    EXPECT_EQ(run(), line + "\a\n7\n--> ");
}

const std::string paste_message = "\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\n===\n";

TEST_F(ShellTest, PasteRunsSeveralLines) {
    type(10ms, "x\x05state = 3\r\n\r\n# a comment\nstate\x04");
    EXPECT_EQ(run(), "x" + paste_message + "state = 3\n\n# a comment\nstate\n3\n--> ");
}
TEST_F(ShellTest, PasteIsAborted) {
    type(10ms, "\x05state = 3\n\x03");
    type(50ms, "state\n");
    EXPECT_EQ(run(), paste_message + "state = 3\n\n--> state\n20\n--> ");
}
TEST_F(ShellTest, PasteThatIsTooLongIsNotRun) {
    type(10ms, "\x05state = 3\n#" + std::string(502, 'x') + "\x04");
    EXPECT_EQ(run(), paste_message + "state = 3\n#" + std::string(501, 'x') +
                         "\a\nMemoryError: the text has more than 512 bytes\n--> ");
    EXPECT_EQ(state, 20);
}

const std::string raw_begin = "\nraw REPL; CTRL-B to exit\r\n>";
const std::string window("R\x01\x00\x02\x01", 5);

TEST_F(ShellTest, RawPasteHasAWindow) {
    type(10ms,
         "\x01\x05"
         "A\x01");
    type(50ms, "state = 6\n#" + std::string(501, 'x'));
    type(90ms, "\x04");
    EXPECT_EQ(run(), raw_begin + window + "\x01\x04\x04\x04>");
    EXPECT_EQ(state, 6);
}
TEST_F(ShellTest, RawPasteOfMoreIsStopped) {
    type(10ms,
         "\x01\x05"
         "A\x01"
         "state = 6\n#" +
             std::string(600, 'x') +
             "\x04"
             "1\x04");
    EXPECT_EQ(run(), raw_begin + window +
                         "\x01\x04\x04MemoryError: the text has more than 512 bytes\n\x04>OK1\n"
                         "\x04\x04>");
    EXPECT_EQ(state, 20);
}
TEST_F(ShellTest, RawPasteIsAborted) {
    type(10ms,
         "\x01\x05"
         "A\x01"
         "state = 6\n\x03");
    EXPECT_EQ(run(), raw_begin + window +
                         "\x04\x04"
                         "Cancelled: by Ctrl-C\n\x04>");
    EXPECT_EQ(state, 20);
}
TEST_F(ShellTest, OtherQuestionsInRawModeAreAnsweredNo) {
    type(10ms,
         "\x01\x05"
         "B\x01");
    EXPECT_EQ(run(), raw_begin + std::string("R\0>", 3));
}
TEST_F(ShellTest, RawTextThatIsTooLongIsNotRun) {
    type(10ms, "\x01state = 6\n#" + std::string(502, 'x') +
                   "\x04"
                   "state\x04");
    EXPECT_EQ(
        run(),
        raw_begin + "OK\x04MemoryError: the text has more than 512 bytes\n\x04>OK20\n\x04\x04>");
}

TEST_F(ShellTest, CancellingTheShellCancelsItsCommand) {
    type(0ms, "await nap(100)\n");
    (void)run(1s);
    EXPECT_EQ(detail::frame_pool.used(), 0U);
}

namespace example {
constinit int state = 20;
perth::Task<int> demo() {
    co_await perth::sleep(1s);
    co_return 42;
}
constexpr perth::ShellName names[] = {
    perth::shell_variable("state", state),
    perth::shell_command<demo>("demo"),
};
constinit perth::Shell shell;

void perth_main(perth::Scheduler& sch) { sch(perth::run_shell, shell, names); }
}  // namespace example

TEST_F(ShellTest, Example) {
    type(0ms, "state + 1\n");
    type(100ms, "await demo()\n");
    type(2000ms, "\x04");
    example::perth_main(sch);
    sch.run_forever();
    EXPECT_THAT(host::board().console(),
                testing::EndsWith("--> state + 1\n21\n--> await demo()\n42\n--> \n"));
}

}  // namespace
}  // namespace perth
