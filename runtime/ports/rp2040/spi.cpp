// The SPI buses, by interrupt, at most eight bytes ahead of what was received: so the unit's queue
// never overflows.
//
// While there is more to send, an interrupt comes when the unit's queue is half empty. The end of
// the last bytes is waited for by a deadline: the unit would tell it 32 bits' time later only, and
// rp2040js not at all.
#include "spi.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "deadline.hpp"
#include "startup.hpp"
#include "unit_registers.hpp"

namespace perth::hal::rp2040 {
namespace {

constexpr std::size_t queue_size = 8;

void look(void* state) noexcept;

// Changed with interrupts masked, or in the bus's interrupt.
struct State {
    SpiTransfer transfer = {};
    Callback callback;
    Deadline end;
    std::uint32_t bits_per_second = 0;
    std::size_t size = 0;
    std::size_t sent = 0;
    std::size_t received = 0;
    bool begun = false;
    bool busy = false;
};
State states[2];

unsigned unit_of(const State& state) noexcept { return &state == &states[0] ? 0 : 1; }

void take_received(State& state) noexcept {
    Spi& it = spi(unit_of(state));
    for (std::size_t i = 0; i < queue_size && (it.status & Spi::received) != 0; ++i) {
        const auto byte = static_cast<std::uint8_t>(it.data);
        if (state.received < state.transfer.read.size()) state.transfer.read[state.received] = byte;
        ++state.received;
    }
}

// Until all that is on its way has come.
std::int64_t rest_us(const State& state) noexcept {
    constexpr std::uint32_t bits_a_byte = 8;
    const auto bits = static_cast<std::uint32_t>(state.sent - state.received) * bits_a_byte;
    return bits * 1'000'000 / state.bits_per_second + 1;
}

void send(State& state) noexcept {
    Spi& it = spi(unit_of(state));
    const auto& bytes = state.transfer.write;
    while (state.sent < state.size && state.sent - state.received < queue_size) {
        it.data = state.sent < bytes.size() ? bytes[state.sent] : state.transfer.fill;
        ++state.sent;
    }
    const bool is_all = state.sent == state.size;
    it.interrupts = is_all ? 0 : Spi::interrupt_room;
    if (is_all) set_deadline(state.end, now() + rest_us(state));
}

void go_on(State& state) noexcept {
    take_received(state);
    if (state.received < state.size) return send(state);
    state.busy = false;
    const Callback callback = state.callback;  // which may start the next
    callback();
}

void look(void* argument) noexcept {
    State& state = *static_cast<State*>(argument);
    if (state.busy) go_on(state);
}

void serve(State& state) noexcept {
    if (state.busy && state.sent != state.size) return go_on(state);
    spi(unit_of(state)).interrupts = 0;
}

// Whatever it is in the middle of.
void reset_unit(unsigned unit) noexcept {
    spi(unit).interrupts = 0;
    spi(unit).control1 = 0;
    set_bits(resets().reset, Resets::spi0 << unit);
    start_unit(Resets::spi0 << unit);
}

void drop_received(unsigned unit) noexcept {
    for (std::size_t i = 0; i < queue_size; ++i) (void)spi(unit).data;
}

}  // namespace

bool spi_begin(unsigned unit, const SpiSettings& settings) noexcept {
    constexpr std::uint32_t most = 256;  // of the second divider; the first is even, up to 254
    if (settings.frequency_hz == 0 || settings.mode > 3) return false;
    const std::uint32_t divider = (sys_hz - 1) / settings.frequency_hz + 1;
    const std::uint32_t first = divider <= 2 ? 2 : 2 * ((divider - 1) / (2 * most) + 1);
    if (first > 254) return false;
    const std::uint32_t second = divider <= 2 ? 1 : (divider - 1) / first + 1;

    spi_cancel(unit);
    reset_unit(unit);
    Spi& it = spi(unit);
    it.prescaler = first;
    it.control0 = Spi::eight_bits | Spi::divide_by(second) |
                  ((settings.mode & 2) != 0 ? Spi::polarity : 0) |
                  ((settings.mode & 1) != 0 ? Spi::phase : 0);
    it.control1 = Spi::enable;
    drop_received(unit);
    states[unit].begun = true;
    states[unit].bits_per_second = sys_hz / (first * second);
    states[unit].end.callback = {look, &states[unit]};
    cortex_m::nvic().enable(spi0_irq + unit);
    return true;
}

void spi_end(unsigned unit) noexcept {
    if (!states[unit].begun) return;
    spi_cancel(unit);
    states[unit].begun = false;
    spi(unit).control1 = 0;
    set_bits(resets().reset, Resets::spi0 << unit);
}

bool spi_start(unsigned unit, const SpiTransfer& transfer, Callback callback) noexcept {
    State& state = states[unit];
    const Critical guard;
    if (!state.begun || state.busy) return false;
    state.transfer = transfer;
    state.callback = callback;
    state.size =
        transfer.write.size() > transfer.read.size() ? transfer.write.size() : transfer.read.size();
    state.sent = 0;
    state.received = 0;
    state.busy = true;
    send(state);
    return true;
}

void spi_cancel(unsigned unit) noexcept {
    State& state = states[unit];
    const Critical guard;
    if (!state.busy) return;
    state.busy = false;
    cancel_deadline(state.end);
    const std::uint32_t control0 = spi(unit).control0, prescaler = spi(unit).prescaler;
    reset_unit(unit);
    spi(unit).prescaler = prescaler;
    spi(unit).control0 = control0;
    spi(unit).control1 = Spi::enable;
    drop_received(unit);
}

}  // namespace perth::hal::rp2040

PERTH_IRQ(SPI0) { perth::hal::rp2040::serve(perth::hal::rp2040::states[0]); }
PERTH_IRQ(SPI1) { perth::hal::rp2040::serve(perth::hal::rp2040::states[1]); }
