#include "perth/io/console.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ConsoleTest : public RuntimeTest {
protected:
    /// What the program has printed since its first line.
    static std::string printed() {
        const std::string& all = host::board().console();
        return all.starts_with("-- ") ? all.substr(all.find('\n') + 1) : all;
    }

    Trace trace;
    Scheduler sch;
};

TEST_F(ConsoleTest, LinesThatAreTyped) {
    host::board().at(10ms, [] { host::board().type("one\ntw"); });
    host::board().at(20ms, [] { host::board().type("o\n"); });
    const auto main = [](Trace& story) -> Task<> {
        char buffer[16];
        for (int i = 0; i < 2; ++i) {
            const auto line = co_await console().read_line(buffer);
            story(std::string(line.value().substr(0, 3)));
        }
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "one@10 two@20");
}

TEST_F(ConsoleTest, WhatIsWrittenKeepsTheOrderAndBeginsNoFrame) {
    const auto main = []() -> Task<> {
        println("first");
        EXPECT_TRUE(co_await console().write_all("\x06second\n"));
        println("third");
    };
    sch.run(main());
    EXPECT_EQ(printed(), "first\n\\x06second\nthird\n");
}

TEST_F(ConsoleTest, ServesOneSchedulerAfterAnother) {
    for (int i = 0; i < 2; ++i) {
        host::board().restart();
        host::board().at(10ms, [] { host::board().type("again\n"); });
        Scheduler scheduler;
        const auto main = []() -> Task<bool> {
            char buffer[16];
            const auto line = co_await console().read_line(buffer);
            co_return line.has_value();
        };
        EXPECT_TRUE(scheduler.run(main()));
    }
}

namespace example {
perth::Task<> ask(perth::Scheduler&) {
    char buffer[80];
    perth::print("what is your name? ");
    const auto line = co_await perth::console().read_line(buffer);
    if (line) perth::print("hello, {}", *line);
}
}  // namespace example

TEST_F(ConsoleTest, Example) {
    host::board().at(10ms, [] { host::board().type("Ada\n"); });
    sch.run(example::ask(sch));
    EXPECT_EQ(printed(), "what is your name? hello, Ada\n");
}

}  // namespace
}  // namespace perth
