// A check of the context: what only tasks may do panics in an interrupt, in builds for debugging.
#pragma once

#include "perth/base/panic.hpp"
#include "perth/hal/hal.hpp"

namespace perth::detail {

/// To be called by what is not allowed in interrupts. Does nothing, and costs nothing, unless
/// PERTH_DEBUG is defined, as it is for `"optimize": "debug"`.
inline void check_in_task() noexcept {
#ifdef PERTH_DEBUG
    if (hal::in_interrupt()) panic(Panic::in_interrupt);
#endif
}

}  // namespace perth::detail
