// The agent's key: a host has to show that it knows it before it may ask for more than echo and
// parameters. Linked only into a program that has one.
//
//     host: challenge ─► a number that is used once ─► unlock: HMAC-SHA-256 of it ─► open
//
// It is locked again after a reset, and after 30 seconds without a request.
// While it is locked, the bootloader is not entered either.
#include <algorithm>
#include <array>

#include "perth/diag/agent.hpp"
#include "perth/diag/sha256.hpp"
#include "perth/hal/hal.hpp"

namespace perth::detail {

/// Of the program's own object: agent_key.cpp in the build's folder.
extern const std::array<std::uint8_t, 32> agent_key;

namespace {

constexpr std::size_t nonce_size = 16;

// What it held before a reset, or since the power came, goes into what comes next.
__attribute__((section(".noinit"))) Sha256::Digest pool;

constinit std::array<std::uint8_t, nonce_size> nonce{};
constinit bool has_nonce = false;
// Since the last request that was answered because of it; also read in the console's interrupt.
constinit bool unlocked = false;
constinit std::uint32_t used_at = 0;

constexpr std::uint32_t longest_pause = 30;  // seconds, or nearly

/// In units of 2^20 microseconds: of one word, and without a division.
std::uint32_t now_in_seconds() noexcept { return static_cast<std::uint32_t>(hal::now() >> 20); }

/// Different each time, and nobody's guess who does not know the key.
void make_nonce() noexcept {
    Sha256 hash;
    hash.add(pool);
    const auto now = static_cast<std::uint64_t>(hal::now());
    for (unsigned shift = 0; shift < 64; shift += 8) {
        const std::uint8_t byte[] = {static_cast<std::uint8_t>(now >> shift)};
        hash.add(byte);
    }
    hash.add(agent_key);
    pool = hash.finish();
    const Sha256::Digest digest = hmac_sha256(agent_key, pool);
    std::copy_n(digest.begin(), nonce.size(), nonce.begin());
}

}  // namespace

bool agent_key_was_shown() noexcept {
    const std::uint32_t now = now_in_seconds();
    unlocked = unlocked && now - used_at <= longest_pause;
    used_at = now;
    return unlocked;
}

AgentStatus agent_challenge(AgentRequest& request) noexcept {
    make_nonce();
    has_nonce = true;
    request.reply.bytes("n", nonce);
    return AgentStatus::ok;
}

/// {"m": HMAC-SHA-256 of the last challenge}. One try for each challenge.
AgentStatus agent_unlock(AgentRequest& request) noexcept {
    const auto shown = request.map.bytes("m");
    const bool asked = has_nonce;
    has_nonce = false;
    if (!shown || !asked) return AgentStatus::invalid_value;
    const Sha256::Digest wanted = hmac_sha256(agent_key, nonce);
    if (shown->size() != wanted.size()) return AgentStatus::access_denied;
    unsigned differs = 0;  // takes as long wherever it differs
    for (std::size_t i = 0; i < wanted.size(); ++i) differs |= wanted[i] ^ (*shown)[i];
    if (differs != 0) return AgentStatus::access_denied;
    unlocked = true;
    used_at = now_in_seconds();
    return AgentStatus::ok;
}

}  // namespace perth::detail
