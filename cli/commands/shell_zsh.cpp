// The completion script for zsh.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "cli/commands/shells.hpp"

namespace perth::cli {
namespace {

constexpr const char* head = R"zsh(#compdef perth
# Completion of perth's command line in zsh, made by `perth completions zsh`.

# _perth_ask [COMPADD-OPTION...] KIND: what perth finds itself: boards, templates, ports, devices.
_perth_ask() {
    local -a found
    found=(${(f)"$(command perth completions --values $@[-1] 2>/dev/null)"})
    compadd "$@[1,-2]" -a found
}

_perth_ask_or_folder() {
    _perth_ask "$@"
    _files "$@[1,-2]" -/
}

_perth() {
    local context state state_descr line ret=1
    typeset -A opt_args
    local -a everywhere commands
)zsh";

constexpr const char* tail = R"(
    return ret
}

# In a folder of $fpath this file is the body of _perth; elsewhere it is sourced.
if [[ $funcstack[1] == _perth ]]; then _perth "$@"; else compdef _perth perth; fi
)";

/// Returns the text for use within single quotes, with a backslash before each of `special`.
std::string quoted(std::string_view text, std::string_view special) {
    std::string result;
    for (const char c : text) {
        if (c == '\\' || special.find(c) != std::string_view::npos) result += '\\';
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return result;
}

std::string action(const Offer& offer) {
    switch (offer.kind) {
        case Offer::Kind::nothing:
            break;
        case Offer::Kind::words:
            return "(" + spaced(offer.words) + ")";
        case Offer::Kind::files:
            return "_files";
        case Offer::Kind::folders:
            return "_files -/";
        case Offer::Kind::live:
            return (offer.or_folders ? "_perth_ask_or_folder " : "_perth_ask ") + offer.live;
    }
    return {};
}

/// Returns ":what:action", as _arguments wants it behind an option or argument.
std::string value_spec(const OptionFacts& option) {
    return fmt::format(":{}:{}", quoted(option.value, ":"), action(offer_for(option.value)));
}

std::string option_spec(const OptionFacts& option) {
    using Takes = OptionFacts::Takes;
    const bool has_value = option.takes != Takes::nothing;
    std::vector<std::string> names;
    for (const std::string& name : option.names) {
        const bool is_long = name.size() > 2;
        names.push_back(name + (!has_value                     ? ""
                                : option.takes == Takes::maybe ? "=-"
                                : is_long                      ? "="
                                                               : "+"));
    }
    std::string text = option.repeats && has_value ? "'*'" : "";
    if (text.empty() && names.size() > 1) text = "'(" + spaced(option.names) + ")'";
    if (names.size() == 1) {
        text += names.front();
    } else {
        text += "{";
        for (const std::string& name : names) text += (name == names.front() ? "" : ",") + name;
        text += "}";
    }
    text += "'[" + quoted(option.text, "[]:") + "]";
    if (option.takes == Takes::maybe) text += ":";
    if (has_value) text += value_spec(option);
    return text + "'";
}

std::string option_specs(const CommandFacts& command, bool everywhere, const char* before) {
    std::string text;
    for (const OptionFacts& option : command.options) {
        if (option.everywhere == everywhere) text += before + option_spec(option);
    }
    return text;
}

std::string command_case(const CommandFacts& command) {
    constexpr const char* before = " \\\n                        ";
    std::string text = fmt::format(
        "                {})\n                    _arguments $everywhere", command.name);
    text += option_specs(command, false, before);
    for (const OptionFacts& argument : command.arguments) {
        text += fmt::format("{}'{}{}:{}'", before,
                            argument.required ? ":" : "::", quoted(argument.names.front(), ":"),
                            action(offer_for(argument.value)));
    }
    return text + " && ret=0\n                    ;;\n";
}

}  // namespace

std::string zsh_completion(const CommandFacts& tool) {
    std::string text = head;
    text += "    everywhere=(" + option_specs(tool, true, "\n        ") + "\n    )\n";
    text += "    commands=(\n";
    for (const CommandFacts& command : tool.commands) {
        text += fmt::format("        '{}:{}'\n", command.name, quoted(command.summary, ""));
    }
    text +=
        "    )\n"
        "    _arguments -C $everywhere ': :->command' '*:: :->rest' && ret=0\n"
        "    case $state in\n"
        "        command)\n"
        "            _describe -t commands 'command of perth' commands && ret=0\n"
        "            ;;\n"
        "        rest)\n"
        "            case $words[1] in\n";
    for (const CommandFacts& command : tool.commands) text += command_case(command);
    return text +
           "            esac\n"
           "            ;;\n"
           "    esac" +
           tail;
}

}  // namespace perth::cli
