// The time-outs of the I2C buses: TIM11 interrupts every millisecond while one of them has a
// transfer under way. All four lines of the family have it.
#include <perth_port.hpp>

#include "clock.hpp"
#include "core_registers.hpp"
#include "startup.hpp"

namespace perth::hal::stm32f4 {
namespace {

I2cBus* watched[3];  // changed with interrupts masked

// ST RM0090, "Memory map" and "Vector table for STM32F405xx/07xx": TIM11.
Timer& timer() noexcept { return *reinterpret_cast<Timer*>(std::uintptr_t{0x4001'4800}); }
constexpr unsigned irq = 26;

void start_timer() noexcept {
    constexpr std::uint32_t ticks_hz = 10'000, ticks_a_millisecond = 10;
    rcc().apb_enable[1] = rcc().apb_enable[1] | Rcc::apb2_tim11;
    (void)rcc().apb_enable[1];
    if ((timer().control1 & Timer::enable) != 0) return;
    timer().control1 = Timer::only_overflows;
    timer().prescaler = timer_hz(Bus::apb2) / ticks_hz - 1;
    timer().reload = ticks_a_millisecond - 1;
    timer().event = Timer::update;
    timer().status = 0;
    timer().interrupts = Timer::update;
    cortex_m::nvic().enable(irq);
    timer().control1 = Timer::only_overflows | Timer::enable;
}

bool is_anybody_watched() noexcept {
    for (const I2cBus* bus : watched) {
        if (bus != nullptr) return true;
    }
    return false;
}

}  // namespace

void watch(I2cBus& bus) noexcept {
    const Critical guard;
    for (I2cBus*& place : watched) {
        if (place != nullptr) continue;
        place = &bus;
        break;
    }
    start_timer();
}

void unwatch(I2cBus& bus) noexcept {
    const Critical guard;
    for (I2cBus*& place : watched) {
        if (place == &bus) place = nullptr;
    }
    if (!is_anybody_watched()) timer().control1 = 0;
}

}  // namespace perth::hal::stm32f4

PERTH_IRQ(TIM1_TRG_COM_TIM11) {
    using namespace perth::hal::stm32f4;
    timer().status = ~Timer::update;
    for (I2cBus* bus : watched) {
        if (bus != nullptr) bus->tick();
    }
}
