// Debug probes: OpenOCD and pyOCD, which lead GDB to a chip on a board.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {

/// What speaks to the probe.
enum class ProbeServer { openocd, pyocd };

/// What a probe is to be found by.
struct ProbePlan {
    ProbeServer server = ProbeServer::openocd;
    std::string board;   ///< for messages
    std::string probe;   ///< OpenOCD's configuration of the probe; pyOCD finds it by itself
    std::string target;  ///< what the server calls the chip
};

/// Returns the plan for a board; `probe` is OpenOCD's configuration of a probe that is not on the
/// board, or empty.
///
/// Errors: Exit::wrong_use if the board's definition does not say what is needed.
[[nodiscard]] ProbePlan probe_plan(const Board& board, ProbeServer server,
                                   const std::string& probe);

/// Returns the server's command line. It listens on this computer, at a port that is free.
[[nodiscard]] std::vector<std::string> server_arguments(const ProbePlan& plan);

/// Returns the port in a line with which a server says that it waits for GDB; 0 in all others.
[[nodiscard]] std::uint16_t gdb_port_in(std::string_view line);

/// A server that waits for GDB. It ends with the object.
class Probe {
public:
    /// Starts it and waits until it has found the chip. A missing program is an `Error`
    /// (Exit::missing_tool); no probe, or a chip that does not answer, is one with the server's own
    /// words (Exit::no_device).
    explicit Probe(const ProbePlan& plan);

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const std::vector<std::string>& command() const noexcept { return args_; }

private:
    std::vector<std::string> args_;
    Handle words_;  // a file, which the server's words go to; nobody has to read along
    std::unique_ptr<Child> child_;
    std::uint16_t port_ = 0;
};

}  // namespace perth::cli
