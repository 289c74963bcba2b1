// A 64-bit time from a hardware counter that rolls over.
#pragma once

#include <cstdint>

namespace perth {

/// Extends a 32-bit up-counter to 64 bits. It must be asked at least once in each 2^31 counts.
///
/// Interrupt: only if calls do not interrupt each other.
class WideCounter {
public:
    /// Returns the wide value that belongs to what the hardware shows now.
    std::int64_t extend(std::uint32_t count) noexcept {
        total_ += count - static_cast<std::uint32_t>(total_);
        return total_;
    }

private:
    std::int64_t total_ = 0;
};

}  // namespace perth
