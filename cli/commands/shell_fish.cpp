// The completion script for fish.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "cli/commands/shells.hpp"

namespace perth::cli {
namespace {

constexpr const char* head =
    R"(# Completion of perth's command line in fish, made by `perth completions fish`.

# __perth_ask KIND: what perth finds itself: boards, templates, ports, devices.
function __perth_ask
    command perth completions --values $argv[1] 2>/dev/null
end

# __perth_typed NAME: whether this command was typed; without NAME whether any was.
function __perth_typed
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case {}
                set -e words[1] # and its value
            case '-*'
            case '*'
                test -z "$argv[1]" -o "$words[1]" = "$argv[1]"
                return
        end
        set -q words[1]
        and set -e words[1]
    end
    return 1
end

complete -c perth -f
)";

std::string fish_quoted(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\\' || c == '\'') result += '\\';
        result += c;
    }
    return result + "'";
}

/// Returns what a value may be: options of `complete`, with a space in front.
std::string offer(const std::string& value) {
    const Offer what = offer_for(value);
    const std::string folders = "(__fish_complete_directories)";
    switch (what.kind) {
        case Offer::Kind::nothing:
            break;
        case Offer::Kind::words:
            return " -a '" + spaced(what.words) + "'";
        case Offer::Kind::files:
            return " -F";
        case Offer::Kind::folders:
            return " -a '" + folders + "'";
        case Offer::Kind::live:
            return fmt::format(" -a '(__perth_ask {}){}'", what.live,
                               what.or_folders ? " " + folders : "");
    }
    return {};
}

std::string option_line(const std::string& condition, const OptionFacts& option) {
    std::string line = "complete -c perth" + condition;
    for (const std::string& name : option.names) {
        const bool is_long = name.size() > 2;
        line += is_long ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    const bool is_file = offer_for(option.value).kind == Offer::Kind::files;
    if (option.takes == OptionFacts::Takes::value) line += is_file ? " -r" : " -x";
    if (option.takes != OptionFacts::Takes::nothing) line += offer(option.value);
    return line + " -d " + fish_quoted(option.text) + "\n";
}

std::string command_lines(const CommandFacts& command) {
    const std::string condition = fmt::format(" -n '__perth_typed {}'", command.name);
    std::string text = "\n";
    for (const OptionFacts& argument : command.arguments) {
        const std::string what = offer(argument.value);
        if (!what.empty()) text += "complete -c perth" + condition + what + "\n";
    }
    for (const OptionFacts& option : command.options) {
        if (!option.everywhere) text += option_line(condition, option);
    }
    return text;
}

/// Returns the names of all options that need a value. One name means the same in every command, or
/// the command line would be hard to read for people, too.
std::string value_takers(const CommandFacts& tool) {
    std::string names;
    const auto add = [&](const CommandFacts& command) {
        for (const OptionFacts& option : command.options) {
            if (option.takes != OptionFacts::Takes::value) continue;
            for (const std::string& name : option.names) {
                if ((names + " ").find(" " + name + " ") == std::string::npos) names += " " + name;
            }
        }
    };
    add(tool);
    for (const CommandFacts& command : tool.commands) add(command);
    return names.substr(1);
}

}  // namespace

std::string fish_completion(const CommandFacts& tool) {
    std::string text = head;
    text.replace(text.find("{}"), 2, value_takers(tool));
    for (const CommandFacts& command : tool.commands) {
        text += fmt::format("complete -c perth -n 'not __perth_typed' -a {} -d {}\n", command.name,
                            fish_quoted(command.summary));
    }
    for (const CommandFacts& command : tool.commands) text += command_lines(command);
    text += "\n";
    for (const OptionFacts& option : tool.options) text += option_line("", option);
    return text;
}

}  // namespace perth::cli
