#include "cli/trace/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

namespace perth::cli {
namespace {

using Kind = TraceTrack::Kind;

constexpr std::uint32_t low_16 = 0xFFFF;
constexpr unsigned whole_shift = 17;  // of a whole interrupt: its number, above its microseconds
constexpr std::uint32_t pad_mask = (1U << 10) - 1;
constexpr std::uint32_t level_bit = 1U << 10;
/// A firmware that tells nonsense gets no more tracks than that.
constexpr std::size_t most_tracks = 1000;
constexpr std::size_t most_nested = 64;

// As in runtime/include/perth/core/frame_pool.hpp, TaskStatus.
std::string_view end_of(std::uint32_t status) {
    constexpr std::uint32_t failed = 7;
    constexpr std::uint32_t cancelled = 8;
    if (status == failed) return "failed";
    return status == cancelled ? "cancelled" : "ended";
}

/// Reads events in order and keeps what is going on.
class Builder {
public:
    Builder(const TraceNames& names, std::int64_t begin) : names_(names), time_(begin) {
        timeline_.begin = begin;
    }

    void take(const TraceEvent& event);
    [[nodiscard]] Timeline finish(std::int64_t end);

private:
    using Key = std::pair<Kind, std::uint64_t>;
    /// A place on a track.
    struct Place {
        std::size_t track;
        std::int64_t time;
    };
    struct Open {
        std::size_t track;
        std::int64_t begin;
        std::string note = {};
    };

    /// Returns the track, made if need be; nothing if there are too many.
    std::optional<std::size_t> track(Kind kind, std::uint64_t number, const std::string& name);
    std::optional<std::size_t> task(std::uint32_t id);
    void run(std::optional<std::size_t> track, std::string note = {});
    void close();
    void turn(std::uint32_t id);
    void ready(std::uint32_t id);
    void created(std::uint32_t id);
    void name_task(std::uint32_t id, std::uint64_t code);
    void ended(std::uint32_t id, std::uint32_t status);
    void instant(std::size_t track, std::string text) {
        timeline_.tracks[track].instants.push_back({.time = time_, .text = std::move(text)});
    }
    void begin_interrupt(std::uint32_t number);
    void end_interrupt();
    void level(std::uint32_t value);
    void scope(std::uint64_t place, bool begins);
    void forget(std::int64_t until);
    [[nodiscard]] std::optional<Place> cause() const;
    [[nodiscard]] std::string cause_name(std::size_t from, std::size_t to) const;

