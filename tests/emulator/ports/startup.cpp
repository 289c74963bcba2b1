// Initialised and zeroed memory, static constructors, the console and the exit code.
#include <perth_port.hpp>

#include "verdict.hpp"

namespace {

std::uint32_t initialised = 0x12345678;
std::uint32_t zeroed;

struct Constructed {
    Constructed() noexcept { sum = initialised + zeroed; }
    std::uint32_t sum;
} constructed;

}  // namespace

int main() {
    using perth::test::check;
    check("memory with an initial value has it", initialised == 0x12345678);
    check("other memory is zero", zeroed == 0);
    check("constructors ran before main, after memory", constructed.sum == 0x12345678);
    check("main is no interrupt", !perth::hal::in_interrupt());
    const std::int64_t start = perth::hal::now();
    while (perth::hal::now() < start + 1000) {
    }
    perth::test::finish();
}
