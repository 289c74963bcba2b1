// `perth run`: the firmware in the board's emulator, its console on the terminal.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cli/commands/build.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/context.hpp"
#include "cli/console/session.hpp"
#include "cli/console/stuck.hpp"
#include "cli/console/verdict.hpp"
#include "cli/emulator/duration.hpp"
#include "cli/emulator/host.hpp"
#include "cli/emulator/nearest.hpp"
#include "cli/emulator/program.hpp"
#include "cli/emulator/qemu.hpp"
#include "cli/emulator/rp2040.hpp"
#include "cli/emulator/simulation.hpp"
#include "cli/image/image.hpp"
#include "cli/support/error.hpp"
#include "cli/support/process.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::filesystem::path file;  // empty: build the project first
    std::string limit;           // empty: none
    std::string until;           // empty: none
    bool realtime = false;
    bool semihosting = false;  // also for a file that was not built here
    SimulationPlan simulation;
    bool pins = false;
    std::uint16_t gdb = 0;    // 0: none
    std::uint16_t serve = 0;  // 0: none
};

Board emulated_board(const Options& options, const Context& context) {
    const bool named = !context.options().boards.empty() || context.find_manifest() != nullptr;
    if (!named && !options.file.empty()) {
        throw Error({.what = fmt::format("no board given to run {} on", options.file.string()),
                     .hint = fmt::format("perth run -b BOARD {}", options.file.string()),
                     .exit = Exit::wrong_use});
    }
    Board board = context.board();
    if (!has_emulator(board)) {
        const std::string nearest = nearest_emulated(board, context.boards());
        throw Error({.what = fmt::format("board {} has no emulator", board.name),
                     .why = fmt::format("the nearest board that has one is {}", nearest),
                     .hint = fmt::format("perth run -b {}", nearest),
                     .exit = Exit::missing_tool});
    }
    return board;
}

FormatFacts stimulus_format() {
    return {.title = "A stimulus has a line an event: a time, and what happens",
            .forms = {
                {"500ms, 1.5s, 2m", "that long after the start"},
                {"+20ms", "that long after all of the line before"},
                {"PIN press|release", "an input that the board names, as it is wired"},
                {"PIN high|low|open", "an input that the board names, or a pad: P12, GPIO3, PF0"},
                {"  for TIME", "after press, high …: and back again after that time"},
                {"  bounce N TIME", "with N bounces within that time"},
                {"PIN PIN turn N every TIME", "an encoder, by N detents; by -N the other way"},
                {"uart N \"TEXT\"", "bytes arrive at a UART; \\n, \\r, \\t, \\0, \\x41 are bytes"},
                {"console \"TEXT\"", "bytes arrive at the console"},
                {"adc N VALUE", "the voltage at a channel, 0 to 65535"},
                {"  to VALUE for TIME every TIME", "a ramp in steps"},
                {"i2c N ADDRESS REGISTER: BYTES", "what a device holds: i2c 0 0x48 0x00: 12 ab"},
                {"  repeat N every TIME", "at the end of any line: so often, so far apart"},
                {"seed N", "without a time: other bounces from here on"},
                {"# TEXT", "a comment"}}};
}

/// Returns whether the board's time is virtual and its pins can be seen and moved.
bool is_simulated(const Board& board) { return board.emulator->kind != Emulator::Kind::qemu; }

std::string_view emulator_name(const Board& board) {
    switch (board.emulator->kind) {
        case Emulator::Kind::qemu:
            return "qemu";
        case Emulator::Kind::rp2040:
            return "rp2040";
        case Emulator::Kind::host:
            break;
    }
    return "host";
}

/// QEMU shows and moves pins of the machines whose devices a definition names.
void check_pins(const Options& options, const Board& board) {
    if (is_simulated(board) || !board.emulator->pads.empty()) return;
    const SimulationPlan& plan = options.simulation;
    const char* const option = !plan.vcd.empty()        ? "--vcd"
                               : !plan.svg.empty()      ? "--svg"
                               : !plan.stimulus.empty() ? "--stimulus"
                               : options.pins           ? "--pins"
                                                        : nullptr;
    if (option == nullptr) return;
    throw Error({.what = fmt::format("{} does not work on board {}", option, board.name),
                 .why = "its emulator, QEMU, neither tells what its pins do nor moves them",
                 .hint = "perth run -b host runs the same program on a simulated board",
                 .exit = Exit::wrong_use});
}

/// Only the nRF51's flash controller is emulated by QEMU.
bool keeps_flash(const Board& board) { return board.port == "nrf51"; }