    const TraceNames& names_;
    Timeline timeline_;
    std::int64_t time_;
    std::map<Key, std::size_t> tracks_;
    std::map<std::uint32_t, std::size_t> tasks_;  // by id, those of now
    std::map<std::uint32_t, std::uint64_t> codes_;
    std::map<std::string, std::vector<std::size_t>> ended_;  // tracks that are free, by name
    bool created_ = false;                                   // a task whose name comes next
    std::optional<Open> running_;
    std::vector<Open> interrupts_;
    std::map<std::uint32_t, Place> wakes_;  // of tasks that wait for their turn
    std::map<std::uint32_t, Place> posts_;
    std::optional<Place> taken_;  // who posted what the scheduler is at
    std::map<std::uint64_t, std::vector<Open>> scopes_;
    std::uint64_t task_count_ = 0;
};

std::optional<std::size_t> Builder::track(Kind kind, std::uint64_t number,
                                          const std::string& name) {
    const auto found = tracks_.find({kind, number});
    if (found != tracks_.end()) return found->second;
    if (timeline_.tracks.size() == most_tracks) return std::nullopt;
    timeline_.tracks.push_back({.kind = kind, .number = number, .name = name});
    const std::size_t index = timeline_.tracks.size() - 1;
    tracks_.emplace(Key{kind, number}, index);
    return index;
}

std::optional<std::size_t> Builder::task(std::uint32_t id) {
    if (id == 0) return track(Kind::drivers, 0, "drivers");
    const auto found = tasks_.find(id);
    if (found != tasks_.end()) return found->second;
    const auto code = codes_.find(id);
    const std::string name = code == codes_.end() ? "" : names_.task(code->second);
    auto& ended = ended_[name];
    if (!name.empty() && !ended.empty()) {  // many short lives of one coroutine share their tracks
        const std::size_t shared = ended.back();
        ended.pop_back();
        timeline_.tracks[shared].name = name;
        tasks_.emplace(id, shared);
        return shared;
    }
    // An id comes again after 65535 others: it is another task's then.
    const auto made =
        track(Kind::task, task_count_++ << 16 | id,
              name.empty() ? fmt::format("task {}", id) : fmt::format("{} #{}", name, id));
    if (made) tasks_.emplace(id, *made);
    return made;
}

void Builder::name_task(std::uint32_t id, std::uint64_t code) {
    codes_[id] = code;
    if (!created_) return;
    const auto its = task(id);
    if (its) instant(*its, "created");
    created_ = false;
}

void Builder::close() {
    if (!running_) return;
    // The scheduler and sleep are of no interest where they took no time.
    const Kind kind = timeline_.tracks[running_->track].kind;
    const bool is_empty = running_->begin == time_;
    if (!is_empty || kind == Kind::task || kind == Kind::drivers) {
        timeline_.tracks[running_->track].slices.push_back(
            {.begin = running_->begin, .end = time_, .note = std::move(running_->note)});
    }
    running_.reset();
}

void Builder::run(std::optional<std::size_t> track, std::string note) {
    close();
    taken_.reset();
    if (track) running_ = Open{.track = *track, .begin = time_, .note = std::move(note)};
}

/// Who acts at this moment.
std::optional<Builder::Place> Builder::cause() const {
    if (!interrupts_.empty()) return Place{interrupts_.back().track, time_};
    if (taken_) return taken_;
    if (running_) return Place{running_->track, time_};
    return std::nullopt;
}

std::string Builder::cause_name(std::size_t from, std::size_t to) const {
    if (from == to) return "itself";
    const TraceTrack& track = timeline_.tracks[from];
    return track.kind == Kind::scheduler ? "a timer" : track.name;
}

void Builder::turn(std::uint32_t id) {
    const auto its = task(id);
    std::string note;
    const auto wake = wakes_.find(id);
    if (its && wake != wakes_.end()) {
        const auto [from, begin] = wake->second;
        note = fmt::format("woken by {}", cause_name(from, *its));
        if (time_ > begin) note += fmt::format(", waited {}", pretty_time(time_ - begin));
        timeline_.arrows.push_back({.from = from, .begin = begin, .to = *its, .end = time_});
        wakes_.erase(wake);
    }
    run(its, std::move(note));
}

void Builder::ready(std::uint32_t id) {
    if (id == 0) return;
    if (const auto from = cause()) wakes_.try_emplace(id, *from);
}

void Builder::created(std::uint32_t id) {
    tasks_.erase(id);
    codes_.erase(id);
    created_ = true;  // its name follows
    ready(id);
}

void Builder::ended(std::uint32_t id, std::uint32_t status) {
    const auto its = task(id);
    if (!its) return;
    instant(*its, std::string(end_of(status)));
    const auto code = codes_.find(id);
    if (code != codes_.end()) ended_[names_.task(code->second)].push_back(*its);
    tasks_.erase(id);
    wakes_.erase(id);
}

void Builder::begin_interrupt(std::uint32_t number) {
    const auto its = track(Kind::interrupt, number, names_.interrupt(number));
    if (its && interrupts_.size() < most_nested) {
        interrupts_.push_back({.track = *its, .begin = time_});
    }
}

void Builder::end_interrupt() {
    if (interrupts_.empty()) return;
    const Open& its = interrupts_.back();
    timeline_.tracks[its.track].slices.push_back({.begin = its.begin, .end = time_});
    interrupts_.pop_back();
}

void Builder::level(std::uint32_t value) {
    const std::uint32_t pad = value & pad_mask;
    const auto its = track(Kind::pin, pad, names_.pad(pad));
    if (!its) return;
    auto& levels = timeline_.tracks[*its].levels;
    const bool high = (value & level_bit) != 0;
    if (levels.empty() || levels.back().high != high) levels.push_back({time_, high});
}

void Builder::scope(std::uint64_t place, bool begins) {
    const std::string text = names_.text(place);
    const auto its =
        track(Kind::scope, place, text.empty() ? fmt::format("scope {:x}", place) : text);
    if (!its) return;
    auto& open = scopes_[place];
    if (begins) {
        if (open.size() < most_nested) open.push_back({.track = *its, .begin = time_});
    } else if (!open.empty()) {
        timeline_.tracks[*its].slices.push_back({.begin = open.back().begin, .end = time_});
        open.pop_back();
    }
}

/// Nothing is known of the time from the last event to `until`.
void Builder::forget(std::int64_t until) {
    while (!interrupts_.empty()) end_interrupt();
    run(std::nullopt);
    wakes_.clear();
    posts_.clear();
    scopes_.clear();
    timeline_.gaps.push_back({.begin = time_, .end = until});
}

void Builder::take(const TraceEvent& event) {
    using enum TraceKind;
    const bool gap_ends = !timeline_.gaps.empty() && timeline_.gaps.back().end < 0;
    time_ = std::max(time_, event.time);
    if (gap_ends) timeline_.gaps.back().end = time_;
    switch (event.kind) {
        case turn:
            return this->turn(event.value & low_16);
        case turn_end:
        case awake:
            return run(track(Kind::scheduler, 0, "scheduler"));
        case sleep:
            return run(track(Kind::sleep, 0, "sleep"));
        case ready:
            return this->ready(event.value & low_16);
        case created:
            return this->created(event.value & low_16);
        case named:
            return name_task(event.value & low_16, event.place);
        case ended:
            return this->ended(event.value & low_16, event.value >> 16);
        case interrupt:
            return begin_interrupt(event.value);
        case interrupt_end:
            return end_interrupt();
        case whole_interrupt: {
            const std::uint32_t number = event.value >> whole_shift;
            const std::int64_t duration = event.value & ((1U << whole_shift) - 1);
            const auto its = track(Kind::interrupt, number, names_.interrupt(number));
            if (!its) return;
            timeline_.tracks[*its].slices.push_back({.begin = time_, .end = time_ + duration});
            time_ += duration;
            return;
        }
        case pin:
        case edge:
            return level(event.value);
        case mark: {
            const auto its = track(Kind::marks, 0, "marks");
            if (!its) return;
            std::string text = names_.text(event.place);
            if (text.empty()) text = fmt::format("mark {:x}", event.place);
            timeline_.tracks[*its].instants.push_back({time_, std::move(text)});
            return;
        }
        case TraceKind::scope:
        case scope_end:
            return this->scope(event.place, event.kind == TraceKind::scope);
        case post:
            if (const auto from = cause()) posts_.insert_or_assign(event.value, *from);
            return;
        case taken: {
            const auto from = posts_.find(event.value);
            taken_.reset();
            if (from == posts_.end()) return;
            taken_ = from->second;
            posts_.erase(from);
            return;
        }
        case lost:
            return forget(-1);  // until the next event
    }
}

Timeline Builder::finish(std::int64_t end) {
    time_ = std::max(time_, end);
    timeline_.end = time_;
    while (!interrupts_.empty()) end_interrupt();
    close();
    for (auto& [place, open] : scopes_) {
        while (!open.empty()) scope(place, false);
    }
    for (TraceSlice& gap : timeline_.gaps) {
        if (gap.end < 0) gap.end = time_;
    }
    // A nested interrupt ends before the one that it interrupts; slices are in order of begins.
    std::vector<std::size_t> order(timeline_.tracks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
        const TraceTrack& a = timeline_.tracks[one];
        const TraceTrack& b = timeline_.tracks[other];
        return std::pair(a.kind, a.number) < std::pair(b.kind, b.number);
    });
    std::vector<std::size_t> places(order.size());
    std::vector<TraceTrack> sorted;
    for (const std::size_t index : order) {
        places[index] = sorted.size();
        sorted.push_back(std::move(timeline_.tracks[index]));
        auto& slices = sorted.back().slices;
        std::sort(slices.begin(), slices.end(), [](const TraceSlice& a, const TraceSlice& b) {
            return std::tie(a.begin, b.end, a.note) < std::tie(b.begin, a.end, b.note);
        });
    }
    timeline_.tracks = std::move(sorted);
    for (TraceArrow& arrow : timeline_.arrows) {
        arrow.from = places[arrow.from];
        arrow.to = places[arrow.to];
    }
    return std::move(timeline_);
}

}  // namespace

