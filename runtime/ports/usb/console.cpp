#include "console.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include <algorithm>
#include <array>
#include <span>

#include "controller.hpp"
#include "device.hpp"

namespace perth::hal::usb {
namespace {

constexpr std::int64_t patience = 500'000;  // µs without a packet that is taken

// Without the time base, which may be what broke. A poll takes twenty clocks or more: 100 ms.
constexpr std::uint32_t polls_a_packet = board::clock_hz / 200;

struct {
    bool is_started = false;
    bool is_given_up = false;  // the terminal takes nothing; until progress() is not given_up_at
    std::uint8_t given_up_at = 0;
    bool is_panic = false;
} console;  // changed with interrupts masked, or by the only thread that writes

void start_unnamed() noexcept {
    if (console.is_started) return;
    console.is_started = true;
    controller::start();
}

// In thread context, where the chip may be asked for its identity.
void start() noexcept {
    if (console.is_started) return;
    std::array<std::uint8_t, 12> id;
    device.name(std::span(id).first(std::min(unique_id(id), id.size())));
    const Critical guard;
    start_unnamed();
}

// Interrupts are masked.
bool is_taking() noexcept {
    if (console.is_given_up && console.given_up_at != device.progress()) {
        console.is_given_up = false;
    }
    return device.is_heard() && !console.is_given_up;
}

// A packet's worth, for interrupts are masked meanwhile.
std::size_t write_some(std::span<const std::uint8_t> bytes) noexcept {
    const Critical guard;
    return device.write(bytes.first(std::min(bytes.size(), packet_size)));
}

void give_up() noexcept {
    console.given_up_at = device.progress();
    console.is_given_up = true;
}

// Returns after some progress, or without it if nobody listens (any more). Polls, so that it works
// where the interrupt is masked.
bool wait_for_progress() noexcept {
    if (const Critical guard; !is_taking()) return false;
    const std::int64_t end = now() + patience;
    for (;;) {
        const Critical guard;
        if (!is_taking()) return false;
        const std::uint8_t before = device.progress();
        controller::poll();
        if (device.progress() != before) return true;
        if (now() > end) give_up();
    }
}

void make_room() noexcept {
    const Critical guard;
    device.drop_line();
}

// As wait_for_progress(), with interrupts masked.
bool poll_for_progress() noexcept {
    const std::uint8_t before = device.progress();
    for (std::uint32_t polls = 0; polls < polls_a_packet && is_taking(); ++polls) {
        controller::poll();
        if (device.progress() != before) return true;
    }
    if (is_taking()) give_up();
    return false;
}

void begin_panic() noexcept {
    if (console.is_panic) return;
    console.is_panic = true;
    while (!is_taking() && !device.is_all_sent()) device.drop_line();
}

// Interrupts are masked.
void drain() noexcept {
    while (!device.is_all_sent() && poll_for_progress()) {
    }
}

}  // namespace

void Console::write(std::span<const std::uint8_t> bytes) noexcept {
    start();
    while (!bytes.empty()) {
        const std::size_t count = write_some(bytes);
        bytes = bytes.subspan(count);
        if (count == 0 && !wait_for_progress()) make_room();
    }
}

void Console::panic_write(std::span<const std::uint8_t> bytes) noexcept {
    const Critical guard;
    start_unnamed();
    begin_panic();
    const bool ends_line = !bytes.empty() && bytes.back() == '\n';
    while (!bytes.empty()) {
        const std::size_t count = device.write(bytes);
        bytes = bytes.subspan(count);
        if (count == 0 && !poll_for_progress()) return;
    }
    if (ends_line) drain();
}

std::size_t Console::read(std::span<std::uint8_t> buffer) noexcept {
    start();
    const Critical guard;
    return device.read(buffer);
}

void Console::on_receive(Callback callback) noexcept {
    {
        const Critical guard;
        device.on_receive(callback);
    }
    start();
}

std::uint32_t Console::lost() noexcept { return device.lost(); }

void Console::flush() noexcept {
    if (!console.is_started) return;
    const Critical guard;
    drain();
}

void Console::poll() noexcept {
    if (!console.is_started) return;
    const Critical guard;
    controller::poll();
}

}  // namespace perth::hal::usb
