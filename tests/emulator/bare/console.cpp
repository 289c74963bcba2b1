// The console of a test image: semihosting, the process's standard output.
#include <perth_port.hpp>

#include "semihosting.hpp"

namespace perth::hal {
namespace {

using cortex_m::semihosting;
using cortex_m::Semihosting;

std::uint32_t open_standard_output() noexcept {
    static constexpr char name[] = ":tt";
    constexpr std::uint32_t mode_w = 4;
    const std::uint32_t block[] = {reinterpret_cast<std::uint32_t>(name), mode_w, sizeof name - 1};
    return semihosting(Semihosting::open, block);
}

std::uint32_t standard_output = 0;

}  // namespace

void console_write(const char* text, std::size_t size) noexcept {
    const Critical guard;
    if (standard_output == 0) standard_output = open_standard_output();
    const std::uint32_t block[] = {standard_output, reinterpret_cast<std::uint32_t>(text), size};
    semihosting(Semihosting::write, block);
}

void console_panic_write(const char* text, std::size_t size) noexcept { console_write(text, size); }

std::size_t console_read(char*, std::size_t) noexcept { return 0; }

void console_on_receive(Callback) noexcept {}

}  // namespace perth::hal
