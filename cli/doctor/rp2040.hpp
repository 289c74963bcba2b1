// Whether the RP2040's emulator can run: Node.js, and the package that its driver needs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/doctor/check.hpp"
#include "cli/doctor/packages.hpp"
#include "cli/emulator/rp2040.hpp"

namespace perth::cli {

/// Looks for node (18 or later) and rp2040js. Only RP2040 boards need them: what is missing is a
/// warning.
[[nodiscard]] std::vector<Check> check_rp2040(std::optional<PackageManager> manager,
                                              const DriverPlaces& places);

/// Returns the command that gets rp2040js; nothing if it is there, or its driver is not.
[[nodiscard]] std::optional<std::vector<std::string>> missing_package(const DriverPlaces& places);

}  // namespace perth::cli
