#include "cli/console/stamps.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <string>

#include "tests/cli/console/in_pieces.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock::time_point;

/// Time that moves only when it is told to.
class StampsTest : public testing::Test {
protected:
    StampsTest() {
        ::setenv("TZ", "UTC-2", 1);
        ::tzset();
    }
    ~StampsTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }
    [[nodiscard]] Clocks clocks() {
        return {.wall = [this] { return std::chrono::system_clock::time_point(now_); },
                .steady = [this] { return Steady(now_); }};
    }
    std::string fed(Timestamps& stage, std::string_view bytes) {
        std::string out;
        stage.feed(bytes, out);
        return out;
    }

    std::chrono::milliseconds now_{1'000'000'000'123};
};

TEST_F(StampsTest, IsoIsLocalDateAndTime) {
    Timestamps stage(Stamp::iso, Steady(now_), false, clocks());
    EXPECT_EQ(fed(stage, "one\n\ntw"),
              "[2001-09-09T03:46:40.123] one\n"
              "[2001-09-09T03:46:40.123] \n"
              "[2001-09-09T03:46:40.123] tw");
    now_ += 5s;
    EXPECT_EQ(fed(stage, "o\n"), "o\n");
    EXPECT_EQ(fed(stage, "x"), "[2001-09-09T03:46:45.123] x");
}

TEST_F(StampsTest, DeltaIsSinceTheLineBefore) {
    Timestamps stage(Stamp::delta, Steady(now_), false, clocks());
    now_ += 412ms;
    EXPECT_EQ(fed(stage, "one\n"), "[+    0.412] one\n");
    now_ += 100s;
    EXPECT_EQ(fed(stage, "two\nthree\n"), "[+  100.000] two\n[+    0.000] three\n");
}

TEST_F(StampsTest, UptimeIsSinceThePortWasOpened) {
    Timestamps stage(Stamp::uptime, Steady(now_), false, clocks());
    now_ += 1s;
    EXPECT_EQ(fed(stage, "one\n"), "[    1.000] one\n");
    now_ += 3600s;
    EXPECT_EQ(fed(stage, "two\n"), "[ 3601.000] two\n");
}

TEST_F(StampsTest, ALineThatBeganBeforeGetsNone) {
    Timestamps stage(Stamp::uptime, Steady(now_), true, clocks());
    EXPECT_EQ(fed(stage, "rest\nnext"), "rest\n[    0.000] next");
}

TEST_F(StampsTest, StandWhereverTheBytesAreCut) {
    EXPECT_EQ(through(
                  [this] {
                      return std::make_unique<Timestamps>(Stamp::uptime, Steady(now_), false,
                                                          clocks());
                  },
                  "a\r\n\nb"),
              "[    0.000] a\r\n[    0.000] \n[    0.000] b");
}

}  // namespace
}  // namespace perth::cli
