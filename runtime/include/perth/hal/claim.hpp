// Who owns a pad or a unit of the chip.
#pragma once

#include <cstdint>

#include "perth/base/panic.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal {

/// Owns a pad or unit while it lives; a second one of the same panics, naming it.
template <Unit U>
class Claim {
public:
    Claim() noexcept {
        if (!U::claim()) panic(Panic::pad_in_use, reinterpret_cast<std::uintptr_t>(U::name));
    }
    ~Claim() { U::unclaim(); }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
};

}  // namespace perth::hal
