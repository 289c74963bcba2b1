#include "cli/image/md5.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace perth::cli {
namespace {

constexpr std::size_t block_size = 64;

using State = std::array<std::uint32_t, 4>;

// Source: RFC 1321, "Step 4. Process Message in 16-Word Blocks".
constexpr std::array<std::array<int, 4>, 4> shifts = {
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

/// T[i] = 4294967296 × |sin(i + 1)|, its integer part.
std::array<std::uint32_t, 64> sines() {
    std::array<std::uint32_t, 64> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        table[i] = static_cast<std::uint32_t>(
            std::floor(4294967296.0 * std::fabs(std::sin(static_cast<double>(i + 1)))));
    }
    return table;
}

/// What a round makes of three words, and which word of the block its step takes.
struct Step {
    std::uint32_t mixed = 0;
    std::size_t word = 0;
};

Step step(std::size_t i, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    switch (i / 16) {
        case 0:
            return {(b & c) | (~b & d), i};
        case 1:
            return {(b & d) | (c & ~d), (5 * i + 1) % 16};
        case 2:
            return {b ^ c ^ d, (3 * i + 5) % 16};
        default:
            return {c ^ (b | ~d), 7 * i % 16};
    }
}

void add_block(State& state, BytesView block) {
    static const auto table = sines();
    auto [a, b, c, d] = state;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const Step now = step(i, b, c, d);
        const std::uint32_t sum =
            a + now.mixed + table[i] + little_endian<std::uint32_t>(block, 4 * now.word);
        a = d;
        d = c;
        c = b;
        b += std::rotl(sum, shifts[i / 16][i % 4]);
    }
    const State added = {a, b, c, d};
    for (std::size_t i = 0; i < state.size(); ++i) state[i] += added[i];
}

}  // namespace

Md5 md5(BytesView bytes) {
    State state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
    const std::size_t whole = bytes.size() / block_size * block_size;
    for (std::size_t at = 0; at < whole; at += block_size) {
        add_block(state, bytes.subspan(at, block_size));
    }
    const BytesView rest = bytes.subspan(whole);
    Bytes last(rest.begin(), rest.end());
    last.push_back(0x80);
    const std::size_t end = (last.size() + 8 + block_size - 1) / block_size * block_size;
    last.resize(end - 8);
    append_little_endian(last, std::uint64_t{bytes.size()} * 8);
    for (std::size_t at = 0; at < end; at += block_size) {
        add_block(state, BytesView(last).subspan(at, block_size));
    }
    Bytes sum;
    for (const std::uint32_t word : state) append_little_endian(sum, word);
    Md5 result{};
    std::copy(sum.begin(), sum.end(), result.begin());
    return result;
}

}  // namespace perth::cli
