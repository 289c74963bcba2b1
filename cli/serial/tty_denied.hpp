// Why this user may not open a tty, and what gives the permission.
#pragma once

#include <string>

#include "cli/support/error.hpp"

namespace perth::cli::serial {

/// Returns the error of a tty that open(2) refused with EACCES.
[[nodiscard]] Error::Parts denied(const std::string& path);

}  // namespace perth::cli::serial
