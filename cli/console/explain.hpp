// A dump in the words of the sources: function, file and line instead of addresses.
#pragma once

#include <string>
#include <vector>

#include "cli/console/dump.hpp"
#include "cli/console/firmware.hpp"

namespace perth::cli {

/// Returns what the dump says, a line each: the build and its ELF, the task, the fault's cause, the
/// place of each address. Addresses are looked up only in an ELF that has the dump's build id;
/// where there is none, they stand as they are, and the first line says which builds there are.
[[nodiscard]] std::vector<std::string> explain(const Dump& dump,
                                               const std::vector<BuiltFile>& files);

}  // namespace perth::cli
