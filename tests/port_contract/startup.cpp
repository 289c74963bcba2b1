// What start-up has done before main(): initialised and zeroed memory, static constructors.
#include "behaviour.hpp"

namespace perth::contract {
namespace {

volatile std::uint32_t initialised = 0x12345678;
volatile std::uint32_t zeroed;

struct Constructed {
    Constructed() noexcept : sum(initialised + zeroed) {}
    std::uint32_t sum;
} constructed;

const Behaviour behaviour("startup", [] {
    using test::check;
    check("memory with an initial value has it", initialised == 0x12345678);
    check("other memory is zero", zeroed == 0);
    check("constructors ran before main, after memory", constructed.sum == 0x12345678);
    check("main is no interrupt", !hal::in_interrupt());
    const std::int64_t start = hal::now();
    for (std::uint32_t looks = 0; looks < 100'000'000 && hal::now() < start + 1000; ++looks) {
    }
    check("time runs", hal::now() >= start + 1000);
});

}  // namespace
}  // namespace perth::contract
