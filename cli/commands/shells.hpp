// What shells are told, so that Tab completes perth's commands, options and their values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/command_facts.hpp"

namespace perth::cli {

/// What a shell offers for a value.
struct Offer {
    enum class Kind { nothing, words, files, folders, live };

    Kind kind = Kind::nothing;
    std::vector<std::string> words = {};  ///< for `words`
    std::string live = {};    ///< for `live`: what `perth completions --values` is asked
    bool or_folders = false;  ///< a folder will do, too
};

/// Returns what is offered for a kind of value ("BOARD", "FILE", "on|off|keep").
[[nodiscard]] Offer offer_for(std::string_view value);

/// Returns the script for bash 3.2 or later, with or without the package bash-completion.
[[nodiscard]] std::string bash_completion(const CommandFacts& tool);

/// Returns the script for zsh, to be found in a folder of $fpath as _perth, or to be sourced.
[[nodiscard]] std::string zsh_completion(const CommandFacts& tool);

/// Returns the script for fish 3.0 or later.
[[nodiscard]] std::string fish_completion(const CommandFacts& tool);

/// Returns the words with a space between them.
[[nodiscard]] std::string spaced(const std::vector<std::string>& words);

}  // namespace perth::cli
