#include "cli/commands/trace_firmware.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/agent/trace.hpp"
#include "cli/commands/build.hpp"
#include "cli/commands/console_agent.hpp"
#include "cli/console/firmware.hpp"
#include "cli/console/frames.hpp"
#include "cli/emulator/duration.hpp"
#include "cli/emulator/host.hpp"
#include "cli/emulator/nearest.hpp"
#include "cli/emulator/program.hpp"
#include "cli/emulator/qemu.hpp"
#include "cli/emulator/rp2040.hpp"
#include "cli/emulator/run_to_end.hpp"
#include "cli/image/image.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/output.hpp"
#include "cli/support/process.hpp"
#include "cli/support/terminal.hpp"
#include "cli/trace/chrome_json.hpp"
#include "cli/trace/guest_stream.hpp"
#include "cli/trace/html.hpp"
#include "cli/trace/names.hpp"
#include "cli/trace/record.hpp"
#include "cli/trace/svg.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::uint16_t group_os = 0;  // of the agent's commands

struct Options {
    std::filesystem::path file;  // empty: the project's
    std::string device;          // empty: found by the board, else its emulator
    std::string time = "5s";
    std::vector<std::filesystem::path> files;
};

/// What was seen, and where.
struct Seen {
    std::vector<TraceEvent> events;
    std::int64_t end = 0;  // µs
    std::uint64_t lost = 0;
    unsigned restarts = 0;
    std::string place;                         // of the board: a port, or an emulator
    std::optional<std::filesystem::path> elf;  // nothing: none here is of that build
};

using Writer = std::string (*)(const Timeline& timeline, std::string_view title);

Writer writer_of(const std::filesystem::path& file) {
    if (file.extension() == ".json") return chrome_json;
    if (file.extension() == ".svg") return trace_svg;
    if (file.extension() == ".html") return trace_page;
    throw Error({.what = fmt::format("{} is no timeline's name", file.string()),
                 .why = "its ending says what it is to be: .json, .svg or .html",
                 .hint = "perth trace -o trace.html",
                 .exit = Exit::wrong_use});
}

void check_traced(const Board& board, const Context& context) {
    if (context.manifest().for_board(board.name).trace != 0) return;
    throw Error({.what = fmt::format("{} is built without a trace", context.manifest().name),
                 .why = "\"trace\" in perth.json is missing or false",
                 .hint = "add \"trace\": 4096 there, bytes of RAM for the newest events",
                 .exit = Exit::wrong_use});
}

/// Asks until the time is over.
Seen watch(Agent& agent, std::chrono::microseconds time) {
    constexpr auto pause = 100ms;
    TraceReader reader(agent);
    const auto begin = Clock::now();
    reader.begin();
    for (;;) {
        const auto past =
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
        if (past >= time) break;
        agent.sleep(std::min<std::chrono::milliseconds>(
            pause, std::chrono::ceil<std::chrono::milliseconds>(time - past)));
        reader.read();
    }
    return {.events = reader.events(),
            .end = reader.end(),
            .lost = reader.lost(),
            .restarts = reader.restarts(),
            .place = {},
            .elf = {}};
}

/// The ELF files that may be what runs there.
std::vector<BuiltFile> candidates(const Options& options, const Board& board,
                                  const Context& context) {
    if (!options.file.empty()) return built_file(options.file);
    const Manifest* const manifest = context.find_manifest();
    if (manifest == nullptr) return {};
    return built_files(manifest->folder, board.name);
}

/// The ELF of what runs there, by its build id.
std::optional<std::filesystem::path> elf_of(Agent& agent, const Options& options,
                                            const Board& board, const Context& context) {
    constexpr std::uint8_t command_info = 7;
    const CborValue info =
        agent.ask({.group = group_os, .command = command_info, .what = "tell its build id"});
    const std::string build =
        fmt::format("{:02x}", fmt::join(info.bytes_of("build").value_or(Bytes{}), ""));
    for (const BuiltFile& file : candidates(options, board, context)) {
        if (!build.empty() && file.build == build) return file.file;
    }
    context.note("no ELF here has build {}, so tasks and marks stay numbers", build.substr(0, 8));
    return std::nullopt;
}

