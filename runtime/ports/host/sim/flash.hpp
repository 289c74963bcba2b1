// The content of the simulated flash, and what a cut of the power does to it.
#pragma once

#include <cstdint>
#include <span>

namespace perth::sim {

/// Returns the bytes of flash::Internal from its start on; for both sides. All are 0xFF after
/// Board::restart().
[[nodiscard]] std::span<std::uint8_t> flash() noexcept;

/// Returns how many operations were done since Board::restart(): each erase and each unit written
/// is one.
[[nodiscard]] unsigned flash_operations() noexcept;

/// Cuts the power in the operation after the next `operations`. That one is half done: of a sector
/// the first half is erased, of a unit the first half is written. What comes then has no effect and
/// ends by Errc::timeout, until restore_power(): so a test goes on as the firmware does after a
/// restart, with new objects.
///
///     for (unsigned cut = 0; cut < operations_of_a_save; ++cut) {
///         sim::cut_power_after(cut);
///         (void)store.save(2);
///         sim::restore_power();
///         EXPECT_THAT(Store().load(), AnyOf(1, 2)) << "cut after " << cut;
///     }
void cut_power_after(unsigned operations) noexcept;
void restore_power() noexcept;
[[nodiscard]] bool power_is_cut() noexcept;

}  // namespace perth::sim
