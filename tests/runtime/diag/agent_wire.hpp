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

inline Task<> let_arrive(const std::string& bytes, const std::function<void()>& then,
                         Heard& heard) {
    for (const char c : bytes) {
        if (!hal::console_tap(static_cast<std::uint8_t>(c))) heard.text += c;
    }
    if (then) then();
    co_await sleep(Duration(1));
}

/// `then` is called in the same turn, when the bytes have arrived.
inline Heard send(Scheduler& scheduler, const std::string& bytes,
                  const std::function<void()>& then = {}) {
    host::Board& board = host::board();
    board.capture_console();
    const std::size_t before = board.console().size();
    Heard heard;
    scheduler.run(let_arrive(bytes, then, heard));
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

inline Heard send(const std::string& bytes) {
    Scheduler scheduler;
    return send(scheduler, bytes);
}

/// Sends one request and returns its reply, if there is just one.
inline std::optional<SmpPacket> ask(Scheduler& scheduler, const SmpPacket& request,
                                    const std::function<void()>& then = {}) {
    const Heard heard = send(scheduler, cli::smp_lines(request), then);
    if (heard.replies.size() != 1) return std::nullopt;
    return heard.replies.front();
}

inline std::optional<SmpPacket> ask(const SmpPacket& request) {
    Scheduler scheduler;
    return ask(scheduler, request);
}

}  // namespace perth::test
