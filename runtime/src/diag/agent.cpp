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

#include <array>

#include "perth/core/scheduler.hpp"
#include "perth/diag/packet_reader.hpp"
#include "perth/hal/console_tap.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/trace.hpp"
#include "perth/io/print.hpp"

namespace perth {
namespace {

using detail::PacketReader;

constexpr std::size_t short_packet = 16;  // taken while a request is being answered
constexpr std::size_t short_reply = 64;   // from the interrupt

// A packet, with its length and its CRC around it, and what base64 fills it up with: the
// interrupt's, until `pending` is set; then the scheduler's, which puts the reply where the request
// was. The others: the interrupt's.
constexpr std::size_t fill = 2;
std::array<std::uint8_t, detail::agent_packet + PacketReader::around + fill> packet_room;
std::array<std::uint8_t, short_reply + PacketReader::around + fill> meanwhile;
constexpr std::span<std::uint8_t> reader_room{packet_room.data(), packet_room.size() - fill};
constexpr std::span<std::uint8_t> short_room{meanwhile.data(), short_packet + PacketReader::around};
constinit PacketReader reader{reader_room};
// Bytes of the request in `packet_room` that is being answered; 0: none.
constinit std::size_t pending = 0;

/// Whether to answer at once.
bool is_urgent(const std::uint8_t* packet) noexcept {
    using detail::AgentCommand;
    constexpr auto of = [](AgentCommand command, bool writes) {
        return detail::AgentRow::question(detail::agent_group_perth,
                                          static_cast<std::uint8_t>(command), writes);
    };
    const std::uint32_t question = detail::question_of(packet);
    return question == of(AgentCommand::bootloader, true) ||
           question == of(AgentCommand::running, false);
}

using Writer = void (*)(std::string_view line) noexcept;

// Polled, for nothing is sent by interrupt any more once the chip has been reset.
void write_polled(std::string_view line) noexcept {
    hal::console_panic_write(line.data(), line.size());
}

/// Lets the next packet come. A host that has the whole reply may ask again at once, so this is
/// before the end of the reply is sent.
[[gnu::noinline]] void release() noexcept {
    const hal::Critical guard;
    reader.use(reader_room);
    pending = 0;
}

constexpr std::size_t longest_line = 127;  // marker and line feed included

/// Writes `raw`, in which a packet of this size has its place, as lines: markers, base64, line
/// feeds; completes length and CRC.
void write_packet(std::uint8_t* raw, std::size_t size, Writer write) noexcept {
    const std::size_t with_crc = size + 2;
    raw[0] = static_cast<std::uint8_t>(with_crc >> 8);
    raw[1] = static_cast<std::uint8_t>(with_crc);
    const std::uint16_t crc = detail::crc16({raw + 2, size});
    std::uint8_t* const end = raw + 2 + with_crc;
    end[-2] = static_cast<std::uint8_t>(crc >> 8);
    end[-1] = static_cast<std::uint8_t>(crc);
    end[0] = 0;
    end[1] = 0;
    char line[longest_line];
    line[0] = '\x06';
    line[1] = '\x09';
    while (raw < end) {
        char* to = line + 2;
        do {
            std::uint32_t three = std::uint32_t{raw[0]} << 16 | std::uint32_t{raw[1]} << 8 | raw[2];
            raw += 3;
            for (unsigned i = 0; i < 4; ++i, three <<= 6) {
                *to++ = detail::base64_digit(three >> 18 & 63);
            }
        } while (raw < end && to != line + longest_line - 1);
        for (; raw > end; --raw) to[end - raw] = '=';
        *to++ = '\n';
        if (raw == end && write == detail::console_frame) release();
        write({line, static_cast<std::size_t>(to - line)});
        line[0] = '\x04';
        line[1] = '\x14';
    }
}

/// Answers a packet where it lies. `at_once`: in the interrupt, for the scheduler may never come.
void respond(std::span<std::uint8_t> packet, bool at_once) noexcept {
    void (*then)() noexcept = nullptr;
    const std::size_t size =
        detail::answer(packet, at_once ? short_reply : detail::agent_packet, then);
    Writer write = detail::console_frame;
    if (at_once || then != nullptr) {
        if (size == 0) return;
        write = write_polled;
        write("\n");  // a line of its own
    }
    if (size == 0) return release();
    write_packet(packet.data() - 2, size, write);
    if (then != nullptr) then();
}

// In the scheduler's thread, between two turns.
void answer_request(Scheduler&, detail::InboxItem&) noexcept {
    respond({packet_room.data() + 2, pending}, false);
}

constinit detail::InboxItem item{.take = answer_request};

void take_packet(std::span<std::uint8_t> packet) noexcept {
    if (is_urgent(packet.data())) return respond(packet, true);
    Scheduler* const scheduler = hal::current_scheduler();
    if (scheduler == nullptr || pending != 0) return;
    pending = packet.size();
    reader.use(short_room);
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
