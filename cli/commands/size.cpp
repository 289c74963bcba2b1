// `perth size`: where flash and RAM go.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/build/size_report.hpp"
#include "cli/build/sizes.hpp"
#include "cli/build/summary.hpp"
#include "cli/build/treemap.hpp"
#include "cli/commands/build.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/project/revision.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::filesystem::path file;  // empty: build the project first
    bool symbols = false;
    bool tasks = false;
    std::string diff;            // a file or a revision; empty: none
    std::filesystem::path html;  // empty: none
};

struct Measured {
    Firmware firmware;
    std::vector<SizeItem> items;
};

Measured measure(const std::filesystem::path& elf, const std::string& name, const Board& board) {
    const ElfFacts facts = read_elf(elf);
    return {.firmware = {.name = name,
                         .board = board.name,
                         .elf = elf,
                         .memory = memory_use(board, facts.segments),
                         .tasks = read_task_frames(elf),
                         .build_id = facts.build_id},
            .items = size_items(board, facts)};
}

Measured measure(const Options& options, const Board& board, Context& context) {
    if (!options.file.empty()) return measure(options.file, options.file.stem().string(), board);
    const Firmware firmware = build_project(board, {}, context);
    return measure(firmware.elf, firmware.name, board);
}

/// Returns the sizes of the file, or of the project as it was at a revision.
Measured measure_other(const std::string& diff, const Board& board, Context& context) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(diff, ignored)) {
        return measure(diff, std::filesystem::path(diff).stem().string(), board);
    }
    if (context.find_manifest() == nullptr) {
        throw Error({.what = fmt::format("there is no file {}", diff),
                     .hint = "outside a project, --diff takes an ELF file",
                     .exit = Exit::wrong_use});
    }
    context.note("building {} for {}", diff, board.name);
    const Revision revision(context.manifest().folder, diff);
    const Firmware firmware = build_project(load_manifest(revision.project()), board, {}, context);
    return measure(firmware.elf, firmware.name, board);
}

void check_measurable(const Board& board) {
    if (!board.memory.empty()) return;
    throw Error({.what = fmt::format("board {} has no flash and no RAM to measure", board.name),
                 .hint = "perth size -b BOARD, for a board with a chip",
                 .exit = Exit::wrong_use});
}

void run(const Options& options, Context& context) {
    context.expect_one_document();
    const Board board = context.board();
    check_measurable(board);
    const Measured now = measure(options, board, context);
    std::optional<std::vector<SizeChange>> changes;
    if (!options.diff.empty()) {
        const Measured before = measure_other(options.diff, board, context);
        changes = size_changes(before.items, now.items);
        context.say("{}", change_report(before.firmware, now.firmware, *changes,
                                        options.symbols ? changes->size() : changes_told));
    } else {
        context.say("{}", part_report(now.firmware, now.items, context.terminal().columns()));
        if (options.symbols) context.say("{}", symbol_report(now.items));
        if (options.tasks) context.say("{}", task_report(now.firmware.tasks));
    }
    if (!options.html.empty()) {
        write_file(options.html, treemap_page(now.firmware, now.items));
        context.note("wrote {}", options.html.string());
    }
    context.emit(size_json(now.firmware, now.items, changes));
}

}  // namespace

void add_size(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app =
        line.add({.name = "size",
                  .summary = "tell where flash and RAM go",
                  .examples = {{{"perth size --symbols --html size.html",
                                 "every symbol with its bytes, and a page to look at"},
                                {"perth size --diff HEAD~3",
                                 "what has grown since the revision before the last three"}}}},
                 [options](Context& context) { run(*options, context); });
    app.add_option("FILE", options->file, "an ELF to measure instead of the project's")
        ->type_name("FILE");
    app.add_flag("--symbols", options->symbols, "list every function and object");
    app.add_flag("--tasks", options->tasks, "list the frame of every coroutine");
    app.add_option("--diff", options->diff,
                   "compare with another ELF, or with the project at a revision that git knows")
        ->type_name("FILE|REV");
    app.add_option("--html", options->html, "write a page with a treemap")->type_name("FILE");
}

}  // namespace perth::cli
