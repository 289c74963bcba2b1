// A chip as the console over USB sees it: what would end a firmware is only noted, and its
// interrupts are another thread, which is locked out where a chip masks them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "perth/hal/types.hpp"

namespace perth::hal {

/// What the test sees and sets.
struct Chip {
    std::function<bool(std::uint8_t)> console_tap = {};  ///< without one nobody takes a byte
    std::function<std::int64_t()> now = [] { return 0; };
    std::vector<std::uint8_t> unique_id = {0xE6, 0x60, 0x58, 0x38};
    std::vector<std::string> ends;  ///< "bootloader", "restart"
};

inline Chip chip;
inline std::recursive_mutex interrupts;
/// Of a thread that polls: the other one, which is the interrupt, gets time on one processor, too.
inline thread_local bool lets_others_run = false;

class Critical {
public:
    Critical() { interrupts.lock(); }
    ~Critical() {
        interrupts.unlock();
        if (lets_others_run) std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    Critical(const Critical&) = delete;
    Critical& operator=(const Critical&) = delete;
};

inline std::int64_t now() noexcept { return chip.now(); }
inline std::size_t unique_id(std::span<std::uint8_t> id) noexcept {
    for (std::size_t i = 0; i < id.size() && i < chip.unique_id.size(); ++i) {
        id[i] = chip.unique_id[i];
    }
    return chip.unique_id.size();
}
inline void reset() noexcept { chip.ends.emplace_back("restart"); }
inline void reset_to_bootloader() noexcept { chip.ends.emplace_back("bootloader"); }

}  // namespace perth::hal
