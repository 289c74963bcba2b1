// The ring of a trace: the newest events, and how many there were.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/hal/trace.hpp"

namespace perth::detail {

/// Eight bytes an event.
struct TraceEntry {
    std::uint32_t time;  ///< microseconds, the low 32 bits; of `named`, an address
    std::uint32_t what;  ///< the kind from bit 26 on, and below it the value

    static constexpr unsigned kind_shift = 26;
    static constexpr std::uint32_t value_mask = (1U << kind_shift) - 1;

    [[nodiscard]] static constexpr TraceEntry of(std::uint32_t time, TraceKind kind,
                                                 std::uint32_t value) noexcept {
        return {time, static_cast<std::uint32_t>(kind) << kind_shift | (value & value_mask)};
    }
    [[nodiscard]] constexpr TraceKind kind() const noexcept {
        return static_cast<TraceKind>(what >> kind_shift);
    }
};

/// Keeps the last `Entries` - 1 events: the place of the oldest is the next one's.
///
/// Events are numbered from 0 and the number wraps at 2^32. All of it is called with interrupts
/// masked.
template <std::size_t Entries>
class TraceRing {
    static_assert(Entries >= 4 && (Entries & (Entries - 1)) == 0, "a power of two");

public:
    static constexpr std::uint32_t most = Entries - 1;
    /// Whole interrupts have so many bits for their time.
    static constexpr std::uint32_t longest_whole = (1U << 17) - 1;

    void push(TraceEntry entry) noexcept {
        entries_[written_++ & most] = entry;
        if (held_ != most) ++held_;
    }
    /// Returns the number of the next event.
    [[nodiscard]] std::uint32_t written() const noexcept { return written_; }
    /// Returns how many there are.
    [[nodiscard]] std::uint32_t held() const noexcept { return held_; }
    /// Returns the number of the oldest that there is.
    [[nodiscard]] std::uint32_t first() const noexcept { return written_ - held_; }
    /// Forgets all; numbers go on.
    void clear() noexcept { held_ = 0; }

    /// The processor is about to sleep. Where it was woken by nothing but quiet interrupts, the
    /// sleep before simply goes on.
    void sleep(std::uint32_t time) noexcept {
        if (held_ != 0 && quiet_ == written_ && last().kind() == TraceKind::awake) {
            drop_last();
            quiet_ = written_ - 1;  // of no use any more
        } else {
            push(TraceEntry::of(time, TraceKind::sleep, 0));
        }
    }

    /// An interrupt ends; `begun` was written() after its begin was pushed. If nothing came since,
    /// a quiet one leaves nothing behind, and any other one event.
    void end_interrupt(std::uint32_t begun, std::uint32_t time, std::uint32_t number,
                       bool quiet) noexcept {
        const bool is_alone = written_ == begun && held_ != 0;
        if (is_alone && quiet) {
            drop_last();
            quiet_ = written_;
            return;
        }
        const std::uint32_t duration = is_alone ? time - last().time : longest_whole + 1;
        if (duration > longest_whole) {
            return push(TraceEntry::of(time, TraceKind::interrupt_end, number));
        }
        last() = TraceEntry::of(last().time, TraceKind::whole_interrupt, number << 17 | duration);
    }

    /// Copies events from the one of this number on, or from the oldest if that is gone. Returns
    /// how many, and in `from` the number of the first.
    [[nodiscard]] std::size_t copy(std::uint32_t& from, std::span<TraceEntry> into) const noexcept {
        const std::uint32_t ahead = written_ - from;
        if (ahead > held_) from = first();
        const std::size_t count = std::min<std::size_t>(written_ - from, into.size());
        for (std::size_t i = 0; i < count; ++i) into[i] = entries_[(from + i) & most];
        return count;
    }

private:
    [[nodiscard]] TraceEntry& last() noexcept { return entries_[(written_ - 1) & most]; }
    void drop_last() noexcept {
        --written_;
        --held_;
    }

    std::array<TraceEntry, Entries> entries_{};
    std::uint32_t written_ = 0;
    std::uint32_t held_ = 0;
    std::uint32_t quiet_ = ~std::uint32_t{0};  ///< written() when a quiet interrupt was dropped
};

}  // namespace perth::detail
