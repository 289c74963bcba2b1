// A ByteRing that is used like a flag: what is set is that it has a byte. The bytes are numbered.
#pragma once

#include "perth/sync/byte_ring.hpp"

namespace perth::test {

class Flag {
public:
    void set() noexcept {
        const std::uint32_t before = hal::cortex_m::mask();  // one writer at a time
        if (bytes_.write(written_)) ++written_;
        hal::cortex_m::unmask(before);
    }
    [[nodiscard]] Task<> wait() noexcept {
        std::uint8_t byte = 0;
        (void)co_await bytes_.read_some(std::span(&byte, 1));
        if (byte != read_++) ++spoilt;
    }

private:
    ByteRing<1> bytes_;
    std::uint8_t written_ = 0;
    std::uint8_t read_ = 0;
};

}  // namespace perth::test
