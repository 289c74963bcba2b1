#include "cli/commands/help.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace perth::cli {
namespace {

using Row = std::pair<std::string, std::string>;

constexpr std::string_view exit_codes[][2] = {
    {"0", "the work is done"},
    {"1", "the work failed: compile error, full disk, panic of the firmware"},
    {"2", "wrong use: unknown option, invalid manifest, board or image"},
    {"3", "no device, or more than one device fits"},
    {"4", "a tool or library is missing, too old or unfit"},
    {"5", "no permission"},
    {"6", "the device answered with an error or vanished"},
    {"130", "interrupted"},
};

/// Returns rows with their second column aligned; where there is little room, below the first.
std::string table(const std::vector<Row>& rows, std::size_t columns) {
    std::size_t width = 0;
    for (const auto& row : rows) width = std::max(width, row.first.size());
    const std::size_t indent = width + 5;
    const bool side_by_side = indent + 24 <= columns;
    std::string text;
    for (const auto& [left, right] : rows) {
        text += side_by_side ? fmt::format("  {:<{}}   ", left, width)
                             : "  " + wrapped(left, 6, columns - 2) + "\n      ";
        const std::size_t used = side_by_side ? indent : 6;
        text += wrapped(right, used, columns - std::min(columns - 1, used)) + "\n";
    }
    return text;
}

Row option_row(const CLI::Option& option) {
    if (option.nonpositional()) {
        std::string names;
        for (const auto& name : option.get_snames()) names += "-" + name + ", ";
        if (names.empty()) names = "    ";
        for (const auto& name : option.get_lnames()) names += "--" + name;
        if (option.get_items_expected_max() > 0) names += " " + option.get_type_name();
        return {names, option.get_description()};
    }
    return {option.get_name(true), option.get_description()};
}

std::string options_of(const CLI::App& app, bool global, bool positional, std::size_t columns) {
    std::vector<Row> rows;
    for (const CLI::Option* option : app.get_options()) {
        if ((option->get_group() == global_group) == global &&
            option->get_positional() == positional) {
            rows.push_back(option_row(*option));
        }
    }
    if (rows.empty()) return {};
    const char* const title = global ? global_group : positional ? "Arguments" : "Options";
    return fmt::format("\n{}:\n{}", title, table(rows, columns));
}

std::string usage(const CLI::App& app, std::size_t columns) {
    if (app.get_parent() == nullptr) return "usage: perth [options] COMMAND …\n";
    std::string line = "usage: perth " + app.get_name() + " [options]";
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_positional()) continue;
        const std::string name = option->get_name(true);
        line += option->get_required() ? " " + name : " [" + name + "]";
    }
    return wrapped(line, 4, columns) + "\n";
}

std::string commands_of(const CLI::App& root, std::size_t columns) {
    std::vector<Row> rows;
    for (const CLI::App* command : root.get_subcommands({})) {
        rows.emplace_back(command->get_name(), command->get_description());
    }
    return "\nCommands:\n" + table(rows, columns);
}

std::string exit_code_table(std::size_t columns) {
    std::vector<Row> rows;
    for (const auto& [code, meaning] : exit_codes) rows.emplace_back(code, meaning);
    return "\nExit codes:\n" + table(rows, columns);
}

/// Returns the examples with their lines broken, each at its own indent.
std::string footer(const CLI::App& app, std::size_t columns) {
    std::string text;
    std::istringstream lines(app.get_footer());
    for (std::string line; std::getline(lines, line);) {
        const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
        text += line.substr(0, indent) +
                wrapped(line.substr(indent), indent, columns - std::min(columns - 1, indent)) +
                "\n";
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

std::string help_text(const CLI::App& app, std::size_t columns) {
    const bool whole_tool = app.get_parent() == nullptr;
    std::string text = wrapped(app.get_description(), 0, columns) + "\n\n" + usage(app, columns);
    if (whole_tool) text += commands_of(app, columns);
    text += options_of(app, false, true, columns) + options_of(app, false, false, columns) +
            options_of(app, true, false, columns);
    if (whole_tool) text += exit_code_table(columns);
    return text + footer(app, columns);
}

}  // namespace perth::cli
