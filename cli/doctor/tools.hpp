// Whether the programs and libraries that perth uses are there.
#pragma once

#include <optional>
#include <vector>

#include "cli/doctor/check.hpp"
#include "cli/doctor/packages.hpp"

namespace perth::cli {

/// Looks for compiler, linker, libraries, CMake, Ninja, QEMU, GDB, ccache and git as a build and a
/// run would; the compiler must also pass probe_compiler().
[[nodiscard]] std::vector<Check> check_tools(std::optional<PackageManager> manager);

}  // namespace perth::cli
