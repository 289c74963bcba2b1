#include "cli/emulator/qmp.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

// As QEMU 7.2 sends them.
constexpr std::string_view greeting =
    R"({"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, )"
    R"("capabilities": ["oob"]}})"
    "\r\n";
constexpr std::string_view done = "{\"return\": {}}\r\n";
constexpr std::string_view guest_reset =
    R"({"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", )"
    R"("data": {"guest": true, "reason": "guest-reset"}})"
    "\r\n"
    R"({"timestamp": {"seconds": 1, "microseconds": 3}, "event": "STOP"})"
    "\r\n";
constexpr std::string_view was_reset =
    R"({"timestamp": {"seconds": 1, "microseconds": 4}, "event": "RESET", )"
    R"("data": {"guest": false, "reason": "host-qmp-system-reset"}})"
    "\r\n";

Qmp running() {
    Qmp qmp;
    (void)qmp.feed(greeting);
    (void)qmp.feed(done);
    (void)qmp.start();
    return qmp;
}

std::string complaint(std::string_view bytes) {
    Qmp qmp = running();
    try {
        (void)qmp.feed(bytes);
    } catch (const Error& error) {
        return error.text();
    }
    return "no error";
}

TEST(Qmp, NegotiatesThenStarts) {
    Qmp qmp;
    EXPECT_EQ(qmp.feed(greeting), "{\"execute\":\"qmp_capabilities\"}\n");
    EXPECT_FALSE(qmp.is_ready());
    EXPECT_EQ(qmp.feed(done), "");
    EXPECT_TRUE(qmp.is_ready());
    EXPECT_EQ(qmp.start(), "{\"execute\":\"cont\"}\n");
    EXPECT_FALSE(qmp.is_ready());
}

TEST(Qmp, HoldsAResetUntilItIsToldToRestart) {
    Qmp qmp = running();
    EXPECT_EQ(qmp.feed(guest_reset), "");
    EXPECT_TRUE(qmp.is_held());
    EXPECT_EQ(qmp.restart(),
              "{\"execute\":\"set-action\",\"arguments\":{\"reboot\":\"reset\"}}\n"
              "{\"execute\":\"system_reset\"}\n");
    EXPECT_FALSE(qmp.is_held());
    EXPECT_EQ(qmp.feed(was_reset),
              "{\"execute\":\"set-action\",\"arguments\":{\"reboot\":\"shutdown\"}}\n"
              "{\"execute\":\"cont\"}\n");
    EXPECT_EQ(qmp.feed(guest_reset), "");
    EXPECT_TRUE(qmp.is_held());
}

TEST(Qmp, SaysTheSameWhereverTheBytesAreCut) {
    const std::string bytes(guest_reset);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        Qmp qmp = running();
        (void)qmp.feed(bytes.substr(0, cut));
        (void)qmp.feed(bytes.substr(cut));
        ASSERT_TRUE(qmp.is_held()) << "cut at " << cut;
    }
}

TEST(Qmp, LetsQemuEndWhenTheFirmwareSwitchesTheMachineOff) {
    Qmp qmp = running();
    EXPECT_EQ(
        qmp.feed(R"({"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-shutdown"}})"
                 "\n"),
        "{\"execute\":\"quit\"}\n");
    EXPECT_FALSE(qmp.is_held());
}

TEST(Qmp, IgnoresOtherEvents) {
    Qmp qmp = running();
    EXPECT_EQ(
        qmp.feed("{\"event\": \"RESUME\"}\n{\"event\": \"STOP\"}\n\r\n" + std::string(was_reset)),
        "");
    EXPECT_FALSE(qmp.is_held());
}

TEST(Qmp, PassesARefusalOn) {
    EXPECT_EQ(
        complaint("{\"error\": {\"class\": \"GenericError\", \"desc\": \"no such thing\"}}\n"),
        "error: QEMU refused a command\n  no such thing");
}

TEST(Qmp, RefusesWhatIsNoQmp) {
    EXPECT_EQ(complaint(std::string(70000, 'x')),
              "error: QEMU's control socket sent a line that does not end");
    EXPECT_NE(complaint("hello\n"), "no error");
    EXPECT_NE(complaint("[]\n"), "no error");
    EXPECT_NE(complaint("{\"error\": 7}\n"), "no error");
    EXPECT_NE(complaint("{\"event\": \"SHUTDOWN\"}\n"), "no error");
}

}  // namespace
}  // namespace perth::cli
