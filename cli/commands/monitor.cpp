// `perth monitor`: a board's console on the terminal, or in a script.
#include "cli/commands/monitor.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/console_agent.hpp"
#include "cli/commands/flash.hpp"
#include "cli/commands/watched_boards.hpp"
#include "cli/console/watch.hpp"
#include "cli/console/watch_all.hpp"
#include "cli/console/watch_verdict.hpp"
#include "cli/emulator/duration.hpp"
#include "cli/flash/enter_bootloader.hpp"
#include "cli/support/error.hpp"
#include "cli/support/output.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::string port;        // empty: --device, else found by board
    std::string device;      // empty: none
    std::uint32_t baud = 0;  // 0: the manifest's, else the board's
    std::string timestamps;  // empty: the manifest's
    std::filesystem::path log;
    std::vector<std::string> filters;  // empty: the manifest's
    std::string highlight;
    bool hex = false;
    std::string eol;  // empty: the manifest's
    bool echo = false;
    std::vector<std::string> maps;
    std::string dtr = "keep";
    std::string rts = "keep";
    std::string reset;  // empty: none
    std::string expect;
    std::string fail_on;
    std::string timeout;  // empty: none
    std::filesystem::path send;
    bool raw = false;
    bool no_reconnect = false;
    std::string serve;  // empty: not
    bool all = false;
    bool shell = false;  // somebody talks with one
};

