#include "cli/commands/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace perth::cli {
namespace {

using Row = std::pair<std::string, std::string>;

constexpr std::size_t widest_left = 34;  // what is longer has a line of its own

/// Returns rows with their second column aligned; where there is little room, below the first.
std::string table(const std::vector<Row>& rows, std::size_t columns) {
    std::size_t width = 0;
    for (const auto& row : rows) {
        if (row.first.size() <= widest_left) width = std::max(width, row.first.size());
    }
    const bool has_room = width + 5 + 24 <= columns;
    const std::size_t indent = has_room ? width + 5 : 6;
    std::string text;
    for (const auto& [left, right] : rows) {
        if (has_room && left.size() <= width) {
            text += fmt::format("  {:<{}}   ", left, width);
        } else {
            const bool fits = left.size() + 2 <= columns;
            text += "  " + (fits ? left : wrapped(left, 6, columns - 2)) + "\n";
            text += std::string(indent, ' ');
        }
        text += wrapped(right, indent, columns - std::min(columns - 1, indent)) + "\n";
    }
    return text;
}

bool is_short(const std::string& name) { return name.size() == 2; }

Row option_row(const OptionFacts& option) {
    std::string names = is_short(option.names.front()) ? "" : "    ";
    for (const std::string& name : option.names) names += name + ", ";
    names.resize(names.size() - 2);
    if (option.takes == OptionFacts::Takes::value) names += " " + option.value;
    if (option.takes == OptionFacts::Takes::maybe) names += "[=" + option.value + "]";
    return {names, option.text};
}

std::string arguments_of(const CommandFacts& command, std::size_t columns) {
    std::vector<Row> rows;
    for (const OptionFacts& argument : command.arguments) {
        rows.emplace_back(argument.names.front(), argument.text);
    }
    return rows.empty() ? "" : "\nArguments:\n" + table(rows, columns);
}

std::string options_of(const CommandFacts& command, bool everywhere, std::size_t columns) {
    std::vector<Row> rows;
    for (const OptionFacts& option : command.options) {
        if (option.everywhere == everywhere) rows.push_back(option_row(option));
    }
    if (rows.empty()) return {};
    return fmt::format("\n{}:\n{}", everywhere ? "Everywhere" : "Options", table(rows, columns));
}

std::string usage(const CommandFacts& command, std::size_t columns) {
    if (!command.commands.empty()) return "usage: perth [options] COMMAND …\n";
    std::string line = "usage: perth " + command.name + " [options]";
    for (const OptionFacts& argument : command.arguments) {
        const std::string& name = argument.names.front();
        line += argument.required ? " " + name : " [" + name + "]";
    }
    return wrapped(line, 4, columns) + "\n";
}

std::string commands_of(const CommandFacts& tool, std::size_t columns) {
    std::vector<Row> rows;
    for (const CommandFacts& command : tool.commands) {
        rows.emplace_back(command.name, command.summary);
    }
    return "\nCommands:\n" + table(rows, columns);
}

std::string format_of(const CommandFacts& command, std::size_t columns) {
    std::vector<Row> rows;
    for (const FormFacts& form : command.format.forms) rows.emplace_back(form.form, form.meaning);
    return rows.empty() ? "" : fmt::format("\n{}:\n{}", command.format.title, table(rows, columns));
}

std::string exit_code_table(std::size_t columns) {
    std::vector<Row> rows;
    for (const ExitCode& exit : exit_codes) {
        rows.emplace_back(std::to_string(static_cast<int>(exit.code)), exit.meaning);
    }
    return "\nExit codes:\n" + table(rows, columns);
}

std::string examples_of(const CommandFacts& command, std::size_t columns) {
    std::string text = "\nExamples:\n";
    const auto add = [&](const std::string& line, std::size_t indent) {
        text += std::string(indent, ' ') +
                wrapped(line, indent, columns - std::min(columns - 1, indent)) + "\n";
    };
    for (const Example& example : command.examples) {
        add(example.command, 2);
        add(example.effect, 6);
    }
    return text;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns) {
    std::string result;
    std::size_t used = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (used > 0 && used + 1 + word.size() > columns) {
            result += "\n" + std::string(indent, ' ');
            used = 0;
        } else if (used > 0) {
            result += ' ';
            ++used;
        }
        result += word;
        used += word.size();
    }
    return result;
}

std::string help_text(const CommandFacts& command, std::size_t columns) {
    const bool whole_tool = !command.commands.empty();
    std::string text = wrapped(command.summary, 0, columns) + "\n\n" + usage(command, columns);
    if (whole_tool) text += commands_of(command, columns);
    text += arguments_of(command, columns) + options_of(command, false, columns) +
            format_of(command, columns) + options_of(command, true, columns);
    if (whole_tool) text += exit_code_table(columns);
    return text + examples_of(command, columns);
}

}  // namespace perth::cli
