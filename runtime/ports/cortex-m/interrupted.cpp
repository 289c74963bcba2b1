// Where the program was when the interrupt came.
#include <perth_port.hpp>

#include "startup.hpp"

namespace perth::hal {
namespace {

constexpr std::uint32_t thumb = 1U << 24;          // xPSR.T
constexpr std::uint32_t exception_number = 0x1FF;  // xPSR.IPSR; 0: thread mode
constexpr std::size_t place_of_pc = 6;             // in what the core pushes: r0-r3, r12, lr, pc,
constexpr std::size_t place_of_xpsr = 7;           // xpsr
constexpr std::size_t frame_words = 8;

/// Whether `word` is what a handler finds in LR when it came from thread mode: 0xFFFFFFF9, with an
/// FPU's registers 0xFFFFFFE9. Source: ARM DDI 0403, "Exception return behavior".
bool is_return_to_thread(std::uint32_t word) noexcept {
    constexpr std::uint32_t no_fpu_state = 1U << 4;
    return (word | no_fpu_state) == 0xFFFF'FFF9;
}

bool is_frame(const std::uint32_t* words) noexcept {
    return (words[place_of_xpsr] & (thumb | exception_number)) == thumb;
}

}  // namespace

// A handler that calls anything pushes LR first, hence right below what the core pushed.
[[gnu::noinline]] std::uintptr_t interrupted_at() noexcept {
    const auto* const top = reinterpret_cast<const std::uint32_t*>(&__perth_stack_top);
    const std::uint32_t* word;
    asm volatile("mov %0, sp" : "=r"(word));
    for (; top - word > static_cast<std::ptrdiff_t>(frame_words); ++word) {
        if (is_return_to_thread(*word) && is_frame(word + 1)) return word[1 + place_of_pc];
    }
    return 0;
}

}  // namespace perth::hal
