// A console that another process reaches over TCP while it is shown here.
#pragma once

#include <poll.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/support/handle.hpp"

namespace perth::cli {

/// Listens on this computer only, and serves one client at a time: it gets what the console says,
/// and what it sends goes there. One that does not read is dropped.
class SharedConsole {
public:
    /// Errors: the port is taken (Exit::wrong_use).
    explicit SharedConsole(std::uint16_t port);

    /// Adds what poll(2) has to wait for.
    void add_to(std::vector<pollfd>& entries) const;
    /// Accepts and copies what can be, without waiting. Returns what the client has sent.
    [[nodiscard]] std::string serve();
    /// The console has said this.
    void give(std::string_view bytes);

private:
    void send();

    Handle listener_;
    Handle client_;
    std::string to_client_;
};

}  // namespace perth::cli
