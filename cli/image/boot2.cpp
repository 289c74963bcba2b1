#include "cli/image/boot2.hpp"

namespace perth::cli {

std::uint32_t boot2_crc(BytesView code) noexcept {
    constexpr std::uint32_t polynomial = 0x04C11DB7;
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : code) {
        crc ^= std::uint32_t{byte} << 24;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc << 1) ^ ((crc & 0x80000000) != 0 ? polynomial : 0);
        }
    }
    return crc;
}

}  // namespace perth::cli