std::int64_t TraceTrack::busy() const {
    return std::accumulate(
        slices.begin(), slices.end(), std::int64_t{0},
        [](std::int64_t sum, const TraceSlice& slice) { return sum + slice.end - slice.begin; });
}

std::int64_t TraceTrack::longest() const {
    std::int64_t longest = 0;
    for (const TraceSlice& slice : slices) longest = std::max(longest, slice.end - slice.begin);
    return longest;
}

std::string_view name_of(TraceTrack::Kind kind) {
    switch (kind) {
        case Kind::task:
            return "task";
        case Kind::drivers:
            return "drivers";
        case Kind::scheduler:
            return "scheduler";
        case Kind::sleep:
            return "sleep";
        case Kind::interrupt:
            return "interrupt";
        case Kind::scope:
            return "scope";
        case Kind::marks:
            return "marks";
        case Kind::pin:
            return "pin";
    }
    return "";
}

std::string pretty_time(std::int64_t us) {
    constexpr std::int64_t ms = 1000;
    constexpr std::int64_t s = 1000 * ms;
    const auto in = [us](std::int64_t unit, std::string_view name) {
        return fmt::format("{:.4g} {}", static_cast<double>(us) / static_cast<double>(unit), name);
    };
    if (us < ms) return fmt::format("{} µs", us);
    return us < s ? in(ms, "ms") : in(s, "s");
}

Timeline make_timeline(const std::vector<TraceEvent>& events, std::int64_t end,
                       const TraceNames& names) {
    // Names that were asked for say nothing of when it began.
    const auto first = std::find_if(events.begin(), events.end(), [](const TraceEvent& event) {
        return event.kind != TraceKind::named;
    });
    Builder builder(names, first == events.end() ? end : first->time);
    for (const TraceEvent& event : events) builder.take(event);
    return builder.finish(end);
}

}  // namespace perth::cli
