// What an event costs, by a clock that counts instructions or cycles: PERTH_TEST_A_MICROSECOND of
// them; PERTH_TEST_MOST is what it may be.
#include <cstdint>

#include "perth/hal/hal.hpp"
#include "perth/hal/trace.hpp"
#include "perth/io/print.hpp"

namespace {

constexpr unsigned rounds = 4000;

std::int64_t time_of(bool noting) noexcept {
    const std::int64_t begin = perth::hal::now();
    for (unsigned i = 0; i < rounds; ++i) {
        asm volatile("");
        if (noting) perth::detail::trace(perth::detail::TraceKind::ready, i);
    }
    return perth::hal::now() - begin;
}

}  // namespace

int main() {
    const std::int64_t net = time_of(true) - time_of(false);
    const auto cost = static_cast<std::uint32_t>(net) * PERTH_TEST_A_MICROSECOND / rounds;
    perth::println("an event: {}, at most {}", cost, PERTH_TEST_MOST);
    perth::hal::exit(cost > 0 && cost <= PERTH_TEST_MOST ? 0 : 1);
}
