// Sends back what arrives, asleep between; for any line that reads and writes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "behaviour.hpp"

namespace perth::contract {

/// A queue of the bytes that have arrived and are not sent yet.
struct Waiting {
    std::array<std::uint8_t, 256> bytes;
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::span<std::uint8_t> room() noexcept { return std::span(bytes).subspan(end); }
    [[nodiscard]] std::span<const std::uint8_t> rest() const noexcept {
        return std::span(bytes).subspan(begin, end - begin);
    }
    void sent(std::size_t count) noexcept {
        begin += count;
        if (begin == end) begin = end = 0;
    }
};

/// Echoes until 0 has arrived. `read` and `write` take a span and return how many bytes they moved.
template <typename Read, typename Write>
void echo(Read read, Write write) {
    static Waiting waiting;
    bool ended = false;
    const auto move = [&] {
        const auto room = waiting.room();
        const std::size_t arrived = room.empty() ? 0 : read(room);
        if (arrived != 0) ended = room[arrived - 1] == 0;
        waiting.end += arrived;
        const std::size_t sent = waiting.rest().empty() ? 0 : write(waiting.rest());
        waiting.sent(sent);
        return arrived + sent != 0;
    };
    while (!ended || !waiting.rest().empty()) {
        if (move()) continue;
        // Nothing may come between the last look and the sleep.
        const hal::Critical guard;
        if (!move()) hal::idle();
    }
}

}  // namespace perth::contract
