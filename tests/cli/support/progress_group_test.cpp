#include "cli/support/progress_group.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

/// Time passes by a second whenever somebody looks.
class Group : public testing::Test {
protected:
    ProgressGroup group(Progress::Show show, std::vector<std::string> names) {
        return ProgressGroup(
            show, 60, std::move(names), [this](const std::string& text) { shown_ += text; },
            [this] { return now_ += 1s; });
    }

    Progress::Clock::time_point now_{};
    std::string shown_;
};

TEST_F(Group, TellsInEventsWhichDeviceItIs) {
    {
        auto progress = group(Progress::Show::events, {"1-2"});
        progress.of(0).begin("writing", 10, true);
        progress.of(0).update(10);
    }
    EXPECT_EQ(shown_,
              "{\"device\":\"1-2\",\"phase\":\"writing\",\"bytes\":10,\"total\":10,\"rate\":5}\n");
}

TEST_F(Group, BeginsLinesWithTheDevice) {
    {
        auto progress = group(Progress::Show::lines, {"1-2", "1-3"});
        progress.of(1).begin("writing", 10, true);
        progress.of(1).update(10);
    }
    EXPECT_EQ(shown_, "1-3: writing: 100 % (10 B of 10 B)\n");
}

TEST_F(Group, LooksLikeNoGroupIfThereIsOneDevice) {
    {
        auto progress = group(Progress::Show::lines, {"1-2"});
        progress.of(0).begin("writing", 10, true);
        progress.of(0).update(10);
    }
    EXPECT_EQ(shown_, "writing: 100 % (10 B of 10 B)\n");
}

TEST_F(Group, PutsABarBelowTheOther) {
    auto progress = group(Progress::Show::bar, {"1-2", "1-13"});
    progress.of(0).begin("writing", 10, true);
    progress.of(0).update(5);
    progress.of(1).begin("erasing", 10, true);
    shown_.clear();
    progress.of(1).update(10);
    EXPECT_EQ(shown_,
              "\x1b[1A\x1b[J"
              "1-2   writing [#####     ]  50 %  5 B/10 B  2 B/s  3 s left\n"
              "1-13  erasing [#########] 100 %  10 B/10 B  5 B/s  0 s left\n");
    shown_.clear();
    progress.above([this] { shown_ += "a line\n"; });
    EXPECT_EQ(shown_,
              "\x1b[2A\x1b[J"
              "a line\n"
              "1-2   writing [#####     ]  50 %  5 B/10 B  2 B/s  3 s left\n"
              "1-13  erasing [#########] 100 %  10 B/10 B  5 B/s  0 s left\n");
    shown_.clear();
    progress.of(1).end();
    EXPECT_EQ(shown_,
              "\x1b[2A\x1b[J"
              "1-2   writing [#####     ]  50 %  5 B/10 B  2 B/s  3 s left\n");
    shown_.clear();
    progress.of(0).end();
    EXPECT_EQ(shown_, "\x1b[1A\x1b[J");
}

TEST_F(Group, MayBeUsedByAThreadForEachDevice) {
    std::size_t lines = 0;
    ProgressGroup progress(Progress::Show::events, 60, {"1-2", "1-3"},
                           [&](const std::string&) { ++lines; });
    const auto work = [&](std::size_t index) {
        for (int i = 0; i < 100; ++i) progress.above([&] { ++lines; });
        progress.of(index).begin("writing", 10, true);
    };
    std::thread other(work, 1);
    work(0);
    other.join();
    EXPECT_EQ(lines, 200U);
}

}  // namespace
}  // namespace perth::cli
