// Small types that ports and their users share.
#pragma once

#include <cstdint>
#include <limits>

namespace perth {

class Scheduler;
class Attention;

/// Which level means "on".
enum class active : bool { low, high };

namespace hal {

/// The `due` that means: no alarm.
inline constexpr std::int64_t no_alarm = std::numeric_limits<std::int64_t>::max();

/// A pad's pull resistor.
enum class Pull : std::uint8_t { none, up, down };

/// Which changes of a pad's level call its interrupt handler.
enum class Edge : std::uint8_t { rising, falling, both };

/// A function with its argument, for interrupt handlers. Empty if `function` is null.
struct Callback {
    void (*function)(void* argument) = nullptr;
    void* argument = nullptr;
    void operator()() const noexcept {
        if (function != nullptr) function(argument);
    }
};

}  // namespace hal
}  // namespace perth
