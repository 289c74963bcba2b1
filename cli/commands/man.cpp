#include "cli/commands/man.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "cli/commands/help.hpp"
#include "cli/support/letters.hpp"

namespace perth::cli {
namespace {

/// What a variable or file is for; the name is written as mdoc's macro wants it.
struct Note {
    std::string_view name;
    std::string_view meaning;
};

constexpr std::array<Note, 6> variables = {{
    {"PERTH_DATA",
     "The folder of the runtime, the templates and the board definitions, instead of "
     "../share/perth as seen from the program."},
    {"XDG_CONFIG_HOME",
     "Its subfolder perth/boards is looked through for board definitions; ~/.config if not set."},
    {"XDG_RUNTIME_DIR", "Where perths that run at the same time find each other."},
    {"NO_COLOR", "If set and not empty, nothing is coloured unless --color says always."},
    {"CLICOLOR_FORCE", "If set and not 0, output is coloured also where it is no terminal."},
    {"PATH", "Where compilers, CMake, Ninja, QEMU and git are looked for."},
}};

constexpr std::array<Note, 5> files = {{
    {"perth.json", "Makes a folder a project: name, boards, sources, options of the compiler."},
    {"boards/", "The project's own board definitions, looked through first."},
    {"build/BOARD/", "What perth build makes."},
    {"~/.config/perth/boards/", "The user's board definitions."},
    {"/etc/udev/rules.d/60-perth.rules",
     "Lets the user of the seat open boards, and keeps ModemManager away from them."},
}};

/// Returns text in which roff finds nothing to obey or to embellish: what is shown can be typed.
std::string escaped(std::string_view text) {
    constexpr std::pair<char, std::string_view> names[] = {
        {'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"}, {'`', "\\(ga"},
        {'"', "\\(dq"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
    std::string result;
    for (const char c : text) {
        const auto* const name = std::find_if(std::begin(names), std::end(names),
                                              [&](const auto& each) { return each.first == c; });
        result += name == std::end(names) ? std::string(1, c) : std::string(name->second);
    }
    return result;
}

/// Returns lines of running text. One that began with a dot would be an instruction.
std::string running(std::string_view text) {
    std::string lines = wrapped(escaped(text), 0, 78);
    std::string result;
    for (std::size_t begin = 0; begin <= lines.size();) {
        const std::size_t end = std::min(lines.find('\n', begin), lines.size());
        const std::string line = lines.substr(begin, end - begin);
        if (line.starts_with('.')) result += "\\&";
        result += line + "\n";
        begin = end + 1;
    }
    return result;
}

/// Returns a word as argument of a macro: never a macro itself, never two arguments.
std::string word(std::string_view text) {
    std::string result = "\\&" + escaped(text);
    for (auto at = result.find(' '); at != std::string::npos; at = result.find(' ', at + 2)) {
        result.replace(at, 1, "\\ ");
    }
    return result;
}

std::string page_name(const CommandFacts& command, const CommandFacts& tool) {
    return &command == &tool ? "perth" : "perth-" + command.name;
}

std::string sentence(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z' && !text.starts_with("perth")) {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    if (!text.ends_with('.')) text += '.';
    return text;
}

std::string head(const CommandFacts& command, const CommandFacts& tool) {
    const std::string name = page_name(command, tool);
    std::string summary = command.summary;
    if (summary.starts_with("perth ")) summary.erase(0, 6);
    if (summary.ends_with('.')) summary.pop_back();
    std::string text = fmt::format(
        ".\\\" Made from the description of perth's command line, as perth --help is.\n"
        ".Dd {}\n.Dt {} 1\n.Os perth {}\n.Sh NAME\n.Nm {}\n.Nd {}.Sh SYNOPSIS\n.Nm perth\n",
        PERTH_RELEASED, upper_case(name), PERTH_VERSION, name, running(summary));
    if (&command == &tool) return text + ".Op Ar options\n.Ar COMMAND\n.Op Ar ...\n";
    text += ".Cm " + word(command.name) + "\n.Op Ar options\n";
    for (const OptionFacts& argument : command.arguments) {
        text += fmt::format("{} {}\n", argument.required ? ".Ar" : ".Op Ar",
                            word(argument.names.front()));
    }
    return text;
}

std::string item(const OptionFacts& option) {
    std::string line = ".It";
    for (const std::string& name : option.names) {
        if (&name != &option.names.front()) line += " ,";
        line += " Fl " + word(name.substr(1));
        if (option.takes == OptionFacts::Takes::value) line += " Ar " + word(option.value);
        if (option.takes == OptionFacts::Takes::maybe) {
            line += " Ns Op Ns = Ns Ar " + word(option.value);
        }
    }
    return line + "\n" + running(sentence(option.text));
}

std::string list(const std::string& items) {
    return items.empty() ? "" : ".Bl -tag -width Ds\n" + items + ".El\n";
}

std::string description(const CommandFacts& command) {
    std::string own;
    std::string everywhere;
    for (const OptionFacts& argument : command.arguments) {
        own += ".It Ar " + word(argument.names.front()) + "\n" + running(sentence(argument.text));
    }
    for (const OptionFacts& option : command.options) {
        (option.everywhere ? everywhere : own) += item(option);
    }
    std::string text = ".Sh DESCRIPTION\n" + running(sentence(command.summary));
    if (!command.commands.empty()) {
        std::string items;
        for (const CommandFacts& each : command.commands) {
            items +=
                fmt::format(".It Xr perth-{} 1\n{}", each.name, running(sentence(each.summary)));
        }
        text += ".Pp\nThe commands, each with a page of its own:\n" + list(items);
    }
    if (!own.empty()) text += ".Pp\nArguments and options:\n" + list(own);
    if (!command.format.forms.empty()) {
        std::string items;
        for (const FormFacts& form : command.format.forms) {
            items += ".It " + word(form.form) + "\n" + running(sentence(form.meaning));
        }
        text += ".Pp\n" + running(command.format.title + ":") + list(items);
    }
    return text + ".Pp\nOptions that every command has:\n" + list(everywhere);
}

std::string exit_status() {
    std::string items;
    for (const ExitCode& exit : exit_codes) {
        items += fmt::format(".It {}\n{}", static_cast<int>(exit.code),
                             running(sentence(std::string(exit.meaning))));
    }
    return ".Sh EXIT STATUS\n" + list(items);
}

template <typename Notes>
std::string notes(std::string_view section, std::string_view macro, const Notes& all) {
    std::string items;
    for (const Note& note : all) {
        items += fmt::format(".It {} {}\n{}", macro, word(note.name), running(note.meaning));
    }
    return fmt::format(".Sh {}\n{}", section, list(items));
}

std::string examples(const CommandFacts& command) {
    std::string text = ".Sh EXAMPLES\n";
    for (const Example& example : command.examples) {
        if (&example != &command.examples.front()) text += ".Pp\n";
        text += running(sentence(example.effect)) + ".Bd -literal -offset indent\n" +
                escaped(example.command) + "\n.Ed\n";
    }
    return text;
}

std::string see_also(const CommandFacts& command, const CommandFacts& tool) {
    if (&command != &tool) return ".Sh SEE ALSO\n.Xr perth 1\n";
    std::vector<std::string> names;
    for (const CommandFacts& each : tool.commands) names.push_back(each.name);
    std::sort(names.begin(), names.end());
    std::string text = ".Sh SEE ALSO\n";
    for (const std::string& name : names) {
        text += fmt::format(".Xr perth-{} 1{}\n", name, name == names.back() ? "" : " ,");
    }
    return text;
}

std::string page(const CommandFacts& command, const CommandFacts& tool) {
    return head(command, tool) + description(command) + notes("ENVIRONMENT", "Ev", variables) +
           notes("FILES", "Pa", files) + exit_status() + examples(command) +
           see_also(command, tool);
}

}  // namespace

std::vector<ManPage> man_pages(const CommandFacts& tool) {
    std::vector<ManPage> pages = {{.file = "perth.1", .text = page(tool, tool)}};
    for (const CommandFacts& command : tool.commands) {
        pages.push_back({.file = page_name(command, tool) + ".1", .text = page(command, tool)});
    }
    return pages;
}

}  // namespace perth::cli
