#include "cli/support/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/support/utf8.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// A progress display with a clock that the test moves.
struct Display {
    explicit Display(Progress::Show show, std::size_t columns = 80)
        : progress(
              show, columns, [this](const std::string& text) { written.push_back(text); },
              [this] { return now; }) {}

    void update_after(std::chrono::milliseconds time, std::size_t done) {
        now += time;
        progress.update(done);
    }

    Progress::Clock::time_point now{};
    std::vector<std::string> written;
    Progress progress;
};

// The text of a redraw without the spaces that wipe out the one before.
std::string shown(const std::string& redraw) {
    return redraw.substr(0, redraw.find_last_not_of(' ') + 1);
}

TEST(Progress, StaysQuietForHalfASecond) {
    for (const auto show : {Progress::Show::bar, Progress::Show::lines, Progress::Show::events}) {
        Display display(show);
        display.progress.begin("write", 100, false);
        display.update_after(499ms, 100);
        display.progress.end();
        EXPECT_THAT(display.written, IsEmpty());
    }
}

TEST(Progress, CountsHalfASecondFromEachPhase) {
    Display display(Progress::Show::lines);
    display.progress.begin("erase", 10, false);
    display.update_after(600ms, 10);
    display.progress.begin("write", 10, false);
    display.update_after(400ms, 10);
    EXPECT_THAT(display.written, ElementsAre("erase: 100 % (10 of 10)\n"));
}

TEST(Progress, BarShowsBytesRateAndTimeLeft) {
    Display display(Progress::Show::bar);
    display.progress.begin("write", 512 * 1024, true);
    display.update_after(2s, 128 * 1024);
    ASSERT_EQ(display.written.size(), 1);
    EXPECT_EQ(shown(display.written[0]),
              "\rwrite [#####                 ]  25 %  128.0 KiB/512.0 KiB  64.0 KiB/s  6 s left");
}

TEST(Progress, BarOfStepsHasNoRate) {
    Display display(Progress::Show::bar);
    display.progress.begin("compile", 40, false);
    display.update_after(1s, 10);
    ASSERT_EQ(display.written.size(), 1);
    EXPECT_EQ(shown(display.written[0]),
              "\rcompile [#######                       ]  25 %  10/40  3 s left");
}

TEST(Progress, LongTimesAreInMinutesAndHours) {
    Display display(Progress::Show::bar);
    display.progress.begin("w", 3600, false);
    display.update_after(1s, 30);
    display.update_after(1s, 31);
    display.progress.begin("w", 7200, false);
    display.update_after(1s, 1);
    ASSERT_EQ(display.written.size(), 4);
    EXPECT_EQ(shown(display.written[0]),
              "\rw [                              ]   0 %  30/3600  1:59 min left");
    EXPECT_EQ(shown(display.written[1]),
              "\rw [                              ]   0 %  31/3600  3:50 min left");
    EXPECT_EQ(shown(display.written[3]),
              "\rw [                              ]   0 %  1/7200  1:59 h left");
}

TEST(Progress, BarFitsTwentyColumns) {
    Display display(Progress::Show::bar, 20);
    display.progress.begin("write", 512 * 1024, true);
    display.update_after(2s, 128 * 1024);
    EXPECT_THAT(display.written, ElementsAre("\rwrite  25 %        "));
}

