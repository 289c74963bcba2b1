#include "cli/agent/trace.hpp"

#include <algorithm>

#include "cli/support/bytes.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

// As in runtime/src/diag/agent_commands.cpp.
constexpr std::uint8_t command_trace = 32;
constexpr std::uint8_t command_tasks = 34;

// As in runtime/include/perth/hal/trace_ring.hpp.
constexpr std::size_t event_size = 8;
constexpr unsigned kind_shift = 26;
constexpr std::uint32_t value_mask = (1U << kind_shift) - 1;

constexpr std::size_t task_size = 6;
constexpr std::size_t most_tasks = 65'536;
/// Answers for one read() at most: a firmware that notes faster than it tells is never read up.
constexpr unsigned most_pieces = 4096;

[[noreturn]] void complain(std::string_view why) {
    throw Error({.what = "the agent tells nonsense about its trace",
                 .why = std::string(why),
                 .hint = {},
                 .fault = Fault::protocol});
}

std::uint32_t number_32(const CborValue& reply, std::string_view key) {
    const auto number = reply.number_of(key);
    if (!number || *number > UINT32_MAX) complain(std::string(key) + " is missing or too large");
    return static_cast<std::uint32_t>(*number);
}

bool has_place(TraceKind kind) {
    return kind == TraceKind::mark || kind == TraceKind::scope || kind == TraceKind::scope_end;
}

}  // namespace

TracePiece parse_trace_piece(const CborValue& reply) {
    TracePiece piece;
    const std::uint64_t now = std::uint64_t{number_32(reply, "hi")} << 32 | number_32(reply, "lo");
    if (now >> 62 != 0) complain("its clock is at the end of time");
    piece.now = static_cast<std::int64_t>(now);
    piece.capacity = number_32(reply, "size");
    piece.from = number_32(reply, "from");
    piece.end = number_32(reply, "end");
    const CborValue* const on = reply.find("on");
    piece.on = on != nullptr && on->kind == CborValue::Kind::boolean && on->number != 0;
    auto events = reply.bytes_of("ev");
    if (!events || events->size() % event_size != 0) complain("its events are not whole");
    piece.events = std::move(*events);
    const std::uint32_t ahead = piece.end - piece.from;
    if (ahead > piece.capacity || piece.count() > ahead) complain("there are more than it holds");
    return piece;
}

std::vector<TracedTask> parse_traced_tasks(const CborValue& reply) {
    const auto bytes = reply.bytes_of("tasks");
    if (!bytes || bytes->size() % task_size != 0) complain("its tasks are not whole");
    std::vector<TracedTask> tasks;
    for (std::size_t i = 0; i < bytes->size(); i += task_size) {
        tasks.push_back({.id = little_endian<std::uint16_t>(*bytes, i),
                         .code = little_endian<std::uint32_t>(*bytes, i + 2)});
    }
    return tasks;
}

void TraceReader::begin() {
    name_tasks();
    read();
}

void TraceReader::name_tasks() {
    for (std::size_t known = 0; known < most_tasks;) {
        const CborValue reply =
            agent_.ask({.command = command_tasks,
                        .payload = CborMapWriter().number("from", known).take(),
                        .what = "tell its trace (is \"trace\" in its perth.json?)"});
        const auto tasks = parse_traced_tasks(reply);
        for (const TracedTask& task : tasks) {
            events_.push_back(
                {.time = end_, .kind = TraceKind::named, .value = task.id, .place = task.code});
        }
        known += tasks.size();
        if (tasks.empty()) return;
    }
    complain("it has too many tasks");
}

TracePiece TraceReader::ask() {
    CborMapWriter request;
    if (next_) request.number("from", *next_);
    return parse_trace_piece(agent_.ask(
        {.command = command_trace, .payload = request.take(), .what = "tell its trace"}));
}

void TraceReader::read() {
    std::optional<std::uint32_t> goal;  // what comes while we read is for the next time
    for (unsigned i = 0; i < most_pieces; ++i) {
        const TracePiece piece = ask();
        const bool is_behind = next_ && static_cast<std::int32_t>(piece.from - *next_) < 0;
        if (piece.now < board_end_ || is_behind) {
            restart();
            goal.reset();
        }
        take(piece);
        if (!goal) goal = piece.end;
        if (piece.count() == 0 || static_cast<std::int32_t>(*next_ - *goal) >= 0) return;
    }
}

void TraceReader::restart() {
    ++restarts_;
    offset_ = end_ = end();
    next_.reset();
    name_tasks();
}

void TraceReader::take(const TracePiece& piece) {
    capacity_ = piece.capacity;
    if (next_ && piece.from != *next_) {
        const std::uint32_t missing = piece.from - *next_;
        lost_ += missing;
        events_.push_back({.time = end_, .kind = TraceKind::lost, .value = missing});
    }
    board_end_ = piece.now;
    for (std::size_t i = 0; i < piece.events.size(); i += event_size) {
        const std::uint32_t time = little_endian<std::uint32_t>(piece.events, i);
        const std::uint32_t what = little_endian<std::uint32_t>(piece.events, i + 4);
        TraceEvent event{.kind = static_cast<TraceKind>(what >> kind_shift),
                         .value = what & value_mask};
        if (event.kind >= TraceKind::lost) continue;  // of a later firmware
        if (event.kind == TraceKind::named) {
            event.place = time;
        } else {
            // The last 71 minutes; within them the low bits say all.
            const std::uint32_t ago = static_cast<std::uint32_t>(piece.now) - time;
            end_ = std::max(end_, piece.now - std::int64_t{ago} + offset_);
        }
        if (has_place(event.kind)) event.place = event.value;
        event.time = end_;
        events_.push_back(event);
    }
    next_ = piece.from + piece.count();
}

}  // namespace perth::cli
