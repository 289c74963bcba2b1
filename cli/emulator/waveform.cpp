#include "cli/emulator/waveform.hpp"

#include <algorithm>

namespace perth::cli {

void Recording::feed(std::string_view bytes) {
    if (failure_ || finished_) return;
    bool is_sinks = false;  // whose error it is
    try {
        reader_.feed(bytes, [&](const RecordEvent& event) {
            is_sinks = true;
            for (RecordSink* const sink : sinks_) sink->take(event);
            is_sinks = false;
        });
    } catch (const Error& error) {
        if (is_sinks) throw;
        failure_ = error;
    }
}

bool Recording::is_full() const noexcept {
    return std::any_of(sinks_.begin(), sinks_.end(),
                       [](const RecordSink* sink) { return sink->is_full(); });
}

void Recording::finish() {
    if (finished_) return;
    finished_ = true;
    for (RecordSink* const sink : sinks_) sink->finish(reader_.time());
}

}  // namespace perth::cli
