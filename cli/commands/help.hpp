// The text of `--help`, fitted to the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/commands/command_facts.hpp"

namespace perth::cli {

/// Returns the help of the whole tool or of one command, no line longer than `columns` unless a
/// single word is; ends with a line feed.
[[nodiscard]] std::string help_text(const CommandFacts& command, std::size_t columns);

/// Returns `text` broken at spaces, every line but the first indented by `indent` spaces.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns);

}  // namespace perth::cli
