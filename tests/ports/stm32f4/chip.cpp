#include "tests/ports/stm32f4/chip.hpp"

#include <core_registers.hpp>
#include <cstdlib>
#include <perth_port.hpp>
#include <stm32f4_register.hpp>

#include "perth/base/panic.hpp"

namespace perth::stm32f4 {
namespace {

Chip* present = nullptr;

}  // namespace

Chip::Chip() {
    present = this;
    hal::cortex_m::nvic() = {};
    hal::cortex_m::CoreClock::mhz = 168;
    hal::time_us = 0;
}

Chip::~Chip() { present = nullptr; }

std::uint32_t Chip::read(std::uintptr_t address) {
    if (is_empty) return 0;
    const auto special = on_read.find(address);
    return special == on_read.end() ? words_[address] : special->second();
}

void Chip::write(std::uintptr_t address, std::uint32_t value) {
    if (is_empty) return;
    words_[address] = value;
    const auto special = on_write.find(address);
    if (special != on_write.end()) special->second(value);
}

void serve_pending(const std::map<unsigned, void (*)()>& handlers) {
    auto& nvic = hal::cortex_m::nvic();
    while (!nvic.pending.empty()) {
        const unsigned irq = *nvic.pending.begin();
        nvic.pending.erase(irq);
        if (nvic.enabled.count(irq) != 0) handlers.at(irq)();
    }
}

}  // namespace perth::stm32f4

namespace perth::hal::stm32f4 {

using perth::stm32f4::present;

Register::operator std::uint32_t() const {
    return present->read(reinterpret_cast<std::uintptr_t>(this));
}

Register& Register::operator=(std::uint32_t value) {
    present->write(reinterpret_cast<std::uintptr_t>(this), value);
    return *this;
}

}  // namespace perth::hal::stm32f4

// Nobody calls these here.
void perth::hal::cortex_m::system_reset() noexcept { std::abort(); }
void perth::panic(Panic, std::uintptr_t, std::uintptr_t) noexcept { std::abort(); }
