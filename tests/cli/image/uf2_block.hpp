// A block of a UF2 file as tests put it together, right or wrong.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "cli/image/uf2.hpp"

namespace perth::cli {

struct Uf2Block {
    std::uint32_t address = 0x10000000;
    Bytes payload = Bytes(256, 0x11);
    std::uint32_t number = 0;
    std::uint32_t count = 1;
    std::uint32_t flags = 0x2000;
    std::uint32_t family = uf2_family_rp2040;
    Bytes behind = {};                       // the payload, from a multiple of 4 on
    Bytes last = {};                         // the end of the data
    std::optional<std::uint32_t> size = {};  // that it says, if it lies
    std::uint32_t end = 0x0AB16F30;

    [[nodiscard]] Bytes bytes() const {
        Bytes block;
        const auto says = size.value_or(static_cast<std::uint32_t>(payload.size()));
        for (const std::uint32_t word :
             {0x0A324655U, 0x9E5D5157U, flags, address, says, number, count, family}) {
            append_little_endian(block, word);
        }
        block.insert(block.end(), payload.begin(), payload.end());
        block.resize((block.size() + 3) / 4 * 4);
        block.insert(block.end(), behind.begin(), behind.end());
        block.resize(508);
        std::copy(last.begin(), last.end(), block.end() - static_cast<std::ptrdiff_t>(last.size()));
        append_little_endian(block, end);
        return block;
    }
};

inline Bytes uf2_file(const std::vector<Uf2Block>& blocks) {
    Bytes file;
    for (const Uf2Block& block : blocks) {
        const Bytes bytes = block.bytes();
        file.insert(file.end(), bytes.begin(), bytes.end());
    }
    return file;
}

}  // namespace perth::cli
