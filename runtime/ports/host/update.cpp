// The simulated flash, as if its first sector held a mover.
#include <host.hpp>
#include <perth_port.hpp>

#include <array>

#include "perth/hal/update_flash.hpp"

namespace perth::hal {
namespace {

using flash::Internal;

constexpr UpdateFlash whole = {.layout = {.start = Internal::start,
                                          .fixed = Internal::start + Internal::sector_size,
                                          .area = Internal::start + Internal::size / 2,
                                          .end = Internal::start + Internal::size},
                               .write_unit = Internal::write_unit,
                               .board = "host"};

using WordBytes = std::array<std::uint8_t, 4>;

struct Readable {
    static UpdateLayout layout() noexcept { return whole.layout; }
    static std::uint32_t sector_size(std::uint32_t) noexcept { return Internal::sector_size; }
    static constexpr auto is_replaceable = update::is_replaceable;
    static constexpr auto is_promisable = update::is_promisable;
    static constexpr auto is_sector = update::is_sector;
    static constexpr auto crc = update::crc;
    static std::uint32_t word(std::uint32_t address) noexcept {
        WordBytes bytes;
        Internal::read(address, bytes);
        return static_cast<std::uint32_t>(bytes[3]) << 24 |
               static_cast<std::uint32_t>(bytes[2]) << 16 |
               static_cast<std::uint32_t>(bytes[1]) << 8 | bytes[0];
    }
};

Readable readable;

bool write_word(std::uint32_t address, std::uint32_t word) noexcept {
    WordBytes bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(word >> 8 * i);
    }
    return Internal::write(address, bytes) == Errc::none;
}

}  // namespace

const UpdateFlash& update_flash() noexcept { return whole; }

namespace update {

bool claim() noexcept { return Internal::claim(); }
void unclaim() noexcept { Internal::unclaim(); }
std::uint32_t program_end() noexcept { return Internal::program_end(); }
std::uint32_t sector_size(std::uint32_t address) noexcept { return Readable::sector_size(address); }
bool erase(std::uint32_t address) noexcept { return Internal::erase(address) == Errc::none; }
bool write(std::uint32_t to, const volatile std::uint32_t* words, std::uint32_t bytes) noexcept {
    bool done = true;
    for (std::uint32_t i = 0; i < bytes && done; i += 4) done = write_word(to + i, words[i / 4]);
    return done;
}
bool copy(std::uint32_t to, std::uint32_t from, std::uint32_t bytes) noexcept {
    bool done = true;
    for (std::uint32_t i = 0; i < bytes && done; i += 4) {
        done = write_word(to + i, Readable::word(from + i));
    }
    return done;
}
bool is_replaceable(std::uint32_t address, std::uint32_t bytes) noexcept {
    return whole.layout.replaceable(address, bytes);
}
bool contains(std::uint32_t address, std::uint32_t bytes) noexcept {
    return whole.layout.contains(address, bytes);
}
bool is_sector(std::uint32_t address) noexcept {
    return WaitingUpdate(readable).is_sector(address);
}
bool is_promisable(std::uint32_t begin, std::uint32_t end) noexcept {
    return whole.layout.is_promisable(begin, end);
}
bool is_whole(std::uint32_t begin, std::uint32_t end, std::uint32_t crc,
              std::uint32_t count) noexcept {
    return WaitingUpdate(readable).is_whole(begin, end, crc, count);
}
std::uint32_t crc(std::uint32_t begin, std::uint32_t end, std::uint32_t count) noexcept {
    return WaitingUpdate(readable).crc(begin, end, count);
}

}  // namespace update
}  // namespace perth::hal
