// The agent's other end for tests: requests as the tool sends them, and its replies.
#pragma once

#include <functional>
#include <host.hpp>
#include <optional>
#include <string>

#include "cli/agent/smp.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/core/sleep.hpp"
#include "perth/hal/console_tap.hpp"

namespace perth::test {

using cli::SmpPacket;

/// What the agent makes of bytes that arrive while a scheduler runs.
struct Heard {
    std::string text;     ///< what the program gets of them
    std::string printed;  ///< all that comes out of the console
    std::vector<SmpPacket> replies;
};

inline Task<> let_arrive(const std::string& bytes, Heard& heard) {
    for (const char c : bytes) {
        if (!hal::console_tap(static_cast<std::uint8_t>(c))) heard.text += c;
    }
    co_await sleep(Duration(1));
}

inline Heard send(const std::string& bytes) {
    host::Board& board = host::board();
    board.capture_console();
    const std::size_t before = board.console().size();
    Heard heard;
    Scheduler scheduler;
    scheduler.run(let_arrive(bytes, heard));
    heard.printed = board.console().substr(before);
    cli::SmpReader reader;
    std::size_t begin = 0;
    for (std::size_t end; (end = heard.printed.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
        if (const auto packet = reader.line(heard.printed.substr(begin, end - begin))) {
            heard.replies.push_back(*packet);
        }
    }
    return heard;
}

/// Sends one request and returns its reply, if there is just one.
inline std::optional<SmpPacket> ask(const SmpPacket& request) {
    const Heard heard = send(cli::smp_lines(request));
    if (heard.replies.size() != 1) return std::nullopt;
    return heard.replies.front();
}

}  // namespace perth::test
