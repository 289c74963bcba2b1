// The code of a mover, in front of which its file has said what is its family's: BareFlash, in
// perth::hal, has
//
//     UpdateLayout layout()
//     std::uint32_t sector_size(address)
//     bool erase(address)
//     bool write(to, words, bytes)
//     bool has_vector_table        whether the core finds its vectors where it is told to
//     bool is_known                whether this board's flash is as the above says
//
// Included once. The functions are hal::update's, too, which the agent calls, so that it brings no
// code of its own for the flash: as the mover's they are there anyway. They belong to this
// program's build; that the mover on the board is the same, the tool makes sure before it replaces
// the rest.
#pragma once

namespace perth::hal {
namespace {

/// For WaitingUpdate.
struct MoverFlash : BareFlash {
    static constexpr auto sector_size = update::sector_size;
    static constexpr auto is_replaceable = update::is_replaceable;
    static constexpr auto is_sector = update::is_sector;
    static constexpr auto is_promisable = update::is_promisable;
    static constexpr auto is_whole = update::is_whole;
    static constexpr auto crc = update::crc;
    static constexpr auto erase = perth_mover_erase;

    [[gnu::always_inline]] static std::uint32_t word(std::uint32_t address) noexcept {
        return *cortex_m::words_at(address);
    }
    [[gnu::always_inline]] static bool copy(std::uint32_t to, std::uint32_t from,
                                            std::uint32_t bytes) noexcept {
        return perth_mover_write(to, cortex_m::words_at(from), bytes);
    }
    [[gnu::always_inline]] static bool finish(std::uint32_t to, std::uint32_t word) noexcept {
        return perth_mover_write(to, &word, sizeof word);
    }
};

}  // namespace

PERTH_MOVER std::uint32_t update::sector_size(std::uint32_t address) noexcept {
    return BareFlash::sector_size(address);
}

PERTH_MOVER bool update::is_replaceable(std::uint32_t address, std::uint32_t bytes) noexcept {
    return BareFlash::layout().replaceable(address, bytes);
}

PERTH_MOVER bool update::contains(std::uint32_t address, std::uint32_t bytes) noexcept {
    return BareFlash::layout().contains(address, bytes);
}

PERTH_MOVER bool update::is_sector(std::uint32_t address) noexcept {
    MoverFlash flash;
    return WaitingUpdate(flash).is_sector(address);
}

PERTH_MOVER bool update::is_promisable(std::uint32_t begin, std::uint32_t end) noexcept {
    return BareFlash::layout().is_promisable(begin, end);
}

PERTH_MOVER bool update::is_whole(std::uint32_t begin, std::uint32_t end, std::uint32_t crc,
                                  std::uint32_t count) noexcept {
    MoverFlash flash;
    return WaitingUpdate(flash).is_whole(begin, end, crc, count);
}

PERTH_MOVER std::uint32_t update::crc(std::uint32_t begin, std::uint32_t end,
                                      std::uint32_t count) noexcept {
    MoverFlash flash;
    return WaitingUpdate(flash).crc(begin, end, count);
}

}  // namespace perth::hal

extern "C" {

PERTH_MOVER bool perth_mover_erase(std::uint32_t address) noexcept {
    namespace hal = perth::hal;
    if (!hal::BareFlash::erase(address)) return false;
    const std::uint32_t end = address + hal::update::sector_size(address);
    for (; address != end; address += 4) {
        if (*hal::cortex_m::words_at(address) != ~0U) return false;
    }
    return true;
}

PERTH_MOVER bool perth_mover_write(std::uint32_t to, const volatile std::uint32_t* words,
                                   std::uint32_t bytes) noexcept {
    namespace hal = perth::hal;
    if (!hal::BareFlash::write(to, words, bytes)) return false;
    // Bits that were 0 before stay 0: writing clears only.
    for (std::uint32_t i = 0; i < bytes / 4; ++i) {
        if ((hal::cortex_m::words_at(to)[i] & ~words[i]) != 0) return false;
    }
    return true;
}

PERTH_MOVER void perth_mover() {
    namespace hal = perth::hal;
    hal::MoverFlash flash;
    const hal::WaitingUpdate update(flash);
    if constexpr (hal::BareFlash::is_known) {
        if (update.is_due()) update.apply();
    }
    if constexpr (hal::BareFlash::has_vector_table) {
        hal::cortex_m::scb().vector_table = flash.layout().fixed;
    }
    hal::cortex_m::start_program(flash.layout().fixed);
}

}  // extern "C"
