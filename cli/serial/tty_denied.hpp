// Why this user may not open a tty, and what gives the permission.
#pragma once

#include <string>
#include <vector>

#include "cli/serial/ports.hpp"
#include "cli/support/error.hpp"

namespace perth::cli::serial {

/// Returns the error of a tty that open(2) refused with EACCES; one of `known` gets a udev rule.
[[nodiscard]] Error::Parts denied(const std::string& path,
                                  const std::vector<Port>& known = ports());

}  // namespace perth::cli::serial
