// What a traced firmware noted, as the agent tells it piece by piece.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "cli/agent/client.hpp"

namespace perth::cli {

/// What an event is; the numbers are those of runtime/include/perth/hal/trace.hpp, which says what
/// the values mean.
enum class TraceKind : std::uint8_t {
    turn,
    turn_end,
    sleep,
    awake,
    ready,
    created,
    named,
    ended,
    interrupt,
    interrupt_end,
    whole_interrupt,
    pin,
    edge,
    mark,
    scope,
    scope_end,
    post,
    taken,
    lost,  ///< not the firmware's: so many events were overwritten before they were read
};

struct TraceEvent {
    std::int64_t time = 0;  ///< µs since the start
    TraceKind kind = TraceKind::lost;
    std::uint32_t value = 0;
    /// In the program: of `named`, mark, scope. On a board the low 26 bits, of `named` all 32.
    std::uint64_t place = 0;

    bool operator==(const TraceEvent&) const = default;
};

/// A part of the ring, as it came.
struct TracePiece {
    std::int64_t now = 0;        ///< µs since the start
    std::uint32_t capacity = 0;  ///< events that the ring holds
    bool on = false;             ///< whether it notes anything
    std::uint32_t from = 0;      ///< the number of the first event here
    std::uint32_t end = 0;       ///< the number that the next one will have
    Bytes events = {};           ///< eight bytes each
    [[nodiscard]] std::uint32_t count() const {
        return static_cast<std::uint32_t>(events.size() / 8);
    }
};

/// Reads a reply. Errors: it contradicts itself (Fault::protocol).
[[nodiscard]] TracePiece parse_trace_piece(const CborValue& reply);

/// A task that lives, and the address of its coroutine.
struct TracedTask {
    std::uint32_t id = 0;
    std::uint64_t code = 0;

    bool operator==(const TracedTask&) const = default;
};

/// Reads a reply. Errors: as parse_trace_piece().
[[nodiscard]] std::vector<TracedTask> parse_traced_tasks(const CborValue& reply);

/// Reads the ring of a running firmware to the end, again and again, and puts the pieces together.
class TraceReader {
public:
    explicit TraceReader(Agent& agent) : agent_(agent) {}

    /// Asks for the tasks that there are, so that they have names. Errors: those of Agent::ask();
    /// a firmware without a trace is one with a hint (Fault::refused).
    void begin();
    /// Appends what has come since. Errors: those of Agent::ask(), nonsense (Fault::protocol).
    void read();

    [[nodiscard]] const std::vector<TraceEvent>& events() const noexcept { return events_; }
    /// Returns the time of the last answer.
    [[nodiscard]] std::int64_t end() const noexcept { return std::max(end_, board_end_ + offset_); }
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }
    /// Returns how often the board started anew meanwhile.
    [[nodiscard]] unsigned restarts() const noexcept { return restarts_; }
    /// Returns the events that the ring holds.
    [[nodiscard]] std::uint32_t capacity() const noexcept { return capacity_; }

private:
    [[nodiscard]] TracePiece ask();
    void take(const TracePiece& piece);
    void restart();
    void name_tasks();

    Agent& agent_;
    std::vector<TraceEvent> events_;
    std::optional<std::uint32_t> next_;  ///< the number of the first that was not read
    std::int64_t end_ = 0;               ///< of the last event
    std::int64_t board_end_ = 0;         ///< of the last answer, by the board's clock
    std::int64_t offset_ = 0;            ///< from the board's clock to ours
    std::uint64_t lost_ = 0;
    std::uint32_t capacity_ = 0;
    unsigned restarts_ = 0;
};

}  // namespace perth::cli
