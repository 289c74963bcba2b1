// The conversation with QEMU's control socket, as values: text in, text out.
//
//     greeting ──► negotiating ──► ready ── start() ──► running ◄──────────────┐
//                                                         │ guest-reset, STOP   │ RESET event
//                                                         ▼                     │
//                                                        held ── restart() ──► resetting
//
// QEMU is told to take a reset for a shutdown, and to pause at a shutdown. So a firmware that
// resets itself stops dead, what it printed before can be read to the end, and only then is it
// reset and let go on: the mark in the console stands exactly where the reset was.
#pragma once

#include <string>
#include <string_view>

namespace perth::cli {

class Json;

/// QEMU's machine protocol, as much of it as running a firmware needs.
///
/// Source: QEMU QMP Reference Manual, "SHUTDOWN", "RESET", "set-action".
class Qmp {
public:
    /// The command-line option that goes with this conversation.
    static constexpr std::string_view action = "reboot=shutdown,shutdown=pause";

    /// Takes what QEMU sent, cut anywhere; returns what is to be sent to it. Anything that is no
    /// QMP, and a refusal, is an `Error`.
    [[nodiscard]] std::string feed(std::string_view bytes);

    [[nodiscard]] bool is_ready() const noexcept { return phase_ == Phase::ready; }
    /// Returns whether the machine stands still because the firmware reset it.
    [[nodiscard]] bool is_held() const noexcept { return phase_ == Phase::held; }

    /// Returns the text that lets the machine run; once is_ready().
    [[nodiscard]] std::string start();
    /// Returns the text that resets the machine and lets it go on; once is_held().
    [[nodiscard]] std::string restart();

private:
    enum class Phase { greeting, negotiating, ready, running, held, resetting };

    std::string take_line(std::string_view line);
    std::string take_event(const std::string& event, const Json& message);

    Phase phase_ = Phase::greeting;
    bool reset_asked_ = false;
    std::string line_;
};

}  // namespace perth::cli
