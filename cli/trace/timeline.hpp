// What a firmware did, as stretches of time on tracks: who had the processor when, and who let whom
// go on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/agent/trace.hpp"

namespace perth::cli {

/// What the numbers in a trace are called; a test's have names of their own.
class TraceNames {
public:
    TraceNames() = default;
    virtual ~TraceNames() = default;
    TraceNames(const TraceNames&) = delete;
    TraceNames& operator=(const TraceNames&) = delete;

    /// Returns the name of the coroutine at `code`; empty if it is not known.
    [[nodiscard]] virtual std::string task(std::uint64_t code) const = 0;
    /// Returns the text of a mark; empty if it is not known.
    [[nodiscard]] virtual std::string text(std::uint64_t place) const = 0;
    [[nodiscard]] virtual std::string interrupt(std::uint32_t number) const = 0;
    /// `place`: what an event says of a pad, without its level.
    [[nodiscard]] virtual std::string pad(std::uint32_t place) const = 0;
};

struct TraceSlice {
    std::int64_t begin = 0;  ///< µs
    std::int64_t end = 0;    ///< µs; may be the begin: shorter than a microsecond
    std::string note = {};   ///< why it began, or nothing

    bool operator==(const TraceSlice&) const = default;
};

struct TraceInstant {
    std::int64_t time = 0;
    std::string text;

    bool operator==(const TraceInstant&) const = default;
};

struct TraceLevel {
    std::int64_t time = 0;
    bool high = false;

    bool operator==(const TraceLevel&) const = default;
};

struct TraceTrack {
    /// In the order in which they are shown.
    enum class Kind { task, drivers, scheduler, sleep, interrupt, scope, marks, pin };

    Kind kind = Kind::task;
    std::uint64_t number = 0;  ///< of a task, an interrupt, a pad; tells those of one kind apart
    std::string name;
    std::vector<TraceSlice> slices = {};      ///< in order of their begins
    std::vector<TraceInstant> instants = {};  ///< in order
    std::vector<TraceLevel> levels = {};      ///< of a pin

    /// Returns the time of all slices, µs.
    [[nodiscard]] std::int64_t busy() const;
    /// Returns that of the longest.
    [[nodiscard]] std::int64_t longest() const;
};

/// Somebody let a task go on, which then had a turn.
struct TraceArrow {
    std::size_t from = 0;  ///< a track
    std::int64_t begin = 0;
    std::size_t to = 0;  ///< a task's track
    std::int64_t end = 0;

    bool operator==(const TraceArrow&) const = default;
};

struct Timeline {
    std::int64_t begin = 0;  ///< µs since the firmware's start
    std::int64_t end = 0;    ///< µs
    std::vector<TraceTrack> tracks = {};
    std::vector<TraceArrow> arrows = {};  ///< in order of their ends
    std::vector<TraceSlice> gaps = {};    ///< of which nothing is known: events were lost
};

/// Makes sense of events, which came from outside: of what contradicts itself nothing is drawn.
/// `end` is the time of the end of the trace.
[[nodiscard]] Timeline make_timeline(const std::vector<TraceEvent>& events, std::int64_t end,
                                     const TraceNames& names);

/// Returns what a track's kind is called.
[[nodiscard]] std::string_view name_of(TraceTrack::Kind kind);

/// Returns a time as people read it: "7 µs", "1.25 ms", "3.2 s".
[[nodiscard]] std::string pretty_time(std::int64_t us);

}  // namespace perth::cli
