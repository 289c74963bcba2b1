// What the compiler calls for std::atomic on cores without LDREX and STREX. Aligned loads and
// stores of up to a word are single anyway; the rest masks interrupts for a few instructions.
#include <cstdint>

#include "critical.hpp"

#if __ARM_ARCH == 6

// NOLINTBEGIN(bugprone-reserved-identifier)
#define PERTH_ATOMIC_CALLS(SIZE, TYPE)                                                  \
    extern "C" TYPE __atomic_load_##SIZE(const volatile void* from, int) {              \
        return *static_cast<const volatile TYPE*>(from);                                \
    }                                                                                   \
    extern "C" void __atomic_store_##SIZE(volatile void* to, TYPE value, int) {         \
        *static_cast<volatile TYPE*>(to) = value;                                       \
    }                                                                                   \
    extern "C" TYPE __atomic_exchange_##SIZE(volatile void* at, TYPE value, int) {      \
        const perth::hal::Critical guard;                                               \
        const TYPE before = *static_cast<volatile TYPE*>(at);                           \
        *static_cast<volatile TYPE*>(at) = value;                                       \
        return before;                                                                  \
    }                                                                                   \
    extern "C" bool __atomic_compare_exchange_##SIZE(volatile void* at, void* expected, \
                                                     TYPE value, int, int) {            \
        const perth::hal::Critical guard;                                               \
        const TYPE before = *static_cast<volatile TYPE*>(at);                           \
        const bool same = before == *static_cast<TYPE*>(expected);                      \
        if (same) {                                                                     \
            *static_cast<volatile TYPE*>(at) = value;                                   \
        } else {                                                                        \
            *static_cast<TYPE*>(expected) = before;                                     \
        }                                                                               \
        return same;                                                                    \
    }                                                                                   \
    PERTH_ATOMIC_FETCH(SIZE, TYPE, add, +)                                              \
    PERTH_ATOMIC_FETCH(SIZE, TYPE, sub, -)                                              \
    PERTH_ATOMIC_FETCH(SIZE, TYPE, and, &)                                              \
    PERTH_ATOMIC_FETCH(SIZE, TYPE, or, |)

#define PERTH_ATOMIC_FETCH(SIZE, TYPE, NAME, OPERATOR)                                   \
    extern "C" TYPE __atomic_fetch_##NAME##_##SIZE(volatile void* at, TYPE value, int) { \
        const perth::hal::Critical guard;                                                \
        const TYPE before = *static_cast<volatile TYPE*>(at);                            \
        *static_cast<volatile TYPE*>(at) = static_cast<TYPE>(before OPERATOR value);     \
        return before;                                                                   \
    }

PERTH_ATOMIC_CALLS(1, std::uint8_t)
PERTH_ATOMIC_CALLS(2, std::uint16_t)
PERTH_ATOMIC_CALLS(4, std::uint32_t)
// NOLINTEND(bugprone-reserved-identifier)

#endif
