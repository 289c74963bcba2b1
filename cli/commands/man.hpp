// Manual pages, in the language of mdoc(7).
#pragma once

#include <string>
#include <vector>

#include "cli/commands/command_facts.hpp"

namespace perth::cli {

struct ManPage {
    std::string file;  ///< "perth-build.1"
    std::string text;
};

/// Returns perth(1) and a page for each command.
[[nodiscard]] std::vector<ManPage> man_pages(const CommandFacts& tool);

}  // namespace perth::cli