void check_gdb(const Options& options, const Board& board) {
    if (options.gdb == 0 || board.emulator->kind != Emulator::Kind::host) return;
    throw Error({.what = fmt::format("--gdb does not work on board {}", board.name),
                 .why = "its firmware is a program of this computer",
                 .hint = "perth build -b host, then gdb with the .elf that it names",
                 .exit = Exit::wrong_use});
}

Simulation make_simulation(const Options& options, const Board& board, const Context& context) {
    check_pins(options, board);
    SimulationPlan plan = options.simulation;
    const std::string name =
        options.file.empty() ? context.manifest().name : options.file.stem().string();
    plan.title = fmt::format("{} on {}", name, board.name);
    if (options.pins) {
        plan.pins =
            context.terminal().err_is_tty() ? PinsView::Form::status : PinsView::Form::lines;
    }
    return Simulation(plan, board);
}

/// Returns how the pins are shown beside the console.
BesideTerms beside(Simulation& simulation, const Terminal& terminal) {
    PinsView* const pins = simulation.pins();
    if (pins == nullptr) return {};
    if (!terminal.err_is_tty()) return {.lines = [pins] { return pins->take_lines(); }};
    return {.status = [pins] { return pins->status(); },
            .columns = [&terminal] { return terminal.columns(); }};
}

/// Tells of tasks that keep the processor, too.
BesideTerms with_alarm(BesideTerms terms, StuckWatch& stuck, const Context& context) {
    if (context.options().quiet) return terms;
    terms.lines = [lines = terms.lines, &stuck] {
        return (lines ? lines() : std::string()) + stuck.take_lines();
    };
    return terms;
}

std::filesystem::path program(const Options& options, const Board& board, Context& context) {
    if (options.file.empty()) return build_project(board, {}, context).elf;
    check_program(options.file, board);
    return options.file;
}

/// Starts the firmware; `terms` gets the limit if it is ours to watch.
std::unique_ptr<Guest> start(const std::filesystem::path& file, const Options& options,
                             const Board& board, const Context& context, Simulation& simulation,
                             SessionTerms& terms) {
    std::optional<std::chrono::microseconds> limit;
    if (!options.limit.empty()) limit = parse_duration(options.limit, "--for");
    const bool is_virtual = limit || !options.until.empty() || !simulation.files().empty();
    const bool realtime = options.realtime || !is_virtual;
    if (board.emulator->kind == Emulator::Kind::host) {
        return std::make_unique<HostGuest>(HostPlan{.program = file,
                                                    .realtime = realtime,
                                                    .limit = limit,
                                                    .stimulus = simulation.stimulus(),
                                                    .recording = simulation.wanted()});
    }
    if (board.emulator->kind == Emulator::Kind::rp2040) {
        Rp2040Plan plan = rp2040_plan(board, file, context.data());
        plan.realtime = realtime;
        plan.limit = limit;
        plan.stimulus = simulation.stimulus();
        plan.recording = simulation.wanted();
        if (options.gdb != 0) plan.gdb = options.gdb;
        return std::make_unique<Rp2040Guest>(plan);
    }
    terms.limit = limit;
    QemuPlan plan{.machine = board.emulator->machine,
                  .serial = board.emulator->serial,
                  .elf = file,
                  .semihosting = options.file.empty() || options.semihosting,
                  .pins = qemu_pins(board),
                  .recording = simulation.wanted()};
    if (!simulation.stimulus().empty()) {
        plan.stimulus.emplace(simulation.stimulus(), plan.pins, board);
    }
    if (options.gdb != 0) plan.gdb = options.gdb;
    std::optional<QemuFlash> flash;
    if (options.serve != 0 && keeps_flash(board)) flash.emplace(read_image(file));
    plan.flash = flash ? &*flash : nullptr;
    return std::make_unique<QemuGuest>(plan);
}

/// What the record's end has brought after the last look at the pins.
void note_lines(std::string lines, Context& context) {
    if (lines.ends_with('\n')) lines.pop_back();
    if (!lines.empty()) context.note("{}", lines);
}

/// Ends the record also when the run is interrupted: what there is by then is worth a look.
Ending run_recorded(Guest& guest, ConsoleView& view, const SessionTerms& terms,
                    Simulation& simulation) {
    try {
        Ending ending = run_session(guest, view, terms);
        guest.close_record();
        simulation.finish();
        return ending;
    } catch (const Interrupted&) {
        guest.close_record();
        simulation.finish();
        throw;
    }
}

