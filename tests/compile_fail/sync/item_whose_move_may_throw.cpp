// expect: static assertion failed
// expect: std::is_nothrow_move_constructible_v<Reading>
#include <perth/perth.hpp>
#include <perth/sync/queue.hpp>

struct Reading {
    Reading() noexcept {}
#ifdef PERTH_CONTROL
    Reading(Reading&&) noexcept {}
#else
    Reading(Reading&&) {}
#endif
};

perth::Queue<Reading, 4> readings;
