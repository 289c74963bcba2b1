#include "cli/mon/waves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/emulator/svg.hpp"
#include "cli/emulator/vcd.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json_text.hpp"

namespace perth::cli::mon {
namespace {

constexpr std::int64_t pulse_width = 100;  // µs
constexpr unsigned trigger_pad = ident_count;

PadNames ident_names() {
    return {{{.pad = trigger_pad, .name = "TRIGGER"}},
            {{.prefix = "IDENT", .count = ident_count}, {.prefix = "TRIGGER", .count = 1}}};
}

/// Waveforms, by who draws the pins of emulated boards.
class PinWaves : public Waves {
public:
    explicit PinWaves(std::unique_ptr<RecordSink> sink) : sink_(std::move(sink)) {
        pin(0, trigger_pad, false);
    }

    void take(const MonEvent& event) override {
        end_pulse(event.time);
        if (event.kind == MonEvent::Kind::pin) pin(event.time, event.ident, event.count != 0);
        if (event.kind != MonEvent::Kind::pulse) return;
        pin(event.time, trigger_pad, true);
        pulse_end_ = event.time + pulse_width;
    }
    void finish(std::int64_t end) override {
        if (pulse_end_) end = std::max(end, *pulse_end_);
        end_pulse(end);
        sink_->finish(end);
    }

private:
    void end_pulse(std::int64_t now) {
        if (!pulse_end_ || *pulse_end_ > now) return;
        pin(*pulse_end_, trigger_pad, false);
        pulse_end_.reset();
    }
    void pin(std::int64_t time, unsigned pad, bool level) {
        sink_->take({.time = time,
                     .signal = Signal::pin,
                     .number = pad,
                     .level = level ? Level::high : Level::low});
    }

    std::unique_ptr<RecordSink> sink_;
    std::optional<std::int64_t> pulse_end_;
};

/// Source: "Trace Event Format" of Chromium, "Duration Events", "Instant Events", "Metadata
/// Events".
class Timeline : public Waves {
public:
    explicit Timeline(const std::filesystem::path& file) : staged_(file) {
        staged_.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
        name("process_name", 0, "monitor");
        name("thread_name", messages, "messages");
    }

    void take(const MonEvent& event) override {
        if (event.kind == MonEvent::Kind::pin) return pin(event);
        const std::string text = event.kind == MonEvent::Kind::pulse ? "trigger" : text_of(event);
        add(event.time, messages,
            {{"ph", json_string("i")}, {"s", json_string("t")}, {"name", json_string(text)}});
    }
    void finish(std::int64_t end) override {
        for (unsigned ident = 0; ident < ident_count; ++ident) {
            if (active_[ident]) this->end(end, ident);
        }
        staged_.write("\n]}\n");
        staged_.commit();
    }

private:
    using Members = std::vector<std::pair<std::string_view, std::string>>;
    static constexpr unsigned messages = ident_count + 1;  // a row; those of the idents begin at 1

    static std::string title(unsigned ident) { return fmt::format("ident {}", ident); }

    void pin(const MonEvent& event) {
        const unsigned ident = event.ident;
        if (event.count == 0) return end(event.time, ident);
        if (!named_[ident]) name("thread_name", ident + 1, title(ident));
        named_[ident] = active_[ident] = true;
        add(event.time, ident + 1, {{"ph", json_string("B")}, {"name", json_string(title(ident))}});
    }
    void end(std::int64_t time, unsigned ident) {
        active_[ident] = false;
        add(time, ident + 1, {{"ph", json_string("E")}});
    }
    void name(std::string_view what, unsigned row, const std::string& name) {
        write(row, {{"ph", json_string("M")},
                    {"name", json_string(what)},
                    {"args", json_object({{"name", json_string(name)}})}});
    }
    void add(std::int64_t time, unsigned row, Members members) {
        members.emplace_back("ts", std::to_string(time));
        write(row, std::move(members));
    }
    void write(unsigned row, Members members) {
        members.emplace_back("pid", "1");
        members.emplace_back("tid", std::to_string(row));
        staged_.write((is_first_ ? "\n" : ",\n") + json_object(members));
        is_first_ = false;
    }

    StagedFile staged_;
    bool is_first_ = true;
    std::bitset<ident_count> named_;
    std::bitset<ident_count> active_;
};

}  // namespace

std::unique_ptr<Waves> open_waves(const std::filesystem::path& file) {
    const std::string ending = file.extension();
    if (ending == ".vcd") {
        return std::make_unique<PinWaves>(
            std::make_unique<VcdWriter>(file, "monitor", ident_names(), 'x'));
    }
    if (ending == ".svg") {
        return std::make_unique<PinWaves>(
            std::make_unique<SvgWriter>(file, "monitor", ident_names()));
    }
    if (ending == ".json") return std::make_unique<Timeline>(file);
    throw Error(
        {.what = fmt::format("cannot write {}: it is no waveform by its name", file.string()),
         .why = "what a monitor says becomes .vcd, .svg or .json",
         .exit = Exit::wrong_use});
}

void show(const Analyser& analyser, Waves& waves) {
    const auto& events = analyser.events();
    const auto pin = [&](std::int64_t time, unsigned channel, bool level) {
        waves.take({.time = time,
                    .kind = MonEvent::Kind::pin,
                    .ident = channel,
                    .count = level ? 1U : 0U});
    };
    const std::int64_t begin = events.empty() ? 0 : events.front().time;
    for (unsigned channel = 0; channel < Analyser::channels; ++channel) {
        const ChannelLevel level = analyser.level_before(channel);
        if (level != ChannelLevel::unknown) pin(begin, channel, level == ChannelLevel::high);
    }
    std::size_t before = events.size() - analyser.after();
    for (const Analyser::Event& event : events) {
        if (analyser.triggered() && before-- == 0) {
            waves.take({.time = *analyser.triggered(), .kind = MonEvent::Kind::pulse});
        }
        pin(event.time, event.channel, event.level);
    }
    if (analyser.triggered() && analyser.after() == 0) {
        waves.take({.time = *analyser.triggered(), .kind = MonEvent::Kind::pulse});
    }
    waves.finish(analyser.end());
}

}  // namespace perth::cli::mon