void run(const Options& options, Context& context) {
    std::optional<Pattern> until;
    if (!options.until.empty()) until.emplace(options.until, "--until");
    context.expect_one_document();
    const Board board = emulated_board(options, context);
    check_gdb(options, board);
    Simulation simulation = make_simulation(options, board, context);
    const std::filesystem::path file = program(options, board, context);

    const bool json = context.options().json;
    const Terminal& terminal = context.terminal();
    StuckWatch stuck([&file] { return built_file(file); });
    ConsoleView view(Shape{.for_terminal = json ? terminal.err_is_tty() : terminal.out_is_tty()},
                     std::move(until), {}, [&](std::string_view line) { stuck.line(line); });
    SessionTerms terms{.limit = {},
                       .in = STDIN_FILENO,
                       .out = json ? STDERR_FILENO : STDOUT_FILENO,
                       .mark = [&](std::string_view text) { context.note("{}", text); },
                       .name = board.name,
                       .beside = with_alarm(beside(simulation, terminal), stuck, context),
                       .built_files = [&file] { return built_file(file); }};
    std::optional<SharedConsole> shared;
    if (options.serve != 0) {
        terms.shared = &shared.emplace(options.serve);
        context.note("the console is at socket://localhost:{}, too", options.serve);
    }
    const auto guest = start(file, options, board, context, simulation, terms);
    context.trace(shell_quoted(guest->command()));
    if (options.gdb != 0) {
        context.note("waiting for GDB and its continue: target remote localhost:{}", options.gdb);
    }
    const Ending ending = run_recorded(*guest, view, terms, simulation);
    if (terms.beside.lines) note_lines(terms.beside.lines(), context);
    if (terms.beside.status) context.note("{}", terms.beside.status());

    const Asked asked{.board = board.name,
                      .emulator = std::string(emulator_name(board)),
                      .until = options.until,
                      .limit = options.limit,
                      .built_files = [&] { return built_file(file); },
                      .files = simulation.files()};
    for (const auto& [kind, written] : simulation.files()) {
        context.note("wrote {}", written.string());
    }
    if (auto failure = failure_of(ending, view, asked)) throw *failure;
    if (const auto& failure = simulation.recording().failure()) {
        Error::Parts parts = failure->parts();
        parts.result = json_of(ending, asked);
        throw Error(std::move(parts));
    }
    const std::string summary = summary_of(ending, asked);
    if (!summary.empty()) context.note("{}", summary);
    context.emit(json_of(ending, asked));
}

}  // namespace

void add_run(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "run",
         .summary = "run the firmware in the board's emulator, its console on the terminal",
         .examples = {{{"perth run --until 'count: 3' --for 30s",
                        "builds, runs, succeeds at a line that matches; fails after 30 seconds"},
                       {"perth run -b host --for 1h --stimulus day.txt --svg day.svg",
                        "an hour on the simulated board, in virtual time, as a picture"}}},
         .format = stimulus_format()},
        [options](Context& context) { run(*options, context); });
    app.add_option("FILE", options->file, "an ELF to run instead of the project's")
        ->type_name("FILE");
    app.add_option("--for", options->limit,
                   "end after this time (500ms, 30s, 2m, 1h): the wall clock's in QEMU, else the "
                   "firmware's own")
        ->type_name("DURATION");
    app.add_option("--until", options->until,
                   "end when a line matches (as grep -E); fail if none does")
        ->type_name("REGEX");
    app.add_flag("--realtime", options->realtime,
                 "let time pass as the wall clock's does also with --for and --until; in QEMU it "
                 "always does");
    app.add_option("--stimulus", options->simulation.stimulus,
                   "play what happens to the board: see below")
        ->type_name("FILE");
    app.add_option("--vcd", options->simulation.vcd,
                   "write the waveforms for GTKWave, PulseView and the like")
        ->type_name("FILE");
    app.add_option("--svg", options->simulation.svg, "write the waveforms as a picture")
        ->type_name("FILE");
    app.add_flag("--pins", options->pins,
                 "show the pins: below the console on a terminal, else a line a change on stderr");
    app.add_option("--gdb", options->gdb,
                   "wait for GDB at this port of this computer, and for its continue; not on host")
        ->type_name("PORT")
        ->check(CLI::Range(1, 65535).description(""));
    app.add_option("--serve", options->serve,
                   "let monitor and sync reach the console, too: --device socket://localhost:PORT")
        ->type_name("PORT")
        ->check(CLI::Range(1, 65535).description(""));
    app.add_flag("--semihosting", options->semihosting,
                 "let FILE end the run with an exit code, and reach this user's files");
}

}  // namespace perth::cli
