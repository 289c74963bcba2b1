#include "cli/console/watch_events.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <string>

namespace perth::cli {
namespace {

std::string timeless(const std::string& event) {
    return std::regex_replace(event, std::regex("\"time\":[0-9]+\\.[0-9]{3}"), "\"time\":T");
}

TEST(WatchEvents, AreJsonObjects) {
    EXPECT_EQ(timeless(line_event("a \"b\" \xff")), "{\"line\":\"a \\\"b\\\" \ufffd\",\"time\":T}");
    EXPECT_EQ(timeless(port_event("gone", "/dev/ttyACM0")),
              R"({"event":"gone","port":"/dev/ttyACM0","time":T})");
    EXPECT_EQ(timeless(gap_event(std::chrono::milliseconds(412), true)),
              R"({"event":"gap","ms":412,"restarted":true,"time":T})");
    EXPECT_EQ(timeless(banner_event({"hello", "0.1.0", "1a2b"})),
              R"({"event":"started","name":"hello","version":"0.1.0","build":"1a2b","time":T})");
    Dump dump;
    dump.headline = "fault BusFault";
    EXPECT_EQ(timeless(dump_event(dump, {"pc 1", "lr 2"})),
              R"({"event":"dump","what":"fault BusFault","lines":["pc 1","lr 2"],"time":T})");
}

TEST(WatchEvents, ShowTypedKeysAsText) {
    EXPECT_EQ(printable_keys("a\rb\n\tc\x03\x1b[2J\x7f\u00e9"), "a\nb\n\tc[2J\u00e9");
}

}  // namespace
}  // namespace perth::cli