std::size_t place_of(const std::string& word, std::initializer_list<std::string_view> words) {
    return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

serial::Level level_of(const std::string& word) {
    return static_cast<serial::Level>(place_of(word, {"off", "on", "keep"}));
}

std::optional<Stamp> stamp_of(const std::string& word) {
    if (word.empty()) return std::nullopt;
    return static_cast<Stamp>(place_of(word, {"iso", "delta", "uptime"}));
}

std::optional<Eol> eol_of(const std::string& word) {
    if (word.empty()) return std::nullopt;
    return static_cast<Eol>(place_of(word, {"cr", "lf", "crlf"}));
}

std::optional<Pattern> pattern_of(const std::string& text, std::string_view option) {
    if (text.empty()) return std::nullopt;
    return Pattern(text, option);
}

/// Returns the time with its unit: a bare number is seconds.
std::string with_unit(const std::string& text) {
    const bool bare = !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
    return bare ? text + "s" : text;
}

std::optional<std::chrono::microseconds> limit_of(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return parse_duration(with_unit(text), "--timeout");
}

MonitorSettings manifest_settings(const std::optional<Board>& board, const Context& context) {
    const Manifest* const manifest = context.find_manifest();
    if (manifest == nullptr) return {};
    return manifest->for_board(board ? board->name : manifest->default_board).monitor;
}

Shape shape_of(const Options& options, const MonitorSettings& manifest, const Context& context) {
    const Terminal& terminal = context.terminal();
    const bool events = context.options().json;
    Shape shape{.for_terminal = terminal.out_is_tty() && !events,
                .raw = options.raw || events,
                .hex = options.hex};
    if (shape.raw) return shape;
    shape.timestamps =
        stamp_of(options.timestamps.empty() ? manifest.timestamps : options.timestamps);
    for (const auto& filter : options.filters.empty() ? manifest.filters : options.filters) {
        shape.filters.emplace_back(filter, "--filter");
    }
    const bool colours = terminal.styled(Style::hint, "x", STDOUT_FILENO) != "x";
    if (colours) shape.highlight = pattern_of(options.highlight, "--highlight");
    return shape;
}

const std::string& device_of(const Options& options) {
    return options.port.empty() ? options.device : options.port;
}

PortFinder finder_of(const Options& options, const std::optional<Board>& board, Context& context) {
    return console_finder(board, device_of(options), context, options.baud,
                          {.dtr = level_of(options.dtr), .rts = level_of(options.rts)});
}

WatchTerms terms_of(const Options& options, const std::optional<Board>& board,
                    const MonitorSettings& manifest, const Context& context) {
    Maps maps = parse_maps(options.maps);
    WatchTerms terms{.port = {},
                     .open = {},
                     .reconnect = !options.no_reconnect,
                     .reset = !options.reset.empty(),
                     .dtr = level_of(options.dtr),
                     .rts = level_of(options.rts),
                     .shape = shape_of(options, manifest, context),
                     .expect = pattern_of(options.expect, "--expect"),
                     .fail_on = pattern_of(options.fail_on, "--fail-on"),
                     .limit = limit_of(options.timeout),
                     .log = options.log,
                     .send = options.send,
                     .eol = eol_of(options.eol.empty() ? manifest.eol : options.eol),
                     .map_out = std::move(maps.out),
                     .hide_frames = !options.raw,
                     .echo = options.echo,
                     .events = context.options().json,
                     .quiet = context.options().quiet,
                     .name = board ? board->name : "monitor"};
    terms.shape.map = std::move(maps.in);
    if (options.reset == "break") terms.reset_by = Reset::line_break;
    if (options.shell) {
        terms.greeting = "\x03\x02";  // no half line, no raw mode: a prompt
        terms.interrupt = RawInput::Interrupt::passes;
    }
    return terms;
}

/// Builds and flashes; what goes wrong is told, and watching goes on.
void flash_project(const Options& options, Context& context) {
    try {
        flash({.device = device_of(options)}, context, [] { return usb::system_host(); });
    } catch (const Error& error) {
        write_err(fmt::format("{}\n", error.text()));
    }
}

void watch_port(const Options& options, const std::optional<Board>& board, Context& context) {
    const MonitorSettings manifest = manifest_settings(board, context);
    WatchTerms terms = terms_of(options, board, manifest, context);
    PortFinder finder = finder_of(options, board, context);
    terms.port = finder.description();
    terms.open = [&finder] { return finder.open(); };
    terms.serve = options.serve;
    terms.settings = finder.settings();
    if (const Manifest* const project = context.find_manifest()) {
        terms.built_files = [folder = project->folder, name = board ? board->name : ""] {
            return built_files(folder, name);
        };
    }
    terms.enter_bootloader = [](serial::Stream& stream) {
        return enter_bootloader(stream, std::chrono::steady_clock::now() + bootloader_answer);
    };
    if (context.find_manifest() != nullptr && board) {
        terms.flash = [&] { flash_project(options, context); };
    }
    const WatchEnd end = watch(terms);
    const WatchAsked asked{
        .expect = options.expect, .fail_on = options.fail_on, .limit = with_unit(options.timeout)};
    if (const auto failure = failure_of(end, asked, finder.description())) throw *failure;
    context.emit(json_of(end, finder.description()));
}

/// What has to do with one board makes no sense with several.
void check_alone(const Options& options) {
    const std::pair<std::string_view, bool> alone[] = {{"PORT", !options.port.empty()},
                                                       {"--device", !options.device.empty()},
                                                       {"--hex", options.hex},
                                                       {"--raw", options.raw},
                                                       {"--eol", !options.eol.empty()},
                                                       {"--echo", options.echo},
                                                       {"--map", !options.maps.empty()},
                                                       {"--reset", !options.reset.empty()},
                                                       {"--send", !options.send.empty()},
                                                       {"--serve", !options.serve.empty()},
                                                       {"--no-reconnect", options.no_reconnect}};
    for (const auto& [name, given] : alone) {
        if (!given) continue;
        throw Error({.what = fmt::format("{} does not go with --all", name),
                     .why = "it is about one board; --all watches every board that is attached",
                     .exit = Exit::wrong_use});
    }
}

void watch_boards(const Options& options, Context& context) {
    check_alone(options);
    const MonitorSettings manifest = manifest_settings(std::nullopt, context);
    Options shown = options;
    if (shown.timestamps.empty() && manifest.timestamps.empty()) shown.timestamps = "uptime";
    Shape shape = shape_of(shown, manifest, context);
    const Terminal& terminal = context.terminal();
    const WatchAllTerms terms{
        .boards = watched_boards(context, options.baud,
                                 {.dtr = level_of(options.dtr), .rts = level_of(options.rts)}),
        .stamp = shape.timestamps.value_or(Stamp::uptime),
        .filters = std::move(shape.filters),
        .highlight = std::move(shape.highlight),
        .colours = terminal.styled(Style::hint, "x", STDOUT_FILENO) != "x",
        .expect = pattern_of(options.expect, "--expect"),
        .fail_on = pattern_of(options.fail_on, "--fail-on"),
        .limit = limit_of(options.timeout),
        .log = options.log,
        .events = context.options().json,
        .quiet = context.options().quiet};
    const WatchEnd end = watch_all(terms);
    const WatchAsked asked{
        .expect = options.expect, .fail_on = options.fail_on, .limit = with_unit(options.timeout)};
    if (const auto failure = failure_of(end, asked, "all")) throw *failure;
    context.emit(json_of(end, "all"));
}

void run(const Options& options, Context& context) {
    if (options.all) return watch_boards(options, context);
    if (!options.port.empty() && !options.device.empty()) {
        throw Error(
            {.what = fmt::format("two ports are named: {} and {}", options.port, options.device),
             .hint = "leave out --device",
             .exit = Exit::wrong_use});
    }
    watch_port(options, context.find_board(), context);
}

void add_port_options(CLI::App& app, Options& options) {
    app.add_option("PORT", options.port,
                   "a path, ttyACM0, socket://HOST:PORT, rfc2217://HOST:PORT, or a USB place")
        ->type_name("PORT");
    app.add_option("--device", options.device,
                   "the same, a serial number, or a name of \"devices\" in perth.json")
        ->type_name("DEVICE");
    app.add_option("--baud", options.baud, "bits a second; otherwise the board's")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000'000).description(""));
    app.add_option("--dtr", options.dtr, "the line DTR: on, off, or as opening leaves it")
        ->type_name("on|off|keep");
    app.add_option("--rts", options.rts, "the line RTS")->type_name("on|off|keep");
    app.add_flag("--reset{lines}", options.reset,
                 "reset the board first: pulse RTS and DTR, or send a break")
        ->type_name("lines|break");
    app.add_flag("--all", options.all,
                 "watch every board that is attached or has a name in perth.json: its name before "
                 "each line, one clock for all; nothing that is typed goes anywhere");
    app.add_option("--serve", options.serve,
                   "let a client on the network use the port, too, by RFC 2217; whoever reaches "
                   "HOST can")
        ->type_name("HOST:PORT");
    app.add_flag("--no-reconnect", options.no_reconnect, "end when the port goes away");
}

void add_view_options(CLI::App& app, Options& options) {
    app.add_flag("--timestamps{iso}", options.timestamps,
                 "a time in front of each line: date and time, since the line before, or since the "
                 "port was opened")
        ->type_name("iso|delta|uptime");
    app.add_option("--log", options.log, "append every byte that arrives to FILE")
        ->type_name("FILE");
    app.add_option("--filter", options.filters,
                   "show only lines that match (as grep -E); may be given more than once")
        ->type_name("REGEX")
        ->allow_extra_args(false);
    app.add_option("--highlight", options.highlight, "show what matches in reverse video")
        ->type_name("REGEX");
    app.add_flag("--hex", options.hex, "show bytes in hexadecimal, 16 a line");
    app.add_flag("--raw", options.raw,
                 "pass every byte as it is, control sequences and frames of perth's agent too");
}

void add_input_options(CLI::App& app, Options& options) {
    app.add_option("--eol", options.eol, "what a line end that is typed sends; otherwise itself")
        ->type_name("cr|lf|crlf");
    app.add_flag("--echo", options.echo, "show what is typed");
    app.add_option("--map", options.maps,
                   "other bytes for CR, LF, BS, DEL, separated by commas: igncr icrnl icrcrnl "
                   "ignlf inlcr inlcrnl from the board, oigncr ocrnl ocrcrnl oignlf onlcr onlcrnl "
                   "odelbs obsdel to it (nl is LF)")
        ->type_name("MAPS")
        ->allow_extra_args(false);
    app.add_option("--send", options.send, "send FILE as soon as the port is open")
        ->type_name("FILE");
}

void add_script_options(CLI::App& app, Options& options) {
    app.add_option("--expect", options.expect, "end with 0 when a line matches")
        ->type_name("REGEX");
    app.add_option("--fail-on", options.fail_on, "end with 1 when a line matches")
        ->type_name("REGEX");
    app.add_option("--timeout", options.timeout,
                   "end after this time (30, 500ms, 2m): with 1 if --expect has not matched")
        ->type_name("S");
}

}  // namespace

void monitor_board(const Board& board, const std::string& device, Context& context) {
    Options options;
    options.device = device;
    watch_port(options, board, context);
}

void converse(const std::optional<Board>& board, const std::string& device, std::uint32_t baud,
              bool raw, Context& context) {
    Options options;
    options.device = device;
    options.baud = baud;
    options.raw = raw;
    options.shell = true;
    watch_port(options, board, context);
}

void require_console(const Board& board, const std::string& device, Context& context) {
    Options options;
    options.device = device;
    finder_of(options, board, context).check();
}

void add_monitor(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app =
        line.add({.name = "monitor",
                  .summary = "watch a board's console, and find it again after unplug and reset",
                  .examples = {{{"perth monitor --timestamps=delta --log board.log",
                                 "shows the console; Ctrl-T h lists the keys, Ctrl-T q quits"},
                                {"perth monitor --expect PASS --fail-on 'FAIL|panic' --timeout 30",
                                 "ends with 0 or 1, for scripts"}}}},
                 [options](Context& context) { run(*options, context); });
    add_port_options(app, *options);
    add_view_options(app, *options);
    add_input_options(app, *options);
    add_script_options(app, *options);
}

}  // namespace perth::cli
