// A monitor's bytes. Any bytes as they are, with times that go on by leaps, in each mode and by
// each trigger; and any text as a file of waveforms.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "cli/mon/session.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace perth::cli::mon;
namespace fuzz = perth::cli::fuzz;

/// What is written goes on in time.
class Checked : public Waves {
public:
    void take(const MonEvent& event) override {
        fuzz::require(event.time >= last_ && event.ident < ident_count);
        last_ = event.time;
    }
    void finish(std::int64_t end) override { fuzz::require(end >= last_); }

private:
    std::int64_t last_ = 0;
};

/// The first byte says how, then come pairs: 0 to 255 ms, and a byte.
void follow(std::span<const std::uint8_t> bytes) {
    SessionTerms terms;
    const unsigned how = bytes.empty() ? 0 : bytes.front();
    terms.decoder.mode = static_cast<Mode>(how % 4);
    terms.decoder.verbose = how;
    if (how / 16 % 2 == 0) {
        terms.analyser = AnalyserSettings{.trigger = static_cast<Trigger>(how / 4 % 4)};
    }
    terms.waves = std::make_unique<Checked>();
    std::int64_t last = 0;
    terms.on_event = [&last](const MonEvent& event) {
        fuzz::require(event.time >= last && event.ident < ident_count);
        last = event.time;
    };
    Session session(std::move(terms));
    std::int64_t now = 0;
    for (std::size_t i = 1; i + 1 < bytes.size(); i += 2) {
        now += bytes[i] * 1000;
        session.feed(now, bytes[i + 1]);
        if (bytes[i + 1] == '!') session.trigger();
        const auto due = session.deadline();
        fuzz::require(!due || *due >= now);
    }
    session.pass(now + 2'000'000);
    session.finish();
    if (!session.analyser()) return;
    const Analyser& analyser = *session.analyser();
    fuzz::require(analyser.events().size() <= Analyser::room);
    fuzz::require(analyser.after() <= std::min(Analyser::most_after, analyser.events().size()));
}

void read(std::string_view text) {
    try {
        const RecordedBytes record = recorded_bytes(text, "fuzz.vcd", "");
        std::int64_t last = 0;
        for (const TimedByte& it : record.bytes) {
            fuzz::require(it.time >= last);
            last = it.time;
        }
        fuzz::require(record.end >= last);
    } catch (const perth::cli::Error& error) {
        fuzz::require_sound(error);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size != 0 && data[0] == '$') {
        read(fuzz::text_of(data, size));
    } else {
        follow({data, size});
    }
    return 0;
}
