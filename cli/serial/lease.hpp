// A port that changes hands between two processes of perth: who watches it lends it to who flashes.
//
//     monitor: Lender                                flash: Lease
//     listens ◄──────────────── connects, says who it is
//     closes the port, lend() ─────────────────────► goes on
//     takes it back ◄────────── the connection ends (its process, too)
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "cli/support/handle.hpp"

namespace perth::cli::serial {

/// Lets others borrow the port that this process holds, through a socket named after the port in
/// $XDG_RUNTIME_DIR/perth, else /tmp/perth-UID; only this user can reach it.
class Lender {
public:
    struct Borrower {
        pid_t pid = 0;
        std::string name;  ///< as it calls itself, safe for a terminal
    };
    enum class Event {
        none,
        asked,     ///< somebody wants the port: close it, then call lend()
        returned,  ///< the borrower is done, or is no more: open it again
    };

    /// To be called while the port is held, so that no other Lender serves it. A socket that a
    /// killed process left is replaced. Where no folder can be had, nothing is ever asked.
    explicit Lender(const std::string& port);
    ~Lender();
    Lender(const Lender&) = delete;
    Lender& operator=(const Lender&) = delete;

    /// For poll(2): readable when serve() has something to do; -1 if the port cannot be lent.
    [[nodiscard]] int fd() const noexcept { return events_.get(); }
    /// Takes what has come, without waiting.
    [[nodiscard]] Event serve();
    /// Tells whoever asked that the port is closed.
    void lend();
    /// Who asked last.
    [[nodiscard]] const Borrower& borrower() const noexcept { return borrower_; }

private:
    void accept();
    [[nodiscard]] Event hear();

    std::filesystem::path socket_;
    ino_t inode_ = 0;  ///< of the socket, lest another's is removed
    Handle listener_;
    Handle connection_;
    Handle refused_;  ///< closing it at once could lose the answer
    Handle events_;   ///< an epoll of both
    bool asked_ = false;
    Borrower borrower_;
};

/// A port borrowed from a `perth monitor`, as long as the object lives; nothing if none holds it.
class Lease {
public:
    /// Asks the process that holds `port` to close it, and waits until it has. `name` is what that
    /// process calls us to its user. Throws `Interrupted` at Ctrl-C.
    ///
    /// Errors: it does not answer within `patience`, or has lent the port already (Fault::busy).
    explicit Lease(const std::string& port, std::string_view name = "perth flash",
                   std::chrono::milliseconds patience = std::chrono::seconds(3));

    /// Returns whether somebody held the port and gets it back.
    [[nodiscard]] bool is_borrowed() const noexcept { return connection_.is_open(); }

private:
    Handle connection_;
};

/// Returns the file name of a port's socket: "%2fdev%2fttyACM0". Two names of one device
/// (/dev/serial/by-id/…) have the same.
[[nodiscard]] std::string lease_name(const std::string& port);

}  // namespace perth::cli::serial
