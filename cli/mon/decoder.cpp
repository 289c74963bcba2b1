#include "cli/mon/decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace perth::cli::mon {

std::string text_of(const MonEvent& event) {
    const std::int64_t ms = event.duration / 1000;
    switch (event.kind) {
        case MonEvent::Kind::restart:
            return "The program has started.";
        case MonEvent::Kind::count:
            return fmt::format("ident {} count {}", event.ident, event.count);
        case MonEvent::Kind::timeout:
            return "Timeout.";
        case MonEvent::Kind::hog:
            return fmt::format("Hog {}ms", ms);
        case MonEvent::Kind::max_hog:
            return fmt::format("Max hog {}ms", ms);
        case MonEvent::Kind::max_width:
            return fmt::format("Max width {}ms", ms);
        case MonEvent::Kind::pin:
        case MonEvent::Kind::pulse:
            break;
    }
    return {};
}

void Decoder::tell(Kind kind, std::int64_t time, std::int64_t duration) const {
    on_event_({.time = time, .kind = kind, .duration = duration});
}

void Decoder::feed(std::int64_t time, std::uint8_t byte) {
    expire(time);
    now_ = std::max(now_, time);
    const std::optional<Edge> edge = edge_of(byte);
    if (byte == program_start) {
        restart();
    } else if (edge) {
        count_edge(*edge);
    } else {
        if (byte != 0) ++unknown_;
        return;
    }
    ++known_;
    if (!edge || edge->ident != 0) return;
    if (edge->is_active) {
        measure_gap();
    } else if (settings_.mode == Mode::width) {
        measure_width();
    }
}

void Decoder::pass(std::int64_t time) {
    if (time < std::numeric_limits<std::int64_t>::max()) ++time;
    expire(time);
}

void Decoder::expire(std::int64_t before) {
    if (!deadline_ || *deadline_ >= before) return;
    const std::int64_t time = *deadline_;
    deadline_.reset();
    now_ = std::max(now_, time);
    tell(Kind::pulse, time);
    tell(Kind::timeout, time);
}

void Decoder::restart() {
    last_begin_.reset();
    deadline_.reset();
    longest_ = 0;
    for (unsigned ident = 0; ident < ident_count; ++ident) {
        if (counts_[ident] == 0) continue;
        counts_[ident] = 0;
        on_event_({.time = now_, .kind = Kind::pin, .ident = ident});
    }
    tell(Kind::restart, now_);
}

void Decoder::count_edge(const Edge& edge) {
    std::uint32_t& count = counts_[edge.ident];
    const std::uint32_t before = count;
    if (edge.is_active) {
        ++count;
    } else if (count != 0) {
        --count;
    }
    MonEvent event{.time = now_, .kind = Kind::pin, .ident = edge.ident, .count = count};
    if ((before == 0) != (count == 0)) on_event_(event);
    event.kind = Kind::count;
    if (settings_.verbose[edge.ident]) on_event_(event);
}

void Decoder::measure_gap() {
    const std::optional<std::int64_t> before = std::exchange(last_begin_, now_);
    if (settings_.mode == Mode::width) return;
    if (settings_.mode == Mode::soon) deadline_ = now_ + settings_.period;
    if (!before || now_ - *before <= settings_.period) return;
    const std::int64_t gap = now_ - *before;
    const bool is_longest = gap > longest_;
    longest_ = std::max(longest_, gap);
    if (settings_.mode == Mode::late || (settings_.mode == Mode::max && is_longest)) {
        tell(Kind::pulse, now_);
    }
    if (settings_.mode != Mode::max) tell(Kind::hog, now_, gap);
    if (is_longest) tell(Kind::max_hog, now_, gap);
}

void Decoder::measure_width() {
    if (!last_begin_) return;
    const std::int64_t width = now_ - *std::exchange(last_begin_, std::nullopt);
    if (width <= settings_.period || width <= longest_) return;
    longest_ = width;
    tell(Kind::pulse, now_);
    tell(Kind::max_width, now_, width);
}

}  // namespace perth::cli::mon
