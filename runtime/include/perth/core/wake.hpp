// Why a wait has ended.
#pragma once

#include <cstdint>

#include "perth/core/time.hpp"

namespace perth {

/// What ended a wait.
enum class Cause : std::uint8_t {
    round_robin,  ///< it was its turn
    interrupt,    ///< interrupts: see Wake::interrupts
    poll,         ///< a poller's event: see Wake::value
    timeout,      ///< the time was over: see Wake::late
};

/// What usched's waits give.
struct Wake {
    std::uint32_t interrupts = 0;      ///< since the last wait
    std::int32_t value = 0;            ///< what the poller's function gave
    Duration late = Duration::zero();  ///< behind the time that was asked for
    Cause cause = Cause::round_robin;
};

}  // namespace perth
