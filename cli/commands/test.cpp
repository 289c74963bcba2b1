// `perth test`: the project's tests on this computer and in boards' emulators.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands/build.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/context.hpp"
#include "cli/console/deferred_log.hpp"
#include "cli/console/dump.hpp"
#include "cli/console/junit.hpp"
#include "cli/console/lines.hpp"
#include "cli/console/test_output.hpp"
#include "cli/console/test_results.hpp"
#include "cli/emulator/host.hpp"
#include "cli/emulator/nearest.hpp"
#include "cli/emulator/qemu.hpp"
#include "cli/emulator/rp2040.hpp"
#include "cli/emulator/run_to_end.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::string filter;           // empty: all
    std::filesystem::path junit;  // empty: none
    bool list = false;
};

std::vector<Board> chosen_boards(const Context& context) {
    std::vector<std::string> names = context.options().boards;
    if (names.empty()) names = {"host"};
    std::vector<Board> boards;
    for (const std::string& name : names) {
        boards.push_back(load_board(name, context.boards()));
        if (has_emulator(boards.back())) continue;
        const std::string nearest = nearest_emulated(boards.back(), context.boards());
        throw Error({.what = fmt::format("board {} has no emulator", name),
                     .why = fmt::format("the nearest board that has one is {}", nearest),
                     .hint = fmt::format("perth test -b {}", nearest),
                     .exit = Exit::missing_tool});
    }
    return boards;
}

void check_tests(const Manifest& manifest) {
    if (!test_files(manifest).empty()) return;
    throw Error(
        {.what = fmt::format("{} has no tests", manifest.name),
         .why = fmt::format("there is no source file in {}", (manifest.folder / "test").string()),
         .hint = "write test/first_test.cpp; those of perth new -t blink show how",
         .exit = Exit::wrong_use});
}

bool is_host(const Board& board) { return board.emulator->kind == Emulator::Kind::host; }

std::unique_ptr<Guest> start(const std::filesystem::path& program, const Board& board,
                             const Context& context, const Options& options) {
    std::vector<std::string> arguments;
    if (options.list) arguments.emplace_back("--gtest_list_tests");
    arguments.push_back("--gtest_filter=" + (options.filter.empty() ? "*" : options.filter));
    if (is_host(board)) {
        arguments.emplace_back("--gtest_color=no");
        return std::make_unique<HostGuest>(
            HostPlan{.program = program, .arguments = std::move(arguments)});
    }
    if (board.emulator->kind == Emulator::Kind::rp2040) {
        Rp2040Plan plan = rp2040_plan(board, program, context.data());
        plan.arguments = std::move(arguments);
        return std::make_unique<Rp2040Guest>(plan);
    }
    return std::make_unique<QemuGuest>(QemuPlan{.machine = board.emulator->machine,
                                                .serial = board.emulator->serial,
                                                .elf = program,
                                                .semihosting = true,
                                                .arguments = std::move(arguments),
                                                .skips_sleep = true});
}

/// Hands the lines of a guest's output to `reader`, those of a deferred log as the ELF `program`
/// has them; returns how it ended.
std::optional<GuestEnd> read_lines(Guest& guest, const std::filesystem::path& program,
                                   const std::function<void(std::string_view)>& reader) {
    Lines lines;
    DeferredLog log([&program] { return built_file(program); });
    const auto end = run_to_end(guest, [&](std::string_view bytes) {
        std::string text;
        log.feed(bytes, text);
        lines.feed(text, [&](std::string_view line, std::size_t) {
            reader(line);
            return true;
        });
    });
    if (!lines.unfinished().empty()) reader(lines.unfinished());
    return end;
}

/// Returns how the program ended: "panicked: …", "ended with code 3".
std::string abnormal_end(const std::optional<GuestEnd>& end, const DumpWatch& dump) {
    if (dump.begun()) {
        const std::string& headline = dump.dump().headline;
        const char* const verb = headline.starts_with("fault ") ? "faulted" : "panicked";
        return fmt::format("{}: {}", verb, headline.substr(std::strlen("panic ")));
    }
    if (!end) return "reset the board";
    if (end->signal) {
        return fmt::format("was ended by signal {} ({})", *end->signal, ::strsignal(*end->signal));
    }
    return fmt::format("ended with code {}", end->code);
}

/// The run of one board: shown as it comes, and what came of it.
class Run {
public:
    Run(const Board& board, const Context& context) : board_(board), context_(context) {}

    BoardTests follow(Guest& guest, const std::filesystem::path& program);

private:
    void show(std::string_view line);

    const Board& board_;
    const Context& context_;
    TestOutput output_;
    DumpWatch dump_;
};

