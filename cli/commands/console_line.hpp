// The line to a board's console, for a command that talks on it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/commands/context.hpp"
#include "cli/console/find_port.hpp"
#include "cli/serial/lease.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// A port, borrowed from a `perth monitor` if one holds it. With -v, what passes is shown.
class ConsoleLine {
public:
    /// `name` is what a monitor calls us to its user. Errors: as PortFinder::open(); the port is
    /// not there (Fault::not_found).
    ConsoleLine(PortFinder finder, std::string_view name, const Context& context);

    [[nodiscard]] serial::Stream& stream() { return *stream_; }
    [[nodiscard]] const std::string& name() const noexcept { return address_; }

private:
    [[nodiscard]] std::string address() const;
    [[noreturn]] void complain() const;

    PortFinder finder_;
    std::string address_;
    std::optional<serial::Lease> lease_;  // ends after the port is closed
    std::unique_ptr<serial::Stream> stream_;
};

}  // namespace perth::cli
