#include "cli/flash/stm32_uart_link.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <utility>

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t ack = 0x79;
constexpr std::uint8_t nack = 0x1F;
constexpr std::uint8_t busy = 0x76;
constexpr std::uint8_t synchronisation = 0x7F;

constexpr Stm32Link::Duration probe_time = 500ms;
constexpr Stm32Link::Duration quick_probe_time = 100ms;
constexpr Stm32Link::Duration quiet_time = 50ms;
/// The longest frame of ours: a count, 256 bytes, the checksum.
constexpr std::size_t longest_usual_frame = 258;
/// Whoever waits for the count of pages to erase takes 7F for its upper half: that is 65 KB.
constexpr std::size_t piece_of_longest_frame = 8192;

constexpr const char* hint = "hold BOOT0 high, press reset, and run the same command again";

std::uint8_t complement(std::uint8_t byte) { return static_cast<std::uint8_t>(~byte); }

}  // namespace

Stm32Link::Stm32Link(std::unique_ptr<serial::Stream> stream, std::uint32_t baud)
    : stream_(std::move(stream)), baud_(baud) {}

/// A start bit, 8 data bits, parity and a stop bit.
Stm32Link::Duration Stm32Link::line_time(std::size_t bytes) const {
    return Duration(bytes * 11 * 1000 / baud_ + 1);
}

void Stm32Link::synchronise(Duration patience) {
    const Time deadline = stream_->now() + patience;
    heard_.clear();
    stream_->discard_input();
    for (unsigned attempt = 1; stream_->now() < deadline; ++attempt) {
        // The first byte may end up as half a command, so the second one is refused; more than
        // that only swallows who is in the middle of a frame, or still erases.
        if (attempt > 2) fill_up_frame(attempt == 3 ? longest_usual_frame : piece_of_longest_frame);
        if (probe(attempt > 3 ? quick_probe_time : probe_time) && read_commands()) return;
        drain();
    }
    const std::string what = fmt::format("no STM32 bootloader answers at {}", stream_->address());
    if (heard_.empty()) {
        throw Error({.what = what,
                     .why = fmt::format("nothing came in {} ms at {} baud, even parity",
                                        patience.count(), baud_),
                     .hint = hint,
                     .fault = Fault::timeout,
                     .device = stream_->address()});
    }
    throw Error({.what = what,
                 .why = fmt::format("what came at {} baud, even parity, is not a bootloader's: "
                                    "{:02x}",
                                    baud_, fmt::join(heard_, " ")),
                 .hint = hint,
                 .fault = Fault::protocol,
                 .device = stream_->address()});
}

/// Sends one synchronisation byte. A bootloader that was reset measures the rate by it and
/// acknowledges; one that waits for the second half of a command refuses it. Either is in step.
bool Stm32Link::probe(Duration time) {
    send(std::array{synchronisation});
    const Time deadline = stream_->now() + time + line_time(1);
    while (const auto byte = next_byte(deadline)) {
        if (*byte == ack || *byte == nack) return true;
    }
    return false;
}

/// Asks what it can do, which also shows that both ends are in step.
bool Stm32Link::read_commands() {
    send(std::array{static_cast<std::uint8_t>(Opcode::get),
                    complement(static_cast<std::uint8_t>(Opcode::get))});
    const Time deadline = stream_->now() + usual + line_time(longest_usual_frame);
    if (next_byte(deadline) != ack) return false;
    auto count = next_byte(deadline);
    // ROM V13.1 of STM32L412 acknowledges twice when synchronised: so that was the first byte.
    if (count == ack) count = next_byte(deadline);
    if (!count) return false;
    Bytes reply;  // the version, then `count` commands
    while (reply.size() <= *count) {
        const auto byte = next_byte(deadline);
        if (!byte) return false;
        reply.push_back(*byte);
    }
    if (next_byte(deadline) != ack) return false;
    opcodes_.assign(reply.begin() + 1, reply.end());
    ++traffic_.round_trips;
    return true;
}

/// Whoever waits for the rest of a frame gets it: 0xFF changes no flash, and as a checksum it ends
/// no frame of ours by chance but one in 256.
void Stm32Link::fill_up_frame(std::size_t size) {
    const Time sent = stream_->now() + line_time(size);
    send(Bytes(size, 0xFF));
    stream_->sleep(std::max(sent - stream_->now(), serial::Stream::Clock::duration{}));
    drain();
}

void Stm32Link::drain() {
    const Time deadline = stream_->now() + usual;
    while (stream_->now() < deadline && next_byte(stream_->now() + quiet_time)) {
    }
}

bool Stm32Link::offers(Opcode opcode) const {
    return std::find(opcodes_.begin(), opcodes_.end(), static_cast<std::uint8_t>(opcode)) !=
           opcodes_.end();
}

bool Stm32Link::command(Opcode opcode) { return byte_frame(static_cast<std::uint8_t>(opcode)); }

bool Stm32Link::byte_frame(std::uint8_t byte) {
    send(std::array{byte, complement(byte)});
    return acknowledged(usual + line_time(2));
}

bool Stm32Link::frame(Bytes bytes, Duration time) {
    bytes.push_back(std::accumulate(bytes.begin(), bytes.end(), std::uint8_t{0}, std::bit_xor<>()));
    send(bytes);
    return acknowledged(time + line_time(bytes.size()));
}

bool Stm32Link::acknowledged(Duration time) {
    const Time deadline = stream_->now() + time;
    for (;;) {
        const auto byte = next_byte(deadline);
        if (!byte) throw silence(time);
        if (*byte == busy) continue;
        ++traffic_.round_trips;
        if (*byte == ack || *byte == nack) return *byte == ack;
        throw Error({.what = fmt::format("the bootloader answered with {:02x}", *byte),
                     .why = fmt::format("while {}; due was 79 (ACK) or 1f (NACK)", doing_),
                     .hint = hint,
                     .fault = Fault::protocol,
                     .device = stream_->address()});
    }
}

void Stm32Link::receive(std::span<std::uint8_t> into) {
    const Duration time = usual + line_time(into.size());
    const Time deadline = stream_->now() + time;
    while (!into.empty()) {
        const std::size_t count = stream_->read(into, deadline);
        if (count == 0) throw silence(time);
        traffic_.received += count;
        into = into.subspan(count);
    }
}

void Stm32Link::send(BytesView bytes) {
    stream_->write(bytes, stream_->now() + usual + line_time(bytes.size()));
    traffic_.sent += bytes.size();
}

std::optional<std::uint8_t> Stm32Link::next_byte(Time deadline) {
    std::array<std::uint8_t, 1> byte{};
    if (stream_->read(byte, deadline) == 0) return std::nullopt;
    ++traffic_.received;
    constexpr std::size_t enough_to_show = 16;
    if (heard_.size() < enough_to_show) heard_.push_back(byte[0]);
    return byte[0];
}

Error Stm32Link::silence(Duration time) const {
    return Error({.what = "the bootloader does not answer",
                  .why = fmt::format("nothing came in {} ms while {}", time.count(), doing_),
                  .hint = hint,
                  .fault = Fault::timeout,
                  .device = stream_->address()});
}

}  // namespace perth::cli
