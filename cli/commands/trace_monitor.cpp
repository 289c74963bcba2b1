#include "cli/commands/trace_monitor.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/commands/console_agent.hpp"
#include "cli/commands/console_line.hpp"
#include "cli/emulator/duration.hpp"
#include "cli/mon/session.hpp"
#include "cli/serial/descriptor_stream.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/output.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using mon::MonEvent;

template <typename Word>
Word word_of(const std::string& text, std::initializer_list<std::string_view> words) {
    return static_cast<Word>(std::find(words.begin(), words.end(), text) - words.begin());
}

std::optional<std::int64_t> limit_of(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return parse_duration(text, "--for").count();
}

mon::DecoderSettings decoder_settings(const MonitorTrace& options) {
    mon::DecoderSettings settings{
        .period = parse_duration(options.period, "--period").count(),
        .mode = word_of<mon::Mode>(options.mode, {"soon", "late", "max", "width"})};
    for (const unsigned ident : options.verbose) settings.verbose.set(ident);
    return settings;
}

std::optional<mon::AnalyserSettings> analyser_settings(const MonitorTrace& options,
                                                       const fs::path& output) {
    using Settings = mon::AnalyserSettings;
    if (options.trigger.empty()) return std::nullopt;
    if (output.empty()) {
        throw Error({.what = "--trigger has nothing to write to",
                     .hint = "name a file: -o FILE.vcd, .svg or .json",
                     .exit = Exit::wrong_use});
    }
    const std::int64_t timer = parse_duration(options.timer, "--timer").count();
    if (timer < Settings::shortest_timer || timer > Settings::longest_timer) {
        throw Error({.what = fmt::format("--timer {} is not between 1ms and 1001ms", options.timer),
                     .exit = Exit::wrong_use});
    }
    return Settings{
        .trigger = word_of<mon::Trigger>(options.trigger, {"manual", "pulse", "idle", "idle-end"}),
        .timer = timer};
}

std::string_view kind_of(const MonEvent& event) {
    constexpr std::string_view kinds[] = {"restart", "pin", "count",   "pulse",
                                          "timeout", "hog", "max_hog", "max_width"};
    return kinds[static_cast<std::size_t>(event.kind)];
}

std::string as_json(const MonEvent& event) {
    std::vector<std::pair<std::string_view, std::string>> members = {
        {"event", json_string(kind_of(event))}, {"time_us", std::to_string(event.time)}};
    if (event.kind == MonEvent::Kind::pin || event.kind == MonEvent::Kind::count) {
        members.emplace_back("ident", std::to_string(event.ident));
        members.emplace_back("gpio", std::to_string(mon::gpio_of(event.ident)));
        members.emplace_back("count", std::to_string(event.count));
    }
    if (event.duration != 0) members.emplace_back("us", std::to_string(event.duration));
    return json_object(members);
}

void tell(const MonEvent& event, const Context& context) {
    if (context.options().json) return context.emit(as_json(event));
    const std::string text = mon::text_of(event);
    if (!text.empty()) context.say("{:>9}  {}", mon::seconds(event.time), text);
}

/// stdin as a line that cannot be set.
class Input : public serial::DescriptorStream {
public:
    Input() : DescriptorStream("stdin", Handle(::dup(STDIN_FILENO))) {}

    void configure(const serial::Settings&) override {}
    void set_lines(serial::Level, serial::Level) override {}
    void send_break(std::chrono::milliseconds) override {}
    void discard_input() override {}
};

/// What was not told while it came.
void conclude(mon::Session& session, const fs::path& output, const Context& context) {
    session.finish();
    const mon::Decoder& decoder = session.decoder();
    context.emit(json_object({{"event", json_string("end")},
                              {"bytes", std::to_string(decoder.known())},
                              {"unknown", std::to_string(decoder.unknown())},
                              {"idents", session.tally().json()}}));
    const std::string table = session.tally().table();
    if (!table.empty() && !context.options().json) {
        context.say("{}", std::string_view(table).substr(0, table.size() - 1));
    }
    if (decoder.unknown() != 0) {
        context.note("bytes that are none of a monitor's: {}; is --baud right?", decoder.unknown());
    }
    if (session.analyser() && !session.analyser()->triggered()) {
        context.note("there was no trigger: {} shows the last {} events", output.string(),
                     session.analyser()->events().size());
    }
    if (!output.empty()) context.note("wrote {}", output.string());
}

