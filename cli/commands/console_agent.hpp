// The agent of the board that a command is for, found as `perth monitor` finds its console.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/agent/client.hpp"
#include "cli/board/board.hpp"
#include "cli/commands/context.hpp"
#include "cli/console/find_port.hpp"
#include "cli/serial/lease.hpp"

namespace perth::cli {

/// Returns what finds the console of `board`, or of any: `device` names its port as `perth monitor
/// --device` does, and is a name of the manifest's or its only one if empty. `baud` 0 is the
/// manifest's, else the board's; `settings` says what else the port is opened with.
[[nodiscard]] PortFinder console_finder(const std::optional<Board>& board,
                                        const std::string& device, Context& context,
                                        std::uint32_t baud = 0, serial::Settings settings = {});

/// Opens the port, borrowed from a `perth monitor` that holds it, and opens it again where a board
/// takes its port along when it restarts (USB).
class ConsoleAgent : public Agent {
public:
    /// `device` names the port as `perth monitor --device` does; empty: found by the board. `name`
    /// is what a monitor calls us to its user.
    ///
    /// Errors: as PortFinder::open(); the port is not there (Fault::not_found).
    ConsoleAgent(const Board& board, const std::string& device, const std::string& name,
                 Context& context);

    [[nodiscard]] CborValue ask(const AgentCall& call) override;
    void sleep(std::chrono::milliseconds time) override { console_->sleep(time); }

    /// Bytes that have gone over the line in both directions, since it was last opened.
    [[nodiscard]] std::size_t traffic() const { return client_->sent() + client_->received(); }
    /// Returns what the port is called.
    [[nodiscard]] std::string place() const { return finder_.description(); }

private:
    void open_again();
    void connect();

    PortFinder finder_;
    std::optional<serial::Lease> lease_;  // ends after the port is closed
    std::optional<Sha256> key_;
    std::unique_ptr<serial::Stream> console_;
    std::optional<AgentClient> client_;
};

}  // namespace perth::cli
