// A port that a client on the network uses, too, while somebody here has it open.
#pragma once

#include <poll.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/serial/rfc2217_server.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/bytes.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli::serial {

/// Listens at an address and serves one client at a time by RFC 2217; others are told who is there,
/// and sent away. Never blocks on the network: whoever owns it waits with poll(2). A client that
/// does not read, or is not there any more, is dropped.
class SharedPort {
public:
    /// What has happened to tell the user.
    struct News {
        enum class Kind { came, set, left };
        Kind kind;
        std::string client;  ///< "127.0.0.1:51234"
        std::string text;    ///< "9600 baud, 7 data bits, even parity, 1 stop bit" after `set`
    };

    /// `settings` is what the port is set to, and is again when a client has left.
    ///
    /// Errors: `host_and_port` is no address, or cannot be listened at (both Exit::wrong_use).
    SharedPort(const std::string& host_and_port, const Settings& settings);

    /// Adds what poll(2) has to wait for; `reads`: whether more of the client's data is wanted.
    void add_to(std::vector<pollfd>& entries, bool reads);
    /// Returns whether serve() has to be called without waiting.
    [[nodiscard]] bool is_behind() const { return session_ && session_->is_behind(); }
    /// Accepts, reads and writes what can be, without waiting; sets `port`, null while it is not
    /// open, as the client wants. Returns the client's data. Errors: as Rfc2217Session::take().
    [[nodiscard]] Bytes serve(Stream* port);
    /// The port has said this.
    void give(BytesView bytes);
    /// The port was opened again, as `settings` say: a client's own are set.
    void attach(Stream& port);

    /// Whether the client wants what waits to be written dropped, since this was called last.
    [[nodiscard]] bool take_purge() { return session_ && session_->take_purge(); }
    /// Returns what has happened since this was called last.
    [[nodiscard]] std::vector<News> take_news() { return std::exchange(news_, {}); }

private:
    void accept();
    void read(Bytes& into);
    void queue();
    void send();
    void drop();
    void tell_settings();

    Handle listener_;
    Handle client_;
    std::string client_name_;
    std::optional<Rfc2217Session> session_;
    bool left_ = false;  ///< the port is still as the last client had set it
    bool reads_ = true;
    Bytes to_client_;
    Settings own_;
    Settings told_;
    std::vector<News> news_;
};

/// Returns "115200 baud, 8 data bits, no parity, 1 stop bit".
[[nodiscard]] std::string frame_text(const Settings& settings);

}  // namespace perth::cli::serial
