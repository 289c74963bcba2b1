// `perth debug`: GDB on the firmware, in an emulator, on a board, or on this computer.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands/build.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/context.hpp"
#include "cli/console/view.hpp"
#include "cli/debug/gdb.hpp"
#include "cli/debug/probe.hpp"
#include "cli/debug/session.hpp"
#include "cli/emulator/gdb_socket.hpp"
#include "cli/emulator/host.hpp"
#include "cli/emulator/nearest.hpp"
#include "cli/emulator/program.hpp"
#include "cli/emulator/qemu.hpp"
#include "cli/emulator/rp2040.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/output.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::filesystem::path file;          // empty: build the project first
    std::vector<std::string> arguments;  // GDB's
    std::string via;                     // empty: the emulator, or OpenOCD where there is none
    std::string probe;                   // empty: the one on the board
    bool release = false;
    bool from_reset = false;
};

/// Returns the options with FILE told from GDB's arguments, which come behind `--`: they begin with
/// a dash.
Options sorted(Options options) {
    const std::string first = options.file.string();
    if (!first.starts_with('-')) return options;
    options.arguments.insert(options.arguments.begin(), first);
    options.file.clear();
    return options;
}

bool is_host(const Board& board) {
    return has_emulator(board) && board.emulator->kind == Emulator::Kind::host;
}

/// Returns what leads to the chip; nothing if an emulator takes its place.
std::optional<ProbeServer> server_of(const Options& options, const Board& board,
                                     const Context& context) {
    if (options.via == "pyocd") return ProbeServer::pyocd;
    if (options.via == "openocd" || !options.probe.empty()) return ProbeServer::openocd;
    if (has_emulator(board)) return std::nullopt;
    if (options.via.empty() && !board.openocd.empty()) return ProbeServer::openocd;
    const std::string nearest = nearest_emulated(board, context.boards());
    throw Error({.what = fmt::format("board {} has no emulator", board.name),
                 .why = fmt::format("the nearest board that has one is {}", nearest),
                 .hint = fmt::format("perth debug -b {}", nearest),
                 .exit = Exit::missing_tool});
}

/// Refuses what contradicts itself, before anything is built.
void check(const Options& options, const Context& context) {
    if (!options.probe.empty() && !options.via.empty() && options.via != "openocd") {
        throw Error({.what = fmt::format("--probe does not go with --via {}", options.via),
                     .why = "it is OpenOCD's configuration of a probe",
                     .hint = "leave out one of them",
                     .exit = Exit::wrong_use});
    }
    const bool named = !context.options().boards.empty() || context.find_manifest() != nullptr;
    if (!named && !options.file.empty()) {
        throw Error({.what = fmt::format("no board given to debug {} on", options.file.string()),
                     .hint = fmt::format("perth debug -b BOARD {}", options.file.string()),
                     .exit = Exit::wrong_use});
    }
}

std::filesystem::path program(const Options& options, const Board& board, Context& context) {
    if (options.file.empty()) {
        using Kind = BuildChoices::Kind;
        const BuildChoices choices{.kind = options.release ? Kind::release : Kind::debug,
                                   .verbose = context.options().verbose};
        return build_project(board, choices, context).elf;
    }
    if (has_emulator(board)) check_program(options.file, board);
    return std::filesystem::absolute(options.file);
}

/// An emulator that waits for GDB.
std::unique_ptr<Guest> start_emulator(const Options& options, const Board& board,
                                      const std::filesystem::path& elf, const Context& context,
                                      int listener) {
    if (board.emulator->kind == Emulator::Kind::rp2040) {
        Rp2040Plan plan = rp2040_plan(board, elf, context.data());
        plan.realtime = true;
        plan.gdb_listener = listener;
        return std::make_unique<Rp2040Guest>(plan);
    }
    return std::make_unique<QemuGuest>(QemuPlan{.machine = board.emulator->machine,
                                                .serial = board.emulator->serial,
                                                .elf = elf,
                                                .semihosting = options.file.empty(),
                                                .gdb_listener = listener});
}

