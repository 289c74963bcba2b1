// The SPI bus, by interrupts: up to eight bytes are under way at a time.
#include "spi.hpp"

#include <algorithm>

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::lm3s {
namespace {

constexpr unsigned irq = 7;           // TI DS-LM3S6965, "Interrupts"
constexpr std::size_t queue = 8;      // bytes that the chip holds, each way
constexpr unsigned most_rounds = 16;  // of one interrupt, so that others have their turn

struct {
    SpiTransfer transfer;
    Callback callback;
    std::size_t size;      // bytes of the transfer
    std::size_t sent;      //
    std::size_t received;  // not more than was sent, not less than that by more than `queue`
    bool busy;
    bool begun;
    bool claimed;
} bus;  // changed with interrupts masked, or in the interrupt

bool has(std::uint32_t flag) noexcept { return (ssi().flags & flag) != 0; }

void take_one() noexcept {
    const auto byte = static_cast<std::uint8_t>(ssi().data);
    if (bus.received < bus.transfer.read.size()) bus.transfer.read[bus.received] = byte;
    ++bus.received;
}

void send_one() noexcept {
    const auto& write = bus.transfer.write;
    ssi().data = bus.sent < write.size() ? write[bus.sent] : bus.transfer.fill;
    ++bus.sent;
}

// Returns whether anything was sent or received.
bool move() noexcept {
    const std::size_t before = bus.sent + bus.received;
    while (bus.received < bus.sent && has(Ssi::received)) take_one();
    while (bus.sent < bus.size && bus.sent - bus.received < queue && has(Ssi::room)) send_one();
    return bus.sent + bus.received != before;
}

void stop() noexcept {
    bus.busy = false;
    ssi().mask = 0;
}

// Four bytes interrupt, fewer after a while (QEMU lacks that, but there a byte is back at once).
void interrupt() noexcept {
    ssi().clear = Ssi::some_received;
    if (!bus.busy) return;
    unsigned rounds = most_rounds;
    while (rounds != 0 && move()) --rounds;
    if (bus.received != bus.size) {
        if (rounds == 0) return cortex_m::nvic().pend(irq);
        ssi().mask = Ssi::half_received | Ssi::some_received;
        return;
    }
    stop();
    const Callback callback = bus.callback;
    callback();
}

}  // namespace

bool claim_spi() noexcept {
    const Critical guard;
    const bool is_free = !bus.claimed;
    bus.claimed = true;
    return is_free;
}

void unclaim_spi() noexcept { bus.claimed = false; }

// TI DS-LM3S6965, "Bit Rate Generation": clock / (CPSR * (1 + SCR)), CPSR even.
bool begin_spi(const SpiSettings& settings) noexcept {
    constexpr std::uint32_t most_prescaler = 254, most_rate = 256;
    if (settings.mode > 3 || settings.frequency_hz == 0) return false;
    const std::uint32_t clock_hz = cortex_m::CoreClock::cycles_per_us() * 1'000'000;
    const std::uint32_t divider =
        clock_hz / settings.frequency_hz + (clock_hz % settings.frequency_hz != 0 ? 1 : 0);
    if (divider > most_prescaler * most_rate) return false;
    const std::uint32_t prescaler = std::max((divider + most_rate - 1) / most_rate + 1, 2U) & ~1U;
    const std::uint32_t rate = (divider + prescaler - 1) / prescaler;

    cancel_spi();
    const Critical guard;
    start_clock(1, SystemControl::ssi0);
    ssi().control_1 = 0;
    ssi().prescaler = prescaler;
    const std::uint32_t mode = settings.mode;
    ssi().control_0 = Ssi::eight_bits | (mode >> 1) << Ssi::polarity_shift |
                      (mode & 1U) << Ssi::phase_shift | (rate - 1) << Ssi::rate_shift;
    ssi().control_1 = Ssi::enable;
    bus.begun = true;
    cortex_m::nvic().enable(irq);
    return true;
}

void end_spi() noexcept {
    cancel_spi();
    if (!bus.begun) return;
    bus.begun = false;
    ssi().control_1 = 0;
}

bool start_spi(const SpiTransfer& transfer, Callback callback) noexcept {
    const Critical guard;
    if (bus.busy || !bus.begun) return false;
    bus.transfer = transfer;
    bus.callback = callback;
    bus.size = std::max(transfer.write.size(), transfer.read.size());
    bus.sent = 0;
    bus.received = 0;
    bus.busy = true;
    cortex_m::nvic().pend(irq);
    return true;
}

// What is under way comes to its end on the wire and is dropped: eight bytes at most.
void cancel_spi() noexcept {
    const Critical guard;
    if (!bus.busy) return;
    stop();
    ssi().control_1 = 0;
    for (std::size_t i = 0; i < queue && has(Ssi::received); ++i) (void)ssi().data;
    ssi().control_1 = Ssi::enable;
}

}  // namespace perth::hal::lm3s

PERTH_IRQ(SSI0) { perth::hal::lm3s::interrupt(); }
