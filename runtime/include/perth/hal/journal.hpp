// How an update waits in the flash, and how it is put into place.
//
//     start        fixed           program …                area         copies …               end
//     ├── mover ───┼── sectors that an update replaces ─────┼─ journal ──┼── one place for each ──┤
//
// A new program is written beside the running one: the upper half of the flash, the area, has a
// journal and a copy of each sector that changes, each in a place of its own. When all is there, a
// commit record is written and the chip resets. The mover, which begins the flash and is never
// written itself, runs first after every reset: if there is a commit, and the program would be the
// promised one with the copies in place, it copies them, and notes that it is done. Copying again
// does no harm, so wherever the power is cut, either the old program runs, or the mover goes on at
// the next reset.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"

namespace perth::hal {

/// Where an update's parts are; addresses. All is inlined: the mover must call nothing that an
/// update replaces.
struct UpdateLayout {
    std::uint32_t start;  ///< of the flash
    std::uint32_t fixed;  ///< the first that an update may replace; what is before has the mover
    std::uint32_t area;   ///< the first that no program of this board that takes updates reaches
    std::uint32_t end;    ///< of the flash

    static constexpr std::uint32_t journal_size = 4096;
    static constexpr std::uint32_t record_room = 256;  ///< the longest unit of any chip's flash
    /// Sectors that the journal can name.
    static constexpr std::uint32_t entries = (journal_size - 2 * record_room) / 4;

    [[nodiscard, gnu::always_inline]] constexpr std::uint32_t entry(
        std::uint32_t index) const noexcept {
        return area + 4 * index;
    }
    [[nodiscard, gnu::always_inline]] constexpr std::uint32_t commit() const noexcept {
        return area + journal_size - 2 * record_room;
    }
    [[nodiscard, gnu::always_inline]] constexpr std::uint32_t done() const noexcept {
        return area + journal_size - record_room;
    }
    /// Returns where the copy of what goes to `address` waits.
    [[nodiscard, gnu::always_inline]] constexpr std::uint32_t copy_of(
        std::uint32_t address) const noexcept {
        return area + journal_size + (address - fixed);
    }
    /// Returns how many bytes from `fixed` on have a place for their copies.
    [[nodiscard, gnu::always_inline]] constexpr std::uint32_t room() const noexcept {
        const std::uint32_t copies = end - area - journal_size;
        return copies < area - fixed ? copies : area - fixed;
    }
    /// Returns whether these bytes may be replaced. Without sums: the flash may end where the
    /// addresses do.
    [[nodiscard, gnu::always_inline]] constexpr bool replaceable(
        std::uint32_t address, std::uint32_t size) const noexcept {
        return address - fixed <= room() && size <= room() - (address - fixed);
    }
    /// Returns whether these bytes are in the flash.
    [[nodiscard, gnu::always_inline]] constexpr bool contains(std::uint32_t address,
                                                              std::uint32_t size) const noexcept {
        return address - start <= end - start && size <= end - address;
    }
    /// Returns whether a commit may promise the CRC of [first, last).
    [[nodiscard, gnu::always_inline]] constexpr bool is_promisable(
        std::uint32_t first, std::uint32_t last) const noexcept {
        return first >= start && first <= last && last <= area && (first | last) % 4 == 0;
    }
};

/// What is written when an update is complete.
struct UpdateCommit {
    static constexpr std::uint32_t valid = 0x5045'5550;  // "PUEP" in memory
    static constexpr std::uint32_t finished = 0x454E'4F44;

    std::uint32_t magic;
    std::uint32_t begin;  ///< what the CRC covers: multiples of 4
    std::uint32_t end;
    std::uint32_t crc;
    std::uint32_t count;  ///< of sectors in the journal
};

/// CRC-32 as zlib's, word by word, the lowest byte first. Starts at ~0; the complement is the CRC.
[[gnu::always_inline]] inline std::uint32_t crc32_of(std::uint32_t crc,
                                                     std::uint32_t word) noexcept {
    crc ^= word;
    for (unsigned bit = 0; bit < 32; ++bit) {
        const std::uint32_t polynomial = 0xEDB8'8320;
        crc = (crc >> 1) ^ (polynomial & (0U - (crc & 1)));
    }
    return crc;
}

/// The update that waits in a flash. `F` has
///
///     static constexpr or function: UpdateLayout layout()
///     std::uint32_t word(address)             what is there
///     std::uint32_t sector_size(address)      a power of two; the sector is at a multiple of it
///     bool erase(address)                     a sector, by its first address
///     bool copy(to, from, size)               from flash to erased flash
///     bool finish(address, word)              writes one word
///     bool is_replaceable(address, size)      as UpdateLayout's
///     bool is_promisable(begin, end)
///     bool is_sector(address)                 as these here: they may be functions of their own,
///     bool is_whole(begin, end, crc, count)   which others call, too
///     std::uint32_t crc(begin, end, count)
///
/// Everything is inlined, and there are no constants in memory: the mover has nothing but its own
/// sector. Time: bounded by the sizes of the flash.
template <typename F>
class WaitingUpdate {
public:
    explicit constexpr WaitingUpdate(F& flash) noexcept : flash_(flash) {}