TEST(Progress, BarLeavesTheLastColumnFreeAtEveryWidth) {
    for (std::size_t columns = 10; columns <= 120; ++columns) {
        for (const auto* phase :
             {"w", "write and verify", "\u00fcbertragen", "\u66f8\u304d\u8fbc\u307f"}) {
            Display display(Progress::Show::bar, columns);
            display.progress.begin(phase, 1'000'000'000, true);
            display.update_after(1s, 1);
            display.update_after(1s, 999'999'999);
            for (const auto& redraw : display.written) {
                EXPECT_EQ(redraw[0], '\r');
                EXPECT_EQ(text_width(redraw), columns - 1) << columns << " " << redraw;
                EXPECT_NE(redraw.find('%'), std::string::npos) << columns << " " << redraw;
            }
        }
    }
}

TEST(Progress, BarIsRedrawnTenTimesASecondAndAtTheEnd) {
    Display display(Progress::Show::bar);
    display.progress.begin("write", 10'000, false);
    display.update_after(500ms, 1);
    for (std::size_t i = 0; i < 100; ++i) display.update_after(10ms, 2 + i);
    EXPECT_EQ(display.written.size(), 11);
    display.update_after(1ms, 10'000);
    EXPECT_EQ(display.written.size(), 12);
}

TEST(Progress, EndRemovesTheBar) {
    Display display(Progress::Show::bar, 20);
    display.progress.begin("write", 10, false);
    display.update_after(1s, 5);
    display.progress.end();
    display.progress.end();
    ASSERT_EQ(display.written.size(), 2);
    EXPECT_EQ(display.written[1], "\r" + std::string(19, ' ') + "\r");
}

TEST(Progress, DestructorRemovesTheBar) {
    std::vector<std::string> written;
    Progress::Clock::time_point now{};
    {
        Progress progress(
            Progress::Show::bar, 12, [&](const std::string& text) { written.push_back(text); },
            [&] { return now; });
        progress.begin("w", 2, false);
        now += 1s;
        progress.update(1);
    }
    EXPECT_THAT(written, ElementsAre("\rw  50 %    ", "\r           \r"));
}

TEST(Progress, LinesComeEachTenPercent) {
    Display display(Progress::Show::lines);
    display.progress.begin("write", 4096, true);
    display.update_after(600ms, 100);
    for (std::size_t done = 0; done <= 4096; done += 128) display.update_after(1ms, done);
    EXPECT_THAT(
        display.written,
        ElementsAre("write: 12 % (512 B of 4.0 KiB)\n", "write: 21 % (896 B of 4.0 KiB)\n",
                    "write: 31 % (1.2 KiB of 4.0 KiB)\n", "write: 40 % (1.6 KiB of 4.0 KiB)\n",
                    "write: 50 % (2.0 KiB of 4.0 KiB)\n", "write: 62 % (2.5 KiB of 4.0 KiB)\n",
                    "write: 71 % (2.9 KiB of 4.0 KiB)\n", "write: 81 % (3.2 KiB of 4.0 KiB)\n",
                    "write: 90 % (3.6 KiB of 4.0 KiB)\n", "write: 100 % (4.0 KiB of 4.0 KiB)\n"));
}

TEST(Progress, EventsAreJsonObjects) {
    Display display(Progress::Show::events);
    display.progress.begin("write \"a\"", 4096, true);
    display.update_after(500ms, 1024);
    display.update_after(500ms, 4096);
    display.progress.begin("compile", 7, false);
    display.update_after(1s, 2);
    EXPECT_THAT(
        display.written,
        ElementsAre("{\"phase\":\"write \\\"a\\\"\",\"bytes\":1024,\"total\":4096,\"rate\":2048}\n",
                    "{\"phase\":\"write \\\"a\\\"\",\"bytes\":4096,\"total\":4096,\"rate\":4096}\n",
                    "{\"phase\":\"compile\",\"steps\":2,\"total\":7,\"rate\":2}\n"));
}

TEST(Progress, ShowsNothingWhenAskedTo) {
    Display display(Progress::Show::nothing);
    display.progress.begin("write", 10, false);
    display.update_after(5s, 10);
    display.progress.end();
    EXPECT_THAT(display.written, IsEmpty());
}

TEST(Progress, MoreThanTheTotalIsTheTotal) {
    Display display(Progress::Show::lines);
    display.progress.begin("write", 10, false);
    display.update_after(1s, 11);
    EXPECT_THAT(display.written, ElementsAre("write: 100 % (10 of 10)\n"));
}

TEST(Progress, NothingToDoAndNoPhaseShowNothing) {
    Display display(Progress::Show::bar);
    display.update_after(1s, 5);
    display.progress.begin("write", 0, true);
    display.update_after(1s, 0);
    EXPECT_THAT(display.written, IsEmpty());
}

}  // namespace
}  // namespace perth::cli
