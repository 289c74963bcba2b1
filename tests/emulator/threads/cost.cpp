// What a switch costs. Run with -icount shift=0: an instruction takes a nanosecond.
#include <cstdint>

#include "perth/core/thread.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace {

using perth::Thread;
using perth::test::check;
using perth::test::figure;

constexpr std::int32_t yields = 10'000;
using Small = Thread<512>;

void yield_often() noexcept {
    for (std::int32_t i = 0; i < yields; ++i) perth::this_thread::yield();
}

Small threads[10];

std::int32_t instructions_a_switch(std::size_t count) {
    const std::int64_t before = perth::hal::now();
    for (std::size_t i = 0; i < count; ++i) threads[i].start(yield_often);
    for (std::size_t i = 0; i < count; ++i) threads[i].join();
    const std::int64_t nanoseconds = (perth::hal::now() - before) * 1000;
    return static_cast<std::int32_t>(nanoseconds / (yields * static_cast<std::int32_t>(count)));
}

}  // namespace

int main() {
    const std::int32_t two = instructions_a_switch(2);
    const std::int32_t ten = instructions_a_switch(10);
    figure("instructions a yield and switch, 2 threads:", two, "(FreeRTOS: 58)");
    figure("instructions a yield and switch, 10 threads:", ten, "(FreeRTOS: 59)");
    figure("bytes of RAM of a thread beside its stack:", sizeof(Small) - 512, "");
    const std::size_t used = 512 - threads[0].stack_left();
    figure("bytes of stack of a thread that yields:", static_cast<std::int32_t>(used), "");
    check("it used registers' room and a little more", used >= 64 && used < 160);
    check("a switch costs no more than PERTH_TEST_LIMIT", two <= PERTH_TEST_LIMIT);
    check("and the same among ten", ten <= two + 2);
    perth::test::finish();
}
