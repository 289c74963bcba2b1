// No test here panics; one that does ends.
#include "perth/base/panic.hpp"

#include <cstdlib>

namespace perth {
void panic(Panic, std::uintptr_t, std::uintptr_t) noexcept { std::abort(); }
}  // namespace perth
