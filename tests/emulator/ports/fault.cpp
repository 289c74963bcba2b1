// A fault with a dump; which one is said by PERTH_TEST_FAULT.
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "startup.hpp"
#include "verdict.hpp"

// Links the dump, as a program that uses println() does.
__attribute__((used)) void (*const keep)() noexcept = &perth::hal::panic_dump_registers;

namespace {

[[maybe_unused]] void bus() { (void)*reinterpret_cast<volatile std::uint32_t*>(0xC000'0000); }
[[maybe_unused]] void undefined() { asm volatile("udf #0"); }
[[maybe_unused]] void interrupt() {
    perth::hal::cortex_m::nvic().enable(20);
    perth::hal::cortex_m::nvic().pend(20);
    perth::test::spin(100);
}
[[maybe_unused]] void stack() {
    asm volatile("ldr r0, =0x10000000\n\tmov sp, r0\n\tpush {r0}" : : : "r0");
}

}  // namespace

int main() {
    volatile std::uint32_t on_the_stack[] = {1, 2, 3, 4, 5};
    perth::test::print("about to fail\n");
    PERTH_TEST_FAULT();
    perth::test::print("not reached\n");
    perth::hal::exit(on_the_stack[0] == 1 ? 0 : 2);
}
