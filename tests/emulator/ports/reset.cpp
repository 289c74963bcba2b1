// Memory that survives a reset, and a board whose emulator has no loader in ROM.
#include "verdict.hpp"

namespace {
__attribute__((section(".noinit"))) std::uint32_t magic;
__attribute__((section(".noinit"))) std::uint32_t starts;
std::uint32_t zeroed;
}  // namespace

int main() {
    constexpr std::uint32_t valid = 0x600D'F00D;
    if (magic != valid) starts = 0;
    magic = valid;
    perth::test::check("zeroed memory is zero after a reset", zeroed == 0);
    zeroed = 1;
    if (++starts == 1) perth::hal::reset();
    if (starts == 2) perth::hal::reset_to_bootloader();
    perth::test::check("what is not initialised survives two resets", starts == 3);
    perth::test::finish();
}
