// The way into the ROM's loader: reset first, so that it finds the chip as it expects it, then
// jump.
#include <board.hpp>
#include <perth_port.hpp>

#include "registers.hpp"
#include "reset.hpp"
#include "startup.hpp"

namespace perth::hal {
namespace {

// Survives the reset; nothing else tells why it came.
__attribute__((section(".perth.noinit"))) volatile std::uint32_t asked_for_loader;
constexpr std::uint32_t asked = 0xB007'10ADU;

using stm32f4::Rcc;
using stm32f4::rcc;
using stm32f4::Syscfg;
using stm32f4::syscfg;

// Source: ST AN2606, "Bootloader activation": its vectors are to lie at 0.
[[noreturn]] void jump_to_loader() noexcept {
    rcc().apb_enable[1] = rcc().apb_enable[1] | Rcc::apb2_syscfg;
    (void)rcc().apb_enable[1];
    syscfg().memory_remap = Syscfg::system_memory_at_0;
    const auto* const vectors = reinterpret_cast<const std::uint32_t*>(board::bootloader);
    asm volatile("msr msp, %0\n\tbx %1" : : "r"(vectors[0]), "r"(vectors[1]) : "memory");
    __builtin_unreachable();
}

}  // namespace

void reset_to_bootloader() noexcept {
    asked_for_loader = asked;
    reset();
}

// Called by the start-up before memory is set up: no variable may be used but the one above.
void cortex_m::before_memory() noexcept {
    if (asked_for_loader != asked) return;
    asked_for_loader = 0;
    if (board::bootloader != 0 && stm32f4::has_clock_tree()) jump_to_loader();
}

}  // namespace perth::hal
