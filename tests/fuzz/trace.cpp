// A trace from outside: an agent's replies, or a record, made into a timeline and every form of it.
#include "cli/agent/trace.hpp"
#include "cli/trace/chrome_json.hpp"
#include "cli/trace/html.hpp"
#include "cli/trace/record.hpp"
#include "cli/trace/svg.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace perth::cli;

/// Answers with one packet after the other: a length, then its bytes.
class FuzzedAgent : public Agent {
public:
    FuzzedAgent(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}
    [[nodiscard]] CborValue ask(const AgentCall& call) override {
        if (rest_.empty()) throw Error({.what = "over", .fault = Fault::timeout});
        const std::size_t size = std::min<std::size_t>(rest_[0], rest_.size() - 1);
        const BytesView bytes = rest_.subspan(1, size);
        rest_ = rest_.subspan(1 + size);
        if (const auto reply = parse_cbor(bytes)) return *reply;
        throw Error({.what = call.what, .fault = Fault::protocol});
    }
    void sleep(std::chrono::milliseconds) override {}

private:
    BytesView rest_;
};

class Names : public TraceNames {
public:
    [[nodiscard]] std::string task(std::uint64_t code) const override {
        return code % 3 == 0 ? "" : "</script>" + std::to_string(code % 3);
    }
    [[nodiscard]] std::string text(std::uint64_t place) const override {
        return place % 2 == 0 ? "" : "\"<mark>\"";
    }
    [[nodiscard]] std::string interrupt(std::uint32_t number) const override {
        return std::to_string(number);
    }
    [[nodiscard]] std::string pad(std::uint32_t place) const override {
        return std::to_string(place);
    }
};

void draw(const std::vector<TraceEvent>& events, std::int64_t end) {
    const Timeline timeline = make_timeline(events, end, Names());
    fuzz::require(timeline.begin <= timeline.end);
    for (const TraceTrack& track : timeline.tracks) {
        for (const TraceSlice& slice : track.slices) {
            fuzz::require(timeline.begin <= slice.begin && slice.begin <= slice.end);
            fuzz::require(slice.end <= timeline.end);
        }
    }
    for (const TraceArrow& arrow : timeline.arrows) {
        fuzz::require(arrow.from < timeline.tracks.size() && arrow.to < timeline.tracks.size());
        fuzz::require(arrow.begin <= arrow.end);
    }
    (void)chrome_json(timeline, "</title>");
    (void)trace_svg(timeline, "</title>");
    (void)trace_page(timeline, "</title>");
}

void read_agent(const std::uint8_t* data, std::size_t size) {
    FuzzedAgent agent(data, size);
    TraceReader reader(agent);
    try {
        reader.begin();
        for (;;) reader.read();
    } catch (const Error& error) {
        fuzz::require_sound(error);
    }
    draw(reader.events(), reader.end());
}

void read_record(std::string_view text) {
    TraceSink sink(1000);
    Recording recording;
    recording.add(sink);
    recording.feed(text);
    recording.finish();
    draw(sink.events(), sink.end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    if (data[0] % 2 == 0) {
        read_agent(data + 1, size - 1);
    } else {
        read_record(perth::cli::fuzz::text_of(data + 1, size - 1));
    }
    return 0;
}