void Run::show(std::string_view line) {
    dump_.line(line);
    const bool is_greeting = output_.announced() == 0 && line.starts_with("-- ");
    const TestLine kind = output_.line(line);
    if (is_greeting) return;  // of the console, which GoogleTest does not have
    if (kind == TestLine::plain) return context_.say("{}", line);
    const int fd = context_.options().json ? 2 : 1;
    const Style style = kind == TestLine::good ? Style::good : Style::error;
    const std::size_t tag = std::strlen("[==========]");
    context_.say("{}{}", context_.terminal().styled(style, line.substr(0, tag), fd),
                 line.substr(tag));
}

BoardTests Run::follow(Guest& guest, const std::filesystem::path& program) {
    const auto end = read_lines(guest, program, [this](std::string_view line) { show(line); });
    const std::string how = abnormal_end(end, dump_);
    output_.end(how);
    BoardTests tests{
        .board = board_.name, .announced = output_.announced(), .cases = output_.cases()};
    const bool ended_well = output_.is_complete() && end && !end->signal && end->code == 0;
    if (tally(tests).failed == 0 && !ended_well) {
        throw Error({.what = fmt::format("the test program {} on {}", how, board_.name),
                     .why = end && !end->words.empty() ? end->words
                            : output_.is_complete()    ? "all its tests had passed"
                                                       : "no test was running"});
    }
    return tests;
}

/// A run without a test tests nothing, whatever the reason.
void check_any(std::size_t tests, const Board& board, const Options& options) {
    if (tests != 0) return;
    if (options.filter.empty()) {
        throw Error({.what = fmt::format("no tests to run on {}", board.name),
                     .why = "the sources in test have no TEST",
                     .hint = "those of perth new -t blink show how",
                     .exit = Exit::wrong_use});
    }
    throw Error({.what = fmt::format("no test matches '{}' on {}", options.filter, board.name),
                 .why = "a filter is the whole SUITE.NAME; * stands for any text",
                 .hint = "perth test --list",
                 .exit = Exit::wrong_use});
}

void list(const std::vector<Board>& boards, const Options& options, Context& context) {
    std::vector<std::string> documents;
    for (const Board& board : boards) {
        const auto program = build_project_tests(board, context);
        const auto guest = start(program, board, context, options);
        context.trace(shell_quoted(guest->command()));
        TestList tests;
        const auto end =
            read_lines(*guest, program, [&](std::string_view line) { tests.line(line); });
        if (!end || end->signal || end->code != 0) {
            throw Error({.what = fmt::format("the test program {} on {}",
                                             abnormal_end(end, DumpWatch()), board.name),
                         .why = "it was asked for the list of its tests"});
        }
        check_any(tests.names().size(), board, options);
        if (boards.size() > 1) context.say("{}:", board.name);
        for (const std::string& name : tests.names()) context.say("{}", name);
        documents.push_back(json_object(
            {{"board", json_string(board.name)}, {"tests", json_strings(tests.names())}}));
    }
    context.emit(json_object({{"boards", json_list(documents)}}));
}

void run(const Options& options, Context& context) {
    context.expect_one_document();
    const std::vector<Board> boards = chosen_boards(context);
    check_tests(context.manifest());
    if (options.list) return list(boards, options, context);

    std::vector<BoardTests> runs;
    for (const Board& board : boards) {
        const auto program = build_project_tests(board, context);
        const auto guest = start(program, board, context, options);
        context.trace(shell_quoted(guest->command()));
        runs.push_back(Run(board, context).follow(*guest, program));
        check_any(runs.back().cases.size(), board, options);
    }
    if (!options.junit.empty()) write_file(options.junit, junit_xml(runs));
    if (auto failure = failure_of(runs, options.filter)) throw *failure;
    for (const BoardTests& tests : runs) {
        const Tally sums = tally(tests);
        context.note("{} passed on {}{}", count(sums.passed, "test"), tests.board,
                     sums.skipped == 0 ? "" : fmt::format(", {} skipped", sums.skipped));
    }
    context.emit(json_of(runs));
}

}  // namespace

void add_test(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "test",
         .summary = "run the project's tests on this computer, or with -b in boards' emulators",
         .examples = {{{"perth test",
                        "builds test/*.cpp with GoogleTest and runs it in virtual time"},
                       {"perth test -b host -b pyboard-v11 'Blink.*' --junit tests.xml",
                        "one suite, here and in an emulator, with a report for CI"}}}},
        [options](Context& context) { run(*options, context); });
    app.add_option("FILTER", options->filter,
                   "the tests to run: SUITE.NAME with * and ?, several with ':' between them, "
                   "those after '-' left out")
        ->type_name("FILTER");
    app.add_option("--junit", options->junit, "write the results as JUnit XML")->type_name("FILE");
    app.add_flag("--list", options->list, "list the tests instead of running them");
}

}  // namespace perth::cli
