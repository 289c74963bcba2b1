// From reset to main(): memory, the port's clocks, static constructors.
#include "startup.hpp"

#include <cstdint>

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "stack_guard.hpp"

extern "C" {
/// The program's main(); C++ does not let one call it by its name.
int perth_start_program() asm("main");

// Set by sections.ld.
extern std::uint32_t __perth_data_start[], __perth_data_end[];
extern const std::uint32_t __perth_data_image[];
extern std::uint32_t __perth_bss_start[], __perth_bss_end[];
extern void (*const __perth_constructors_start[])();
extern void (*const __perth_constructors_end[])();
}

// Nothing, but memory that can be written: so linkers describe what sections.ld reserves there.
asm(".pushsection .perth.task_memory, \"aw\", %nobits\n\t.popsection");

namespace perth::hal::cortex_m {

/// Linked only with now() and its like.
[[gnu::weak]] void start_time() noexcept;

}  // namespace perth::hal::cortex_m

// The loops are not to become calls of memcpy and memset, which are larger than this function.
extern "C" [[noreturn]] __attribute__((used, no_builtin("memcpy", "memset"))) void Reset_Handler() {
    using namespace perth::hal;
#ifdef __ARM_FP
    cortex_m::scb().coprocessor_access = cortex_m::SystemControl::full_access_to_fpu;
    asm volatile("dsb\n\tisb" ::: "memory");
#endif
    if (cortex_m::before_memory != nullptr) cortex_m::before_memory();
    // All that starts as zero; what starts with a value lies within.
    for (std::uint32_t* zero = __perth_bss_start; zero != __perth_bss_end; ++zero) *zero = 0;
    const std::uint32_t* from = __perth_data_image;
    std::uint32_t* to = __perth_data_start;
    // Whoever else declares the symbol as constant makes it so for link-time optimization, which
    // then leaves the copying out: it is not to know what this points to.
    asm volatile("" : "+r"(to));
    for (; to != __perth_data_end; ++to) *to = *from++;
    cortex_m::start_core_clock();
    if (cortex_m::guard_stack != nullptr) cortex_m::guard_stack();
    if (cortex_m::start_time != nullptr) cortex_m::start_time();
    for (auto* constructor = __perth_constructors_start; constructor != __perth_constructors_end;
         ++constructor) {
        (*constructor)();
    }
    perth_start_program();
    halt_in_panic();
}
