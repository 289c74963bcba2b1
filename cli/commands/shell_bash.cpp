// The completion script for bash.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "cli/commands/shells.hpp"

namespace perth::cli {
namespace {

// Words that come from outside are compared and added one by one: `compgen -W` would expand them,
// and a serial number could hold a command.
constexpr const char* head =
    R"(# Completion of perth's command line in bash, made by `perth completions bash`.

# _perth_offer WORD...: those that go on from what was typed.
_perth_offer() {
    local word
    for word; do
        if [[ $word == "$cur"* ]]; then COMPREPLY+=("$prefix$word"); fi
    done
}

# _perth_ask KIND: what perth finds itself: boards, templates, ports, devices.
_perth_ask() {
    local word
    while IFS= read -r word; do
        _perth_offer "$word"
    done < <(command perth completions --values "$1" 2>/dev/null)
}

# _perth_files KIND: what readline completes better than we could; bash 3 cannot be asked.
_perth_files() {
    compopt -o "$1" 2>/dev/null
}
)";

constexpr const char* tail = R"(
_perth() {
    local cur=${COMP_WORDS[COMP_CWORD]} prefix='' command='' option='' argument=1 word i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = ]]; then # readline takes --option=value apart
            continue
        elif [[ $option ]]; then
            option=
        elif [[ $word == -* ]]; then
            if _perth_takes_value "$command $word" || [[ ${COMP_WORDS[i + 1]} == = ]]; then
                option=$word
            fi
        elif [[ ! $command ]]; then
            command=$word
        else
            ((argument++))
        fi
    done
    if [[ $cur == = ]]; then
        cur=
    elif [[ $cur == --*=* ]]; then # unless COMP_WORDBREAKS was changed
        option=${cur%%=*} prefix=${cur%%=*}= cur=${cur#*=}
    fi

    if [[ $option ]]; then
        _perth_value "$command $option"
    elif [[ $cur == -* ]]; then
        _perth_options "$command"
    elif [[ $command ]]; then
        _perth_value "$command $argument"
    else
        _perth_commands
    fi
}

if type -t compopt >/dev/null; then
    complete -F _perth perth
else
    complete -o default -F _perth perth
fi
)";

/// Patterns of "COMMAND OPTION" and "COMMAND NUMBER-OF-ARGUMENT", and what is done for them.
using Cases = std::vector<std::pair<std::string, std::string>>;

std::string patterns(const std::string& command, const OptionFacts& option) {
    std::string text;
    for (const std::string& name : option.names) {
        if (!text.empty()) text += " | ";
        text +=
            option.everywhere ? fmt::format("*' {}'", name) : fmt::format("'{} {}'", command, name);
    }
    return text;
}

std::string action(const Offer& offer) {
    switch (offer.kind) {
        case Offer::Kind::nothing:
            break;
        case Offer::Kind::words:
            return "_perth_offer " + spaced(offer.words);
        case Offer::Kind::files:
            return "_perth_files default";
        case Offer::Kind::folders:
            return "_perth_files dirnames";
        case Offer::Kind::live:
            return "_perth_ask " + offer.live + (offer.or_folders ? "; _perth_files plusdirs" : "");
    }
    return {};
}

void add(Cases& cases, const std::string& pattern, const std::string& what) {
    if (!what.empty()) cases.emplace_back(pattern, what);
}

std::string text_of(const std::string& function, const std::string& about, const Cases& cases) {
    std::string text = fmt::format("\n# {}\n{}() {{\n    case $1 in\n", about, function);
    for (const auto& [pattern, what] : cases) {
        text += fmt::format("        {}) {} ;;\n", pattern, what);
    }
    return text + "        *) return 1 ;;\n    esac\n}\n";
}

std::string takes_value(const CommandFacts& tool) {
    Cases cases;
    const auto add_all = [&](const CommandFacts& command, bool everywhere) {
        for (const OptionFacts& option : command.options) {
            if (option.takes == OptionFacts::Takes::value && option.everywhere == everywhere) {
                add(cases, patterns(command.name, option), "return 0");
            }
        }
    };
    for (const CommandFacts& command : tool.commands) add_all(command, false);
    add_all(tool, true);
    return text_of("_perth_takes_value", "_perth_takes_value 'COMMAND OPTION'", cases);
}

std::string values(const CommandFacts& tool) {
    Cases cases;
    const auto add_all = [&](const CommandFacts& command, bool everywhere) {
        for (const OptionFacts& option : command.options) {
            if (option.takes == OptionFacts::Takes::nothing || option.everywhere != everywhere) {
                continue;
            }
            add(cases, patterns(command.name, option), action(offer_for(option.value)));
        }
    };
    for (const CommandFacts& command : tool.commands) {
        for (std::size_t i = 0; i < command.arguments.size(); ++i) {
            add(cases, fmt::format("'{} {}'", command.name, i + 1),
                action(offer_for(command.arguments[i].value)));
        }
        add_all(command, false);
    }
    add_all(tool, true);
    return text_of("_perth_value", "_perth_value 'COMMAND OPTION' or 'COMMAND NUMBER-OF-ARGUMENT'",
                   cases);
}

std::string options(const CommandFacts& tool) {
    const auto names = [](const CommandFacts& command, bool everywhere) {
        std::string text;
        for (const OptionFacts& option : command.options) {
            if (option.everywhere == everywhere) text += " " + spaced(option.names);
        }
        return text;
    };
    std::string text = "\n# _perth_options COMMAND\n_perth_options() {\n    case $1 in\n";
    for (const CommandFacts& command : tool.commands) {
        const std::string own = names(command, false);
        if (!own.empty()) text += fmt::format("        {}) _perth_offer{} ;;\n", command.name, own);
    }
    return text + "    esac\n    _perth_offer" + names(tool, true) + "\n}\n";
}

std::string commands(const CommandFacts& tool) {
    std::string names;
    for (const CommandFacts& command : tool.commands) names += " " + command.name;
    return "\n_perth_commands() {\n    _perth_offer" + names + "\n}\n";
}

}  // namespace

std::string bash_completion(const CommandFacts& tool) {
    return head + commands(tool) + options(tool) + takes_value(tool) + values(tool) + tail;
}

}  // namespace perth::cli
