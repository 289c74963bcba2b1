// The command line as a whole: global options on every command, help, and complaints about what
// was typed.
#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands/command_facts.hpp"
#include "cli/commands/context.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// What help says about a command beside its options.
struct CommandInfo {
    std::string name;
    std::string summary;  ///< one line, lower case
    std::array<Example, 2> examples;
    FormatFacts format = {};
};

/// What a user typed, understood.
struct Parsed {
    GlobalOptions options;
    std::string text;                   ///< help or version to be printed; empty: run the command
    std::function<void(Context&)> run;  ///< empty if there is text
};

/// Collects the commands, then understands one line.
class CommandLine {
public:
    CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    /// Adds a command with the global options. `run` is called after everything was parsed;
    /// the caller adds the command's own options to what is returned.
    ///
    /// An option's type_name() says what its value is: "BOARD", "TEMPLATE", "PORT", "DEVICE",
    /// "FILE" and "DIR" are completed by shells, and "on|off|keep" are the only words it takes. An
    /// option of the group "" is for perth's own use and told to nobody.
    CLI::App& add(const CommandInfo& info, std::function<void(Context&)> run);

    /// Understands the arguments (without the program's name). What cannot be understood is an
    /// `Error` (Exit::wrong_use). No arguments at all ask for help.
    [[nodiscard]] Parsed parse(std::vector<std::string> arguments);

    /// Returns what there is to say of the tool and of every command that was added.
    [[nodiscard]] CommandFacts facts() const;

private:
    void add_global_options(CLI::App& app);
    /// Lets an option whose value is a choice of words take nothing else.
    void take_only_words(CLI::App& app);
    [[nodiscard]] CommandFacts facts_of(const CLI::App& app) const;
    [[noreturn]] void complain(const CLI::ParseError& error) const;

    CLI::App root_;
    std::map<std::string, std::array<Example, 2>> examples_;  // by command
    std::map<std::string, FormatFacts> formats_;              // by command
    GlobalOptions options_;
    std::optional<Error> refusal_;  // of a word, if one was refused
    std::function<void(Context&)> run_;
};

}  // namespace perth::cli