/// The board whose console is found. It may run any project's firmware; this project's names it.
Seen watch_attached(const Options& options, const Board& board, std::chrono::microseconds time,
                    Context& context) {
    ConsoleAgent agent(board, options.device, "perth trace", context);
    const auto elf = elf_of(agent, options, board, context);
    Seen seen = watch(agent, time);
    seen.place = agent.place();
    seen.elf = elf;
    return seen;
}

/// The console of a run that is only looked at: what the program prints, without the agent's talk.
class Shown {
public:
    explicit Shown(const Context& context) : quiet_(context.options().quiet) {}
    void operator()(std::string_view bytes) {
        std::string text;
        frames_.feed(bytes, text);
        if (!quiet_) fmt::print(stderr, "{}", printable_lines(text));
    }

private:
    /// Line feeds stay.
    static std::string printable_lines(std::string_view text) {
        std::string shown;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            shown += printable(text.substr(at, end - at));
            if (end < text.size()) shown += '\n';
            at = end + 1;
        }
        return shown;
    }

    bool quiet_;
    HideFrames frames_;
};

Seen watch_host(const std::filesystem::path& program, std::chrono::microseconds time,
                Context& context) {
    TraceSink sink;
    Recording recording;
    recording.add(sink);
    HostGuest guest({.program = program, .limit = time, .recording = &recording});
    context.trace(shell_quoted(guest.command()));
    Shown shown(context);
    (void)run_to_end(guest, [&](std::string_view bytes) { shown(bytes); });
    recording.finish();
    if (const auto& failure = recording.failure()) throw *failure;
    return {.events = sink.events(),
            .end = sink.end(),
            .lost = sink.lost(),
            .restarts = 0,
            .place = "host",
            .elf = program};
}

std::unique_ptr<Guest> start(const std::filesystem::path& program, bool is_trusted,
                             const Board& board, const Context& context) {
    if (board.emulator->kind == Emulator::Kind::rp2040) {
        Rp2040Plan plan = rp2040_plan(board, program, context.data());
        plan.realtime = true;
        return std::make_unique<Rp2040Guest>(plan);
    }
    return std::make_unique<QemuGuest>(QemuPlan{.machine = board.emulator->machine,
                                                .serial = board.emulator->serial,
                                                .elf = program,
                                                .semihosting = is_trusted});
}

/// A machine under load takes its time to start an emulator.
void wait_for(Agent& agent) {
    constexpr unsigned patience = 5;
    constexpr std::uint8_t command_parameters = 6;
    for (unsigned i = 1;; ++i) {
        try {
            (void)agent.ask({.group = group_os, .command = command_parameters, .what = "answer"});
            return;
        } catch (const Error& error) {
            if (error.parts().fault != Fault::timeout || i == patience) throw;
        }
    }
}

Seen watch_emulated(const std::filesystem::path& program, bool is_trusted, const Board& board,
                    std::chrono::microseconds time, Context& context) {
    const auto guest = start(program, is_trusted, board, context);
    context.trace(shell_quoted(guest->command()));
    Shown shown(context);
    GuestStream console(*guest, board.name, [&](std::string_view bytes) { shown(bytes); });
    AgentClient agent(console, board.name);
    if (const Manifest* const manifest = context.find_manifest()) {
        const auto key = manifest->for_board(board.name).agent_key_file;
        if (!key.empty()) agent.set_key(read_agent_key(key));
    }
    wait_for(agent);
    Seen seen = watch(agent, time);
    seen.place = "its emulator";
    seen.elf = program;
    return seen;
}

/// A board that is attached comes before its emulator.
bool is_attached(const Options& options, const Board& board, Context& context) {
    const bool is_host = board.emulator && board.emulator->kind == Emulator::Kind::host;
    if (is_host && options.device.empty()) return false;
    if (!options.device.empty() || !has_emulator(board)) return true;
    return console_finder(board, options.device, context).address().has_value();
}

std::filesystem::path program_of(const Options& options, const Board& board, Context& context) {
    if (options.file.empty()) {
        check_traced(board, context);
        return build_project(board, {}, context).elf;
    }
    check_program(options.file, board);
    return options.file;
}

Seen look(const Options& options, const Board& board, Context& context) {
    const auto time = parse_duration(options.time, "--for");
    if (is_attached(options, board, context)) return watch_attached(options, board, time, context);
    const std::filesystem::path program = program_of(options, board, context);
    const bool is_host = board.emulator->kind == Emulator::Kind::host;
    return is_host ? watch_host(program, time, context)
                   : watch_emulated(program, options.file.empty(), board, time, context);
}

