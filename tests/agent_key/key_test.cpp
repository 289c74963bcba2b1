// An agent with a key: what it answers before and after it was shown. The tool's HMAC and the
// firmware's are two.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/agent/client.hpp"
#include "cli/support/error.hpp"
#include "cli/support/hmac.hpp"
#include "host.hpp"
#include "perth/diag/sha256.hpp"
#include "perth/perth.hpp"
#include "tests/sync/device_line.hpp"

namespace perth {

namespace detail {
// As the build's agent_key.cpp: the key "correct horse".
bool agent_key_was_shown() noexcept;
extern const std::array<std::uint8_t, 32> agent_key;
const std::array<std::uint8_t, 32> agent_key = cli::agent_key_of("correct horse\n");
[[gnu::used]] static auto* const linked = &agent_key_was_shown;
}  // namespace detail

namespace {

using cli::AgentClient;
using cli::Bytes;
using cli::CborMapWriter;
using test::DeviceLine;
using test::ModelFlash;
using Op = cli::SmpPacket::Op;

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

TEST(Hmac, IsTheStandardsOnBothSides) {
    // RFC 4231, "Test Case 2".
    const Bytes key = bytes_of("Jefe");
    const Bytes text = bytes_of("what do ya want for nothing?");
    const char* const digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    EXPECT_EQ(hex(cli::hmac_sha256(key, text)), digest);
    EXPECT_EQ(hex(detail::hmac_sha256(key, text)), digest);
    for (std::size_t size = 0; size < 200; ++size) {
        const Bytes message(size, 'a');
        detail::Sha256 hash;
        hash.add(message);
        EXPECT_EQ(hex(hash.finish()), hex(cli::sha256(message))) << size;
    }
}

class Key : public testing::Test {
protected:
    Key() { host::board().restart(); }

    std::string describe(const char* key) {
        AgentClient client(line, "the model");
        if (key != nullptr) client.set_key(cli::agent_key_of(key));
        try {
            (void)client.ask({.command = 2, .what = "describe itself"});
        } catch (const cli::Error& error) {
            return error.text();
        }
        return "";
    }
    void pause(Duration time) {
        Scheduler scheduler;
        scheduler.run([](Duration pause) -> Task<> { co_await sleep(pause); }(time));
    }

    ModelFlash flash{test::nrf51_shape()};
    DeviceLine line{flash};
};

TEST_F(Key, IsWantedForAllButEchoAndParameters) {
    pause(Duration(60'000'000));
    EXPECT_EQ(describe(nullptr),
              "error: the agent of the model refused to describe itself\n"
              "  the firmware wants its key first (rc 11)");
    EXPECT_EQ(describe("battery staple"),
              "error: the agent of the model refused to take this project's key\n"
              "  the firmware wants its key first (rc 11)");
    AgentClient client(line, "the model");
    EXPECT_EQ(client.ask({.group = 0, .command = 6, .what = "tell"}).number_of("buf_size"), 320U);
    EXPECT_EQ(describe("correct horse"), "");
    EXPECT_EQ(describe(nullptr), "");  // it is open now
    pause(Duration(60'000'000));
    EXPECT_NE(describe(nullptr), "");
}

TEST_F(Key, IsShownOnceForEachChallenge) {
    AgentClient client(line, "the model");
    const auto challenge = [&] {
        return client.ask({.command = 9, .what = "challenge"}).bytes_of("n").value();
    };
    const Bytes first = challenge();
    const Bytes second = challenge();
    EXPECT_EQ(first.size(), 16U);
    EXPECT_NE(first, second);
    const auto answer = [&](const Bytes& nonce) {
        return CborMapWriter()
            .bytes("m", cli::hmac_sha256(cli::agent_key_of("correct horse"), nonce))
            .take();
    };
    const auto unlock = [&](const Bytes& nonce) {
        (void)client.ask(
            {.op = Op::write, .command = 10, .payload = answer(nonce), .what = "open"});
    };
    EXPECT_THROW(unlock(first), cli::Error);   // not the last one
    EXPECT_THROW(unlock(second), cli::Error);  // it has been tried
    EXPECT_NO_THROW(unlock(challenge()));
}

}  // namespace
}  // namespace perth
