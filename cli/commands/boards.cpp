// `perth boards`: what boards there are, all about one, and whether a definition is in order.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/board/describe.hpp"
#include "cli/board/pinout.hpp"
#include "cli/board/resolve.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/help.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/letters.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::string query;            // empty: every board
    std::string show;             // empty: list
    std::filesystem::path check;  // empty: list
};

struct Row {
    std::string name;
    std::string title;
    std::string chip;
    std::string memory;
    std::string marks;
    std::string json;
};

std::uint32_t size_of(const Board& board, const char* region) {
    const MemoryRegion* const found = board.region(region);
    return found == nullptr ? 0 : found->size;
}

Row row_of(const Board& board) {
    const std::uint32_t flash = size_of(board, "flash");
    const std::uint32_t ram = size_of(board, "ram");
    return {.name = board.name,
            .title = board.title,
            .chip = board.mcu,
            .memory = ram == 0 ? "" : pretty_size(flash) + " / " + pretty_size(ram),
            .marks = fmt::format("{}", fmt::join(board.marks, ", ")),
            .json = json_object({{"name", json_string(board.name)},
                                 {"title", json_string(board.title)},
                                 {"mcu", json_string(board.mcu)},
                                 {"flash", std::to_string(flash)},
                                 {"ram", std::to_string(ram)},
                                 {"marks", json_strings(board.marks)}})};
}

/// A definition that is not in order is listed, too: the others must stay usable.
Row broken_row(const std::string& name, const Error& error) {
    return {.name = name,
            .title = "(not in order)",
            .chip = {},
            .memory = {},
            .marks = error.parts().what,
            .json = json_object(
                {{"name", json_string(name)}, {"broken", json_string(error.parts().what)}})};
}

bool answers(const Row& row, const std::string& query) {
    return lower_case(row.name + "\n" + row.title + "\n" + row.chip).find(lower_case(query)) !=
           std::string::npos;
}

std::vector<Row> rows(const BoardPath& path, const std::string& query) {
    std::vector<Row> found;
    for (const std::string& name : board_names(path)) {
        Row row;
        try {
            row = row_of(load_board(name, path));
        } catch (const Error& error) {
            row = broken_row(name, error);
        }
        if (answers(row, query)) found.push_back(std::move(row));
    }
    return found;
}

void print_table(const std::vector<Row>& boards, const Context& context) {
    std::size_t widths[4] = {};
    for (const Row& row : boards) {
        const std::string* const cells[] = {&row.name, &row.title, &row.chip, &row.memory};
        for (std::size_t i = 0; i < 4; ++i) widths[i] = std::max(widths[i], cells[i]->size());
    }
    const std::size_t columns = context.terminal().columns();
    for (const Row& row : boards) {
        std::string line =
            fmt::format("{:<{}}  {:<{}}  {:<{}}  {:<{}}  {}", row.name, widths[0], row.title,
                        widths[1], row.chip, widths[2], row.memory, widths[3], row.marks);
        line.erase(line.find_last_not_of(' ') + 1);
        context.say("{}", context.terminal().out_is_tty() ? fit(line, columns) : line);
    }
}

/// One fact a line, for a terminal too narrow for a table.
void print_stack(const std::vector<Row>& boards, const Context& context) {
    const std::size_t columns = context.terminal().columns();
    for (const Row& row : boards) {
        context.say("{}", fit(row.name, columns));
        for (const std::string& fact : {row.title, row.chip, row.memory, row.marks}) {
            if (!fact.empty()) context.say("{}", fit("  " + fact, columns));
        }
    }
}

void list(const std::string& query, const Context& context) {
    const std::vector<Row> boards = rows(context.boards(), query);
    if (boards.empty()) {
        throw Error({.what = fmt::format("no board's name, title or chip has \"{}\" in it", query),
                     .hint = "perth boards lists them all",
                     .exit = Exit::wrong_use});
    }
    std::vector<std::string> documents;
    for (const Row& row : boards) documents.push_back(row.json);
    context.emit(json_list(documents));
    if (context.terminal().columns() < 60) {
        print_stack(boards, context);
    } else {
        print_table(boards, context);
    }
}

void show(const std::string& name, const Context& context) {
    const Board board = load_board(name, context.boards());
    const Resolved resolved = resolve(board.files.front(), context.boards());
    std::vector<std::string> files;
    for (const auto& file : board.files) files.push_back(file.string());
    context.emit(json_object({{"name", json_string(board.name)},
                              {"files", json_strings(files)},
                              {"definition", resolved.facts.dump()}}));
    const std::size_t columns = context.terminal().columns();
    const std::size_t indent = columns < 60 ? 2 : 13;
    context.say("{}", board.name);
    for (const Fact& fact : describe(board, resolved.facts)) {
        const std::string origin = fact.origin.empty() ? "" : " [" + fact.origin + "]";
        const std::string text = wrapped(fact.value + origin, indent, columns - indent);
        if (columns < 60) {
            if (!fact.label.empty()) context.say("{}:", fact.label);
            context.say("  {}", text);
        } else {
            context.say("{:<13}{}", fact.label, text);
        }
    }
    const std::vector<std::string> drawing = draw_pinout(board);
    if (!drawing.empty()) context.say("");
    for (const std::string& line : drawing) {
        context.say("{}", context.terminal().out_is_tty() ? fit(line, columns) : line);
    }
}

void run(const Options& options, const Context& context) {
    if (!options.check.empty()) {
        const Board board = load_board_file(options.check, context.boards());
        context.emit(json_object({{"name", json_string(board.name)}, {"in_order", "true"}}));
        context.say("{} is in order", options.check.string());
    } else if (!options.show.empty()) {
        show(options.show, context);
    } else {
        list(options.query, context);
    }
}

}  // namespace

void add_boards(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app =
        line.add({.name = "boards",
                  .summary = "list, show and check board definitions",
                  .examples = {{{"perth boards stm32", "lists the boards with an STM32"},
                                {"perth boards --show pyboard-v11",
                                 "tells all about one, and which file says so"}}}},
                 [options](Context& context) { run(*options, context); });
    app.add_option("QUERY", options->query, "part of a name, title or chip")->type_name("BOARD");
    CLI::Option* const one =
        app.add_option("--show", options->show, "all about one board")->type_name("BOARD");
    app.add_option("--check", options->check, "whether a definition file is in order")
        ->type_name("FILE")
        ->excludes(one);
}

}  // namespace perth::cli
