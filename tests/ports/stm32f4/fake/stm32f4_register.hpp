// A register of the model, in the place of the chip's word in memory: whoever reads or writes it
// asks the model, which tells the register by its address.
#pragma once

#include <cstdint>

namespace perth::hal::stm32f4 {

class Register {
public:
    operator std::uint32_t() const;  // NOLINT: it is used as the word that it stands for
    Register& operator=(std::uint32_t value);
    Register& operator=(const Register& from) { return *this = static_cast<std::uint32_t>(from); }

private:
    [[maybe_unused]] std::uint32_t unused_;  // a word of the address space
};
static_assert(sizeof(Register) == sizeof(std::uint32_t));

}  // namespace perth::hal::stm32f4
