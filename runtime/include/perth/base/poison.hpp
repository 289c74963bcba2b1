// Tells the address sanitizer which memory of a pool nobody may touch; nothing in other builds.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define PERTH_ADDRESS_SANITIZER 1
#endif
#endif

namespace perth::detail {

#if defined(PERTH_ADDRESS_SANITIZER)
inline void poison(void* memory, std::size_t size) noexcept {
    __asan_poison_memory_region(memory, size);
}
inline void unpoison(void* memory, std::size_t size) noexcept {
    __asan_unpoison_memory_region(memory, size);
}
#else
inline void poison(void*, std::size_t) noexcept {}
inline void unpoison(void*, std::size_t) noexcept {}
#endif

}  // namespace perth::detail