/// Of the tracks that have the processor, who had it for how long.
void show(const Timeline& timeline, const Context& context) {
    const auto length =
        static_cast<double>(std::max<std::int64_t>(1, timeline.end - timeline.begin));
    std::size_t width = 4;
    for (const TraceTrack& track : timeline.tracks) width = std::max(width, track.name.size());
    context.say("{:<{}}  {:<9}  {:>8}  {:>9}  {:>7}  {:>9}", "name", width, "kind", "times",
                "in all", "share", "longest");
    for (const TraceTrack& track : timeline.tracks) {
        if (track.slices.empty()) continue;
        context.say("{:<{}}  {:<9}  {:>8}  {:>9}  {:>5.2f} %  {:>9}", track.name, width,
                    name_of(track.kind), track.slices.size(), pretty_time(track.busy()),
                    100.0 * static_cast<double>(track.busy()) / length,
                    pretty_time(track.longest()));
    }
}

std::string json_of(const Seen& seen, const Timeline& timeline, const Board& board,
                    const Options& options) {
    std::vector<std::string> tracks;
    for (const TraceTrack& track : timeline.tracks) {
        tracks.push_back(json_object({{"kind", json_string(name_of(track.kind))},
                                      {"name", json_string(track.name)},
                                      {"times", std::to_string(track.slices.size())},
                                      {"us", std::to_string(track.busy())},
                                      {"longest_us", std::to_string(track.longest())}}));
    }
    std::vector<std::string> files;
    for (const auto& file : options.files) files.push_back(json_string(file.string()));
    return json_object({{"board", json_string(board.name)},
                        {"device", json_string(seen.place)},
                        {"begin_us", std::to_string(timeline.begin)},
                        {"end_us", std::to_string(timeline.end)},
                        {"events", std::to_string(seen.events.size())},
                        {"lost", std::to_string(seen.lost)},
                        {"restarts", std::to_string(seen.restarts)},
                        {"tracks", json_list(tracks)},
                        {"files", json_list(files)}});
}

void tell(const Seen& seen, const Timeline& timeline, const Context& context) {
    std::string text = fmt::format("{} in {}, {} lost", counted(seen.events.size(), "event"),
                                   pretty_time(timeline.end - timeline.begin), seen.lost);
    if (seen.restarts != 0)
        text += fmt::format(", the board started again {}", counted(seen.restarts, "time"));
    context.note("{}", text);
    if (seen.lost != 0) {
        context.note("more would be kept by a larger \"trace\" in perth.json, or a faster line");
    }
}

void run(const Options& options, Context& context) {
    context.expect_one_document();
    std::vector<Writer> writers;
    for (const auto& file : options.files) writers.push_back(writer_of(file));
    const Board board = context.board();
    const Seen seen = look(options, board, context);
    const FirmwareNames names(board, seen.elf);
    const Timeline timeline = make_timeline(seen.events, seen.end, names);
    const std::string name =
        options.file.empty() ? context.manifest().name : options.file.stem().string();
    const std::string title = fmt::format("{} on {}", name, board.name);
    for (std::size_t i = 0; i < writers.size(); ++i) {
        StagedFile staged(options.files[i]);
        staged.write(writers[i](timeline, title));
        staged.commit();
    }
    show(timeline, context);
    tell(seen, timeline, context);
    for (const auto& file : options.files) context.note("wrote {}", file.string());
    context.emit(json_of(seen, timeline, board, options));
}

}  // namespace

void add_firmware_options(CLI::App& app, FirmwareTrace& options, CLI::Option* monitor) {
    app.add_option("FILE", options.program,
                   "an ELF to run instead of the project's, or of what the board runs")
        ->type_name("FILE")
        ->excludes(monitor);
    app.add_option("--device", options.device,
                   "the console's port: /dev/ttyACM0, socket://HOST:PORT, a USB place (1-4.2), or "
                   "name in perth.json; otherwise the board's, otherwise its emulator")
        ->type_name("PORT")
        ->excludes(monitor);
}

void trace_firmware(const FirmwareTrace& program, const std::string& limit,
                    const std::vector<std::filesystem::path>& files, Context& context) {
    run({.file = program.program,
         .device = program.device,
         .time = limit.empty() ? "5s" : limit,
         .files = files},
        context);
}

}  // namespace perth::cli
