// The ends of a program, each with its exit code and what it leaves on the console.
#include "behaviour.hpp"
#include "perth/base/panic.hpp"
#include "perth/hal/attention.hpp"
#include "perth/hal/pin.hpp"

namespace perth::contract {
namespace {

const Behaviour exits_well("exit", [] { hal::exit(0); });
const Behaviour exits_with_a_code("exit_with_7", [] { hal::exit(7); });
const Behaviour panics("panic", [] { panic("the contract asks for it", 7, 9); });
const Behaviour has_one_owner("owners", [] {
    const hal::Output<Free> led;
    test::print("one\n");
    const hal::Output<Free> another;
    test::print("two\n");
});

// For the measure of the processor's time: two seconds, an interrupt in 50 ms.
const Behaviour idles("idle", [] {
    Attention attention;
    const std::int64_t end = hal::now() + 2'000'000;
    while (hal::now() < end) {
        hal::set_alarm(hal::now() + 50'000, attention);
        while (!attention.any()) {
            const hal::Critical guard;
            if (!attention.any()) hal::idle();
        }
        Attention::take(attention.alarm);
    }
});

}  // namespace
}  // namespace perth::contract