/// Follows a live stream; what there is at Ctrl-C, or when the board goes, is worth a look.
void follow(serial::Stream& stream, mon::Session& session, const mon::ListenTerms& terms,
            const fs::path& output, Context& context) {
    try {
        mon::listen(stream, session, terms);
    } catch (const Interrupted&) {
        conclude(session, output, context);
        throw;
    } catch (const Error& error) {
        if (error.parts().fault != Fault::gone) throw;
        conclude(session, output, context);
        if (stream.address() == "stdin") return;  // it has come to its end
        throw;
    }
    conclude(session, output, context);
}

bool is_recorded(const std::string& source) {
    std::error_code failure;
    return fs::is_regular_file(source, failure);
}

mon::ListenTerms listen_terms(const MonitorTrace& options, std::optional<std::int64_t> limit,
                              Context& context) {
    mon::ListenTerms terms{.byte_us = (10'000'000 + options.baud - 1) / options.baud,
                           .limit = limit};
    if (options.trigger != "manual") return terms;
    if (options.source == "-" || ::isatty(STDIN_FILENO) != 1) {
        throw Error({.what = "--trigger manual has no keyboard",
                     .why = "the trigger is the Enter key, and stdin is no terminal",
                     .exit = Exit::wrong_use});
    }
    terms.key_fd = STDIN_FILENO;
    context.note("Enter triggers");
    return terms;
}

}  // namespace

void trace_monitor(const MonitorTrace& options, const std::string& limit, const fs::path& output,
                   Context& context) {
    const std::optional<std::int64_t> most = limit_of(limit);
    mon::SessionTerms terms{
        .decoder = decoder_settings(options),
        .analyser = analyser_settings(options, output),
        .on_event = [&context](const MonEvent& event) { tell(event, context); }};
    if (is_recorded(options.source)) {
        const mon::RecordedBytes record =
            mon::recorded_bytes(read_file(options.source), options.source, options.signal);
        if (!output.empty()) terms.waves = mon::open_waves(output);
        mon::Session session(std::move(terms));
        mon::play(record, session, most);
        return conclude(session, output, context);
    }
    const mon::ListenTerms listening = listen_terms(options, most, context);
    if (!output.empty()) terms.waves = mon::open_waves(output);
    mon::Session session(std::move(terms));
    if (options.source == "-") {
        Input input;
        return follow(input, session, listening, output, context);
    }
    ConsoleLine line(console_finder(std::nullopt, options.source, context, options.baud),
                     "perth trace", context);
    follow(line.stream(), session, listening, output, context);
}

void add_monitor_options(CLI::App& app, MonitorTrace& options) {
    CLI::Option* const monitor =
        app.add_option(
               "--monitor", options.source,
               "decode the bytes of a perth::mon::Monitor: those that come at this port, or "
               "at stdin (-), at the times at which they do; or those in a file of "
               "perth run --vcd, at its times")
            ->type_name("PORT");
    app.add_option("--baud", options.baud, "with --monitor: bits a second; otherwise 1000000")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000'000).description(""))
        ->needs(monitor);
    app.add_option("--signal", options.signal,
                   "with --monitor FILE: whose bytes, UART1_TX for instance, if there are several")
        ->type_name("NAME")
        ->needs(monitor);
    app.add_option("--period", options.period,
                   "with --monitor: how long a task may keep the processor; otherwise 100ms")
        ->type_name("TIME")
        ->needs(monitor);
    app.add_option(
           "--mode", options.mode,
           "with --monitor: tell of a longer gap in ident 0 as soon as it is (soon), at its "
           "end (late), only of the longest (max), or of the longest pulse (width)")
        ->type_name("soon|late|max|width")
        ->needs(monitor);
    app.add_option("--verbose-ident", options.verbose,
                   "with --monitor: tell of each byte of this ident, 0 to 21; may be given more "
                   "than once")
        ->type_name("IDENT")
        ->check(CLI::Range(0, static_cast<int>(mon::ident_count) - 1).description(""))
        ->allow_extra_args(false)
        ->needs(monitor);
    CLI::Option* const trigger =
        app.add_option("--trigger", options.trigger,
                       "with --monitor: write what idents 0 to 7 did around a moment, up to 2048 "
                       "events: when Enter is pressed (manual); when ident 0 was active (pulse) or "
                       "silent (idle) for longer than --timer; when that silence ends (idle-end)")
            ->type_name("manual|pulse|idle|idle-end")
            ->needs(monitor);
    app.add_option("--timer", options.timer, "with --trigger: 1ms to 1001ms; otherwise 100ms")
        ->type_name("TIME")
        ->needs(trigger);
}

}  // namespace perth::cli
