// The SPI buses: every byte is sent in an interrupt. Source: ST RM0090, "Serial peripheral
// interface (SPI)", "SPI functional description".
#include <perth_port.hpp>

#include <algorithm>

#include "clock.hpp"
#include "core_registers.hpp"

namespace perth::hal::stm32f4 {
namespace {

constexpr unsigned no_divider = 8;  // BR has 3 bits

unsigned divider_for(Bus bus, std::uint32_t frequency_hz) noexcept {
    const std::uint32_t hz = bus_hz(bus);
    unsigned code = 0;
    while (code != no_divider && hz >> (code + 1) > frequency_hz) ++code;
    return code;
}

}  // namespace

bool SpiBus::begin(const SpiFacts& facts, const SpiSettings& settings) noexcept {
    const unsigned divider = divider_for(facts.bus, settings.frequency_hz);
    if (divider == no_divider || settings.mode > 3) return false;
    cancel();
    const Critical guard;
    auto& bus_enable = rcc().apb_enable[static_cast<unsigned>(facts.bus)];
    bus_enable = bus_enable | 1U << facts.enable_bit;
    (void)bus_enable;
    unit_ = reinterpret_cast<Spi*>(facts.address);
    irq_ = facts.irq;
    unit_->control1 = 0;  // the clock may not change while it is enabled
    const std::uint32_t control =
        settings.mode | Spi::master | Spi::own_select | divider << Spi::divider_shift;
    unit_->control1 = control;
    unit_->control1 = control | Spi::enable;
    cortex_m::nvic().enable(irq_);
    return true;
}

void SpiBus::end() noexcept {
    cancel();
    const Critical guard;
    if (unit_ == nullptr) return;
    cortex_m::nvic().disable(irq_);
    unit_->control1 = 0;
    unit_ = nullptr;
}

bool SpiBus::claim() noexcept {
    const Critical guard;
    if (claimed_) return false;
    claimed_ = true;
    return true;
}

std::size_t SpiBus::size() const noexcept {
    return std::max(transfer_.write.size(), transfer_.read.size());
}

bool SpiBus::start(const SpiTransfer& transfer, Callback callback) noexcept {
    const Critical guard;
    if (unit_ == nullptr || running_) return false;
    transfer_ = transfer;
    callback_ = callback;
    done_ = 0;
    running_ = true;
    (void)std::uint32_t{unit_->data};  // what a cancelled transfer left
    unit_->control2 = Spi::received_interrupt;
    if (size() == 0) {
        cortex_m::nvic().pend(irq_);
    } else {
        send();
    }
    return true;
}

void SpiBus::send() noexcept {
    unit_->data = done_ < transfer_.write.size() ? transfer_.write[done_] : transfer_.fill;
    // QEMU has it back already, and has no interrupt for that.
    if ((unit_->status & Spi::received) != 0) cortex_m::nvic().pend(irq_);
}

void SpiBus::take() noexcept {
    const auto byte = static_cast<std::uint8_t>(unit_->data);
    if (done_ < transfer_.read.size()) transfer_.read[done_] = byte;
    ++done_;
}

void SpiBus::interrupt() noexcept {
    if (!running_) return;
    constexpr unsigned most_bytes = 16;
    for (unsigned i = 0; i < most_bytes && done_ < size(); ++i) {
        if ((unit_->status & Spi::received) == 0) return;
        take();
        if (done_ < size()) send();
    }
    if (done_ == size()) finish();
}

void SpiBus::finish() noexcept {
    // The clock's last edge is half a clock after RXNE: 128 bus clocks at most.
    for (unsigned looks = 0; looks < 128 && (unit_->status & Spi::busy) != 0; ++looks) continue;
    unit_->control2 = 0;
    running_ = false;
    const Callback callback = callback_;  // which may start the next
    callback();
}

// What is on the wire ends by itself.
void SpiBus::cancel() noexcept {
    const Critical guard;
    if (!running_) return;
    unit_->control2 = 0;
    running_ = false;
    for (unsigned looks = 0; looks < 4096 && (unit_->status & Spi::busy) != 0; ++looks) continue;
}

}  // namespace perth::hal::stm32f4