    /// Returns whether the first `count` entries are sectors that may be replaced.
    [[nodiscard, gnu::always_inline]] bool are_sectors(std::uint32_t count) const noexcept {
        if (count > UpdateLayout::entries) return false;
        for (std::uint32_t i = 0; i < count; ++i) {
            if (!flash_.is_sector(flash_.word(flash_.layout().entry(i)))) return false;
        }
        return true;
    }
    /// Returns whether one that may be replaced begins there.
    [[nodiscard, gnu::always_inline]] bool is_sector(std::uint32_t address) const noexcept {
        if (!flash_.is_replaceable(address, 4)) return false;
        const std::uint32_t size = flash_.sector_size(address);
        return ((address - flash_.layout().start) & (size - 1)) == 0 &&
               flash_.is_replaceable(address, size);
    }
    [[nodiscard, gnu::always_inline]] bool is_done() const noexcept {
        return flash_.word(flash_.layout().done()) == UpdateCommit::finished;
    }
    /// Returns the CRC of [begin, end) as it would be with `count` entries' copies in place. They
    /// are sectors.
    [[nodiscard, gnu::always_inline]] std::uint32_t crc(std::uint32_t begin, std::uint32_t end,
                                                        std::uint32_t count) const noexcept {
        const UpdateLayout it = flash_.layout();
        std::uint32_t crc = ~0U;
        while (begin < end) {
            const std::uint32_t size = flash_.sector_size(begin);
            const std::uint32_t inside = (begin - it.start) & (size - 1);
            std::uint32_t from = begin;
            if (is_entered(begin - inside, count)) from = it.copy_of(begin);
            const std::uint32_t left = size - inside;
            const std::uint32_t stop = end - begin < left ? end : begin + left;
            for (; begin < stop; begin += 4, from += 4) crc = crc32_of(crc, flash_.word(from));
        }
        return ~crc;
    }
    /// Returns whether a commit can be meant: it names what may be replaced, and the program would
    /// be what is promised.
    [[nodiscard, gnu::always_inline]] bool is_whole(std::uint32_t begin, std::uint32_t end,
                                                    std::uint32_t crc,
                                                    std::uint32_t count) const noexcept {
        return flash_.is_promisable(begin, end) && are_sectors(count) &&
               flash_.crc(begin, end, count) == crc;
    }
    /// Returns whether to copy: committed, not done.
    [[nodiscard, gnu::always_inline]] bool is_due() const noexcept {
        return committed(0) == UpdateCommit::valid && !is_done() &&
               flash_.is_whole(committed(1), committed(2), committed(3), committed(4));
    }
    /// Puts the copies into place. Sectors that are there already are left alone, so a watchdog
    /// that interrupts it again and again does not keep it from its end.
    [[gnu::always_inline]] void apply() const noexcept {
        const std::uint32_t count = committed(4);
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t to = flash_.word(flash_.layout().entry(i));
            const std::uint32_t from = flash_.layout().copy_of(to);
            const std::uint32_t size = flash_.sector_size(to);
            unsigned attempts = 3;
            while (!is_same(to, from, size)) {
                if (attempts-- == 0) return;  // not done: the next reset tries again
                if (flash_.erase(to)) (void)flash_.copy(to, from, size);
            }
        }
        (void)flash_.finish(flash_.layout().done(), UpdateCommit::finished);
    }

private:
    [[gnu::always_inline]] std::uint32_t committed(std::uint32_t index) const noexcept {
        return flash_.word(flash_.layout().commit() + 4 * index);
    }
    [[gnu::always_inline]] bool is_entered(std::uint32_t address,
                                           std::uint32_t count) const noexcept {
        for (std::uint32_t i = 0; i < count; ++i) {
            if (flash_.word(flash_.layout().entry(i)) == address) return true;
        }
        return false;
    }
    [[gnu::always_inline]] bool is_same(std::uint32_t a, std::uint32_t b,
                                        std::uint32_t size) const noexcept {
        for (std::uint32_t i = 0; i < size; i += 4) {
            if (flash_.word(a + i) != flash_.word(b + i)) return false;
        }
        return true;
    }

    F& flash_;
};

}  // namespace perth::hal
