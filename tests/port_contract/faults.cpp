// What a broken program leaves: a dump, and exit code 1.
#include "behaviour.hpp"

namespace perth::contract {
namespace {

const Behaviour undefined("undefined", [] { asm volatile("udf #0"); });

[[gnu::noinline]] unsigned deeper(unsigned depth) {
    volatile unsigned frame[16];
    frame[0] = depth;
    if (depth == ~0U) return 0;
    return deeper(depth + 1) + frame[0];  // not the last thing it does
}
const Behaviour overflow("stack", [] { hal::exit(deeper(0) == 0 ? 2 : 3); });

}  // namespace
}  // namespace perth::contract
