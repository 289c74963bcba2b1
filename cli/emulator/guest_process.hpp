// The process behind a guest, with its end as a file descriptor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/emulator/guest.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {

/// Both ends of a connection between us and a process that we start.
struct SocketPair {
    Handle ours;    ///< does not block, closed on exec
    Handle theirs;  ///< stays open on exec: the process finds it under this number
};

[[nodiscard]] SocketPair make_socket_pair();

/// A child process and the descriptor that tells its end.
class GuestProcess {
public:
    /// Starts it; `log` and `input` as for Child.
    GuestProcess(const Command& command, int log, int input);

    [[nodiscard]] const std::vector<std::string>& command() const noexcept { return args_; }
    [[nodiscard]] int ended() const noexcept { return ended_.get(); }
    [[nodiscard]] bool has_ended() const;
    /// Returns how it ended, without words; to be called once it has ended.
    [[nodiscard]] GuestEnd end();

private:
    std::vector<std::string> args_;
    Child child_;
    Handle ended_;
};

/// The last few KiB of a text that may be endless.
class Tail {
public:
    /// Appends what can be read from `fd` (which does not block); returns false at its end.
    bool read_from(int fd);
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

}  // namespace perth::cli
