// What there is to say of a command. Help, completions and man pages are made from these values, so
// they cannot say different things.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "cli/support/exit.hpp"

namespace perth::cli {

/// A line to type, and what it does.
struct Example {
    std::string command;
    std::string effect;
};

/// A form of words and what it means.
struct FormFacts {
    std::string form;
    std::string meaning;
};

/// What may stand in a file that the command reads.
struct FormatFacts {
    std::string title;  ///< "Stimulus"; empty: there is no such file
    std::vector<FormFacts> forms;
};

/// An option, or an argument that has no dash in front.
struct OptionFacts {
    enum class Takes { nothing, maybe, value };  ///< `maybe`: --name or --name=VALUE

    std::vector<std::string> names;  ///< "-b", "--board", short ones first; an argument's one name
    Takes takes = Takes::nothing;
    std::string value;        ///< what kind of value: "BOARD", or the words "on|off|keep"
    bool required = false;    ///< for arguments
    bool repeats = false;     ///< may be given more than once, each with a value of its own
    bool everywhere = false;  ///< one of the options that every command has
    std::string text;         ///< what it does
};

/// A command, or the whole tool.
struct CommandFacts {
    std::string name;     ///< "build"; the tool's is "perth"
    std::string summary;  ///< one line, lower case
    std::vector<OptionFacts> arguments;
    std::vector<OptionFacts> options;
    FormatFacts format = {};  ///< of a file that it reads
    std::array<Example, 2> examples;
    std::vector<CommandFacts> commands;  ///< the tool's
};

/// An exit code and its meaning.
struct ExitCode {
    Exit code;
    std::string_view meaning;
};

/// Every exit code of perth, in order.
inline constexpr std::array<ExitCode, 8> exit_codes = {{
    {Exit::done, "the work is done"},
    {Exit::failed, "the work failed: compile error, full disk, panic of the firmware"},
    {Exit::wrong_use, "wrong use: unknown option, invalid manifest, board or image"},
    {Exit::no_device, "no device, or more than one device fits"},
    {Exit::missing_tool, "a tool or library is missing, too old or unfit"},
    {Exit::no_permission, "no permission"},
    {Exit::device_error, "the device answered with an error or vanished"},
    {Exit::interrupted, "interrupted"},
}};

/// Returns the words of "on|off|keep"; nothing if the value is no choice of words. Placeholders are
/// in capitals, words are not.
[[nodiscard]] std::vector<std::string> words_of(std::string_view value);

/// Returns "on, off or keep".
[[nodiscard]] std::string one_of(const std::vector<std::string>& words);

}  // namespace perth::cli
