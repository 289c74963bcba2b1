#include "cli/trace/chrome_json.hpp"

#include <fmt/format.h>

#include <iterator>

#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

constexpr int board = 1;  // "processes"
constexpr int pins = 2;

/// The list of events while it grows.
class Events {
public:
    template <typename... Args>
    void add(fmt::format_string<Args...> format, Args&&... args) {
        text_ += text_.empty() ? "\n{" : ",\n{";
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
        text_ += '}';
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

void name_process(Events& events, int process, std::string_view name) {
    events.add(R"("ph":"M","name":"process_name","pid":{},"tid":0,"args":{{"name":{}}})", process,
               json_string(name));
    events.add(
        R"("ph":"M","name":"process_sort_index","pid":{0},"tid":0,"args":{{"sort_index":{0}}})",
        process);
}

void add_track(Events& events, const TraceTrack& track, std::size_t thread) {
    const std::string name = json_string(track.name);
    events.add(R"("ph":"M","name":"thread_name","pid":{},"tid":{},"args":{{"name":{}}})", board,
               thread, name);
    events.add(
        R"("ph":"M","name":"thread_sort_index","pid":{},"tid":{},"args":{{"sort_index":{}}})",
        board, thread, thread);
    for (const TraceSlice& slice : track.slices) {
        const std::string note =
            slice.note.empty() ? "" : fmt::format(R"("why":{})", json_string(slice.note));
        events.add(
            R"("ph":"X","name":{},"cat":"{}","pid":{},"tid":{},"ts":{},"dur":{},"args":{{{}}})",
            name, name_of(track.kind), board, thread, slice.begin, slice.end - slice.begin, note);
    }
    for (const TraceInstant& instant : track.instants) {
        events.add(R"("ph":"i","s":"t","name":{},"cat":"{}","pid":{},"tid":{},"ts":{})",
                   json_string(instant.text), name_of(track.kind), board, thread, instant.time);
    }
}

void add_pin(Events& events, const TraceTrack& track) {
    for (const TraceLevel& level : track.levels) {
        events.add(
            R"("ph":"C","name":{},"cat":"pin","pid":{},"tid":0,"ts":{},"args":{{"level":{}}})",
            json_string(track.name), pins, level.time, level.high ? 1 : 0);
    }
}

}  // namespace

std::string chrome_json(const Timeline& timeline, std::string_view title) {
    Events events;
    name_process(events, board, title);
    name_process(events, pins, "pins");
    for (std::size_t i = 0; i < timeline.tracks.size(); ++i) {
        const TraceTrack& track = timeline.tracks[i];
        track.kind == TraceTrack::Kind::pin ? add_pin(events, track)
                                            : add_track(events, track, i + 1);
    }
    for (std::size_t i = 0; i < timeline.arrows.size(); ++i) {
        const TraceArrow& arrow = timeline.arrows[i];
        constexpr auto form =
            R"("ph":"{}","name":"wake","cat":"wake","id":{},"pid":{},"tid":{},"ts":{}{})";
        events.add(form, 's', i + 1, board, arrow.from + 1, arrow.begin, "");
        events.add(form, 'f', i + 1, board, arrow.to + 1, arrow.end, R"(,"bp":"e")");
    }
    for (const TraceSlice& gap : timeline.gaps) {
        events.add(
            R"("ph":"i","s":"g","name":"events were lost","cat":"lost","pid":{},"tid":0,"ts":{},"args":{{"until":{}}})",
            board, gap.begin, gap.end);
    }
    return fmt::format(
        "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"title\":{}}},\n"
        "\"traceEvents\":[{}\n]}}\n",
        json_string(title), events.text());
}

}  // namespace perth::cli
