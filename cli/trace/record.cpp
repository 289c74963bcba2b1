#include "cli/trace/record.hpp"

namespace perth::cli {

void TraceSink::add(const TraceEvent& event) {
    if (events_.size() < most_) {
        events_.push_back(event);
    } else if (lost_++ == 0) {
        events_.push_back({.time = event.time, .kind = TraceKind::lost});
    }
}

void TraceSink::take(const RecordEvent& event) {
    if (event.signal == Signal::trace && event.number < static_cast<unsigned>(TraceKind::lost)) {
        add({.time = event.time,
             .kind = static_cast<TraceKind>(event.number),
             .value = event.value,
             .place = event.place});
    } else if (event.signal == Signal::pin) {
        const std::uint32_t level = event.level == Level::high ? 1 : 0;
        add({.time = event.time, .kind = TraceKind::pin, .value = level << 10 | event.number});
    }
}

}  // namespace perth::cli
