// The agent's two ends: packets that arrive, in the console's interrupt, and replies that go out.
//
//     interrupt: lines ─► a whole packet ─► inbox ──► scheduler, between two turns: answer ─► lines
//                             └─► bootloader, who runs: answer ─► lines, polled
//
// It needs no task, hence no task memory: a program that has none left is still answered. While one
// request is being answered others are dropped, and the host repeats them. What asks for the
// bootloader, or for the task that runs, is served in the interrupt, so that a program whose tasks
// hang hears it.
//
// Source of the header: Zephyr, "SMP Protocol Specification".
#include "perth/diag/agent.hpp"

#include <algorithm>
#include <array>
#include <atomic>

#include "perth/core/scheduler.hpp"
#include "perth/diag/packet_reader.hpp"
#include "perth/hal/console_tap.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/trace.hpp"
#include "perth/io/print.hpp"

namespace perth {
namespace {

using detail::PacketReader;

constexpr std::size_t short_packet = 16;  // while a request is being answered

// `request`: the interrupt's, until `busy` is set; then the scheduler's. The others: the
// interrupt's.
std::array<std::uint8_t, detail::agent_packet + PacketReader::around> request;
std::array<std::uint8_t, short_packet + PacketReader::around> meanwhile;
constinit PacketReader reader{request};
constinit std::span<const std::uint8_t> pending;  // in `request`
std::atomic<bool> busy = false;

// The scheduler's. Length, packet, CRC.
std::array<std::uint8_t, detail::agent_packet + PacketReader::around> reply;

/// Bytes of an answer from the interrupt, where there may be little stack left.
constexpr std::size_t short_reply = 64;

constexpr std::uint8_t op_mask = 7;
constexpr std::uint8_t op_read = 0;
constexpr std::uint8_t op_write = 2;

bool is_urgent(std::span<const std::uint8_t> packet) noexcept {
    using detail::AgentCommand;
    const auto op = static_cast<std::uint8_t>(packet[0] & op_mask);
    const auto command = static_cast<AgentCommand>(packet[7]);
    return packet[4] == detail::agent_group_perth >> 8 &&
           packet[5] == (detail::agent_group_perth & 0xFF) &&
           ((command == AgentCommand::bootloader && op == op_write) ||
            (command == AgentCommand::running && op == op_read));
}

using Writer = void (*)(std::string_view line) noexcept;

// Polled, for nothing is sent by interrupt any more once the chip has been reset.
void write_polled(std::string_view line) noexcept {
    hal::console_panic_write(line.data(), line.size());
}

constexpr std::size_t bytes_a_line = 93;  // 124 characters, marker and line feed: 127

/// Writes one line: marker, base64, line feed.
void write_line(std::span<const std::uint8_t> bytes, bool first, Writer write) noexcept {
    std::array<char, 128> line;
    std::size_t size = 0;
    line[size++] = first ? '\x06' : '\x04';
    line[size++] = first ? '\x09' : '\x14';
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t k = i; k < i + 3; ++k) {
            three = three << 8 | (k < bytes.size() ? bytes[k] : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            line[size++] =
                k <= bytes.size() - i ? detail::base64_digits[three >> (18 - 6 * k) & 63] : '=';
        }
    }
    line[size++] = '\n';
    write({line.data(), size});
}

/// Writes `raw`, in which the packet has its place, as lines; completes length and CRC.
void write_packet(std::span<std::uint8_t> raw, Writer write) noexcept {
    const std::size_t size = raw.size() - 2;  // of packet and CRC
    raw[0] = static_cast<std::uint8_t>(size >> 8);
    raw[1] = static_cast<std::uint8_t>(size);
    const std::uint16_t crc = detail::crc16(raw.subspan(2, size - 2));
    raw[size] = static_cast<std::uint8_t>(crc >> 8);
    raw[size + 1] = static_cast<std::uint8_t>(crc);
    for (std::size_t i = 0; i < raw.size(); i += bytes_a_line) {
        write_line(raw.subspan(i, std::min(bytes_a_line, raw.size() - i)), i == 0, write);
    }
}

// In the interrupt: the scheduler may never come.
void answer_at_once(std::span<const std::uint8_t> packet) noexcept {
    std::array<std::uint8_t, short_reply + PacketReader::around> raw;
    void (*then)() noexcept = nullptr;
    const std::size_t size = detail::answer(packet, std::span(raw).subspan(2, short_reply), then);
    if (size == 0) return;
    write_polled("\n");  // a line of its own
    write_packet(std::span(raw).first(size + PacketReader::around), write_polled);
    if (then != nullptr) then();
}

// In the scheduler's thread, between two turns.
void answer_request(Scheduler&, detail::InboxItem&) noexcept {
    void (*then)() noexcept = nullptr;
    const auto room = std::span(reply).subspan(2, detail::agent_packet);
    const std::size_t size = detail::answer(pending, room, then);
    {
        // A host that has the whole reply may ask again before this function has ended.
        const hal::Critical guard;
        reader.use(request);
        busy.store(false, std::memory_order_relaxed);
    }
    if (size != 0) {
        if (then != nullptr) write_polled("\n");
        write_packet(std::span(reply).first(size + PacketReader::around),
                     then == nullptr ? detail::console_frame : write_polled);
    }
    if (then != nullptr) then();
}

constinit detail::InboxItem item{.take = answer_request};

void take_packet(std::span<const std::uint8_t> packet) noexcept {
    if (is_urgent(packet)) return answer_at_once(packet);
    Scheduler* const scheduler = hal::current_scheduler();
    if (scheduler == nullptr || busy.load(std::memory_order_relaxed)) return;
    busy.store(true, std::memory_order_relaxed);
    pending = packet;
    reader.use(meanwhile);
    scheduler->post(item);
}

}  // namespace

bool hal::console_tap(std::uint8_t byte) noexcept {
    const auto taken = reader.take(byte);
    if constexpr (perth::detail::is_traced) {
        if (taken != PacketReader::Taken::text) perth::detail::trace_console_interrupt();
    }
    if (taken == PacketReader::Taken::packet) take_packet(reader.packet());
    return taken != PacketReader::Taken::text;
}

}  // namespace perth