/// Runs GDB; what the firmware prints goes to stderr, for stdout is GDB's alone: programs that
/// drive GDB read it.
int debug(const GdbPlan& plan, Guest* guest, std::map<std::string, std::string> environment,
          const Context& context) {
    const Terminal& terminal = context.terminal();
    ConsoleView view(terminal.err_is_tty(), {});
    const DebugTerms terms{.out = context.options().json ? STDERR_FILENO : STDOUT_FILENO,
                           .guest = guest,
                           .console = [&](std::string_view bytes) { write_err(view.take(bytes)); }};
    const Command command{.args = gdb_arguments(plan), .environment = std::move(environment)};
    context.trace(shell_quoted(command.args));
    const int code = run_gdb(command, terms);
    write_err(view.finish());
    return code;
}

int debug_on_emulator(const Options& options, const Board& board, GdbPlan plan,
                      const Context& context) {
    GdbSocket socket;
    const auto guest = start_emulator(options, board, plan.elf, context, socket.listener());
    socket.close();
    context.trace(shell_quoted(guest->command()));
    plan.remote = fmt::format("target remote {}", socket.path().string());
    return debug(plan, guest.get(), {}, context);
}

int debug_on_probe(const ProbePlan& probe_plan, GdbPlan plan, const Context& context) {
    const Probe probe(probe_plan);
    context.trace(shell_quoted(probe.command()));
    plan.remote = fmt::format("target extended-remote localhost:{}", probe.port());
    plan.writes_flash = true;
    context.note("flashing {}; its console: perth monitor, in another terminal", probe_plan.board);
    return debug(plan, nullptr, {}, context);
}

void run(const Options& options, Context& context) {
    check(options, context);
    context.expect_one_document();
    const Board board = context.board();
    const auto server = server_of(options, board, context);
    std::optional<ProbePlan> probe;
    if (server) probe = probe_plan(board, *server, options.probe);
    const bool on_host = !server && is_host(board);
    const Manifest* const project = context.find_manifest();
    GdbPlan plan{.gdb = find_gdb(on_host),
                 .elf = program(options, board, context),
                 .board = board.name,
                 .project = project == nullptr ? "" : project->folder,
                 .runtime = context.data() / "runtime",
                 .stops_at_reset = options.from_reset,
                 .arguments = options.arguments};
    if (!plan.gdb.has_python) {
        context.note("{} has no Python: perth-tasks and perth-task are not there",
                     plan.gdb.program.string());
    }
    const int code = probe ? debug_on_probe(*probe, plan, context)
                     : on_host
                         ? debug(plan, nullptr,
                                 host_environment({.program = plan.elf, .realtime = true}), context)
                         : debug_on_emulator(options, board, plan, context);
    const std::string result = json_object(
        {{"board", json_string(board.name)},
         {"via", json_string(server    ? *server == ProbeServer::pyocd ? "pyocd" : "openocd"
                             : on_host ? "host"
                                       : "emulator")},
         {"elf", json_string(plan.elf.string())},
         {"gdb", std::to_string(code)}});
    if (code != 0) {
        Error::Parts parts{.what = fmt::format("GDB ended with code {}", code)};
        parts.result = result;
        throw Error(std::move(parts));
    }
    context.emit(result);
}

}  // namespace

void add_debug(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "debug",
         .summary = "run GDB on the firmware: in the board's emulator, or through a probe",
         .examples =
             {{{"perth debug -- -ex 'break blink' -ex continue",
                "builds, stops in the task blink; perth-tasks lists all tasks"},
               {"perth debug -b blackpill-f411ce --via openocd --probe interface/stlink.cfg",
                "flashes the board through an ST-LINK and stops at perth_main"}}}},
        [options](Context& context) { run(sorted(*options), context); });
    app.add_option("FILE", options->file, "an ELF to debug instead of the project's")
        ->type_name("FILE");
    app.add_option("GDB_ARGS", options->arguments, "behind --, passed on to GDB")
        ->type_name("GDB_ARGS");
    app.add_flag("--release", options->release,
                 "build optimized, to see what is shipped; lines and variables are vague then");
    app.add_flag("--from-reset", options->from_reset,
                 "stop at the first instruction instead of at perth_main");
    app.add_option("--via", options->via,
                   "where the firmware runs; otherwise the emulator, or OpenOCD if there is none")
        ->type_name("emulator|openocd|pyocd");
    app.add_option("--probe", options->probe,
                   "OpenOCD's configuration of a probe that is not on the board: "
                   "interface/cmsis-dap.cfg")
        ->type_name("CFG");
}

}  // namespace perth::cli
