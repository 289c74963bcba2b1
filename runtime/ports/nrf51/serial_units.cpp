// The two serial units. Linked with I2C or SPI; their interrupts are the program's else.
#include "serial_units.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "startup.hpp"

namespace perth::hal::nrf51 {
namespace {

constexpr unsigned units = 2;
constexpr unsigned first_irq = 3;  // Nordic nRF51 Series Reference Manual v3.0, "Instantiation"

struct Owner {
    void (*step)(unsigned number);  // null: nobody owns it
    void (*tick)(unsigned number);
};
Owner owners[units];  // written with interrupts masked

template <unsigned Number>
void tick() noexcept {
    owners[Number].tick(Number);
}

void serve(unsigned number) noexcept {
    if (owners[number].step != nullptr) owners[number].step(number);
}

Ticked ticked(unsigned number) noexcept { return number == 0 ? Ticked::serial0 : Ticked::serial1; }

}  // namespace

bool claim_serial(unsigned number, void (*step)(unsigned number)) noexcept {
    const Critical guard;
    if (owners[number].step != nullptr) return false;
    owners[number].step = step;
    return true;
}

void unclaim_serial(unsigned number) noexcept {
    const Critical guard;
    owners[number].step = nullptr;
}

void enable_serial(unsigned number) noexcept { cortex_m::nvic().enable(first_irq + number); }
void pend_serial(unsigned number) noexcept { cortex_m::nvic().pend(first_irq + number); }

void start_serial_ticks(unsigned number, void (*function)(unsigned number)) noexcept {
    owners[number].tick = function;
    start_ticks(ticked(number), number == 0 ? tick<0> : tick<1>);
}

void stop_serial_ticks(unsigned number) noexcept { stop_ticks(ticked(number)); }

}  // namespace perth::hal::nrf51

PERTH_IRQ(SPI0_TWI0) { perth::hal::nrf51::serve(0); }
PERTH_IRQ(SPI1_TWI1) { perth::hal::nrf51::serve(1); }
