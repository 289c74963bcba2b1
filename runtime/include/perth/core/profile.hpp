// How long coroutine functions keep the processor: counted by the scheduler at every turn, in
// programs that are built with "profile" (PERTH_PROFILE). In others nothing of it is compiled.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/core/promise.hpp"
#include "perth/hal/hal.hpp"

namespace perth::detail {

/// What is known of the tasks of one function.
struct ProfileEntry {
    const void* name = nullptr;    ///< an address in the function; null: any other
    std::uint32_t turns = 0;       ///< 0: free
    std::uint32_t last_turn = 0;   ///< the number of its last turn among all turns
    std::uint64_t total_us = 0;    ///< of all its turns
    std::uint32_t longest_us = 0;  ///< of one turn
    std::uint32_t late_us = 0;     ///< at most, from the end of a sleep to the turn
};

/// The table. The scheduler's thread writes it, within a turn, and everybody else reads it there or
/// between two turns.
class Profile {
public:
    static constexpr std::size_t most_names = 16;

    /// Counts only tasks that `scheduler` creates from now on.
    void count_only(const Scheduler& scheduler) noexcept;
    /// Counts all tasks of all schedulers.
    void count_all() noexcept { scheduler_ = nullptr; }
    void reset() noexcept {
        entries_ = {};
        turns_ = 0;
    }
    /// The functions in the order of their first turns, and last what found no room.
    [[nodiscard]] std::span<const ProfileEntry> entries() const noexcept { return entries_; }
    /// Returns what is counted for a task, whose block this is; null if it is not.
    [[nodiscard]] ProfileEntry* find(FrameHeader& task) noexcept;

    /// Returns where a turn of `node` that begins at `now` is to be counted; null: nowhere.
    [[nodiscard]] ProfileEntry* begin(Node& node, std::int64_t now) noexcept;
    void end(ProfileEntry& entry, std::uint32_t us) noexcept;

private:
    std::array<ProfileEntry, most_names + 1> entries_{};
    std::uint32_t turns_ = 0;
    const Scheduler* scheduler_ = nullptr;
    std::uint16_t before_ = 0;
};

#ifdef PERTH_PROFILE

extern constinit Profile profile;

/// A turn, from its begin to its end.
class ProfiledTurn {
public:
    explicit ProfiledTurn(Node& node) noexcept
        : begin_(hal::now()), entry_(profile.begin(node, begin_)) {}
    ~ProfiledTurn() {
        const std::int64_t us = hal::now() - begin_;
        if (entry_ != nullptr) profile.end(*entry_, static_cast<std::uint32_t>(us));
    }
    ProfiledTurn(const ProfiledTurn&) = delete;
    ProfiledTurn& operator=(const ProfiledTurn&) = delete;

private:
    std::int64_t begin_;
    ProfileEntry* entry_;
};

/// Says that a node whose sleep has ended is ready; its `due` tells how late its turn comes. Lines
/// of tasks need `prev`, the ready queue does not.
inline void mark_timed(Node& node) noexcept { node.prev = nullptr; }
inline void mark_untimed(Node& node) noexcept { node.prev = &node; }

#else

struct ProfiledTurn {
    explicit constexpr ProfiledTurn(Node&) noexcept {}
};
constexpr void mark_timed(Node&) noexcept {}
constexpr void mark_untimed(Node&) noexcept {}

#endif

}  // namespace perth::detail
