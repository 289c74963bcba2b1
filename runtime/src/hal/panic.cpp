// The end of a panic: declared in base, where everybody may ask for it, and defined where the chip
// is known.
#include "perth/base/panic.hpp"

#include "perth/hal/hal.hpp"

namespace perth {

void panic(Panic reason, std::uintptr_t a, std::uintptr_t b) noexcept {
    if (detail::print_panic != nullptr) detail::print_panic(reason, nullptr, a, b);
    hal::halt_in_panic();
}

void panic(const char* what, std::uintptr_t a, std::uintptr_t b) noexcept {
    if (detail::print_panic != nullptr) detail::print_panic(Panic{}, what, a, b);
    hal::halt_in_panic();
}

}  // namespace perth
