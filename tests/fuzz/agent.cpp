// The agent's answers to any sequence of requests: the program's own flash stays as it is, a reply
// is a whole packet with a valid map, and what an apply changes is what it may. Requests are bytes,
// or valid ones whose numbers are near to what matters.
#include "perth/diag/agent.hpp"

#include <algorithm>
#include <array>

#include "cli/agent/cbor.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/sync/model_flash.hpp"

// As the build's assets.S.
asm(".pushsection .data\n"
    ".balign 4\n"
    ".globl __perth_assets_start, __perth_assets_end\n"
    "__perth_assets_start: .space 1024\n"
    "__perth_assets_end:\n"
    ".popsection");
extern "C" {
extern std::uint8_t __perth_assets_start[];  // NOLINT
extern const char perth_agent_files;
}

namespace perth::fuzz {
namespace {

[[gnu::used]] const char* const linked = &perth_agent_files;

/// Packs one file, "a", of 900 bytes; see perth/io/assets.hpp.
void pack_assets() {
    constexpr std::uint32_t name = 40, content = 44, size = 900;
    const std::array<std::uint32_t, 11> words = {0x5453'4150, 1,       content + size, 1, 0,  name,
                                                 1,           content, size,           0, 'a'};
    std::uint32_t crc = ~0U;
    for (std::size_t i = 5; i < words.size(); ++i) crc = hal::crc32_of(crc, words[i]);
    for (std::size_t i = 0; i < 4 * words.size(); ++i) {
        const std::uint32_t word = i / 4 == 4 ? ~crc : words[i / 4];
        __perth_assets_start[i] = static_cast<std::uint8_t>(word >> i % 4 * 8);
    }
}

using cli::Bytes;
using cli::fuzz::require;

/// The input, byte by byte.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}
    [[nodiscard]] bool empty() const { return rest_.empty(); }
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const std::uint8_t value = rest_.front();
        rest_ = rest_.subspan(1);
        return value;
    }
    Bytes bytes(std::size_t size) {
        const auto some = rest_.first(std::min(size, rest_.size()));
        rest_ = rest_.subspan(some.size());
        return {some.begin(), some.end()};
    }

private:
    std::span<const std::uint8_t> rest_;
};

/// A small flash: each input begins with a new one.
test::FlashShape shape() { return {"small", {{32, 1024}}, 0x1000'0000, 4, 1024, 16 * 1024}; }

class Session {
public:
    Session() : flash_(shape()) {
        for (std::size_t i = 0; i < 8 * 1024; ++i) flash_.bytes()[i] = static_cast<std::uint8_t>(i);
    }

    void request(Input& input) {
        const std::uint8_t kind = input.byte();
        Bytes packet(8);
        packet[0] = kind & 7;
        const std::uint16_t group = (kind & 8) != 0 ? detail::agent_group_perth : kind >> 4;
        packet[4] = static_cast<std::uint8_t>(group >> 8);
        packet[5] = static_cast<std::uint8_t>(group);
        packet[7] = input.byte() % 64;
        const Bytes payload =
            (kind & 128) != 0 ? valid_map(input) : input.bytes(input.byte() % 200);
        packet.insert(packet.end(), payload.begin(), payload.end());
        ask(packet);
    }

private:
    std::uint32_t number(Input& input) {
        const hal::UpdateLayout it = flash_.layout();
        const std::array near = {
            0U,          it.start,       it.fixed,       it.area, it.end,
            it.commit(), it.area + 4096, 0xFFFF'FFFFU,   1024U,   it.start + 1024,
            64U,         it.done(),      it.start + 2048};
        const std::uint8_t choice = input.byte();
        const auto offset = static_cast<std::uint32_t>(static_cast<std::int8_t>(input.byte()));
        return near[choice % near.size()] + ((choice & 128) != 0 ? 4 * offset : 0);
    }

    Bytes valid_map(Input& input) {
        cli::CborMapWriter map;
        for (const char* key : {"a", "n", "c", "i", "b", "e"}) map.number(key, number(input));
        map.number("off", number(input) % 1000).text("name", "a");
        const std::uint32_t begin = number(input);
        const std::uint32_t end = number(input);
        const std::uint32_t count = input.byte() % 8;
        const hal::WaitingUpdate<test::ModelFlash> update(flash_);
        const hal::UpdateLayout it = flash_.layout();
        if (begin >= it.start && begin <= end && end <= it.area && (begin | end) % 4 == 0 &&
            update.are_sectors(count)) {  // the right one: what comes after it is to be seen, too
            map = {};
            map.number("b", begin).number("e", end).number("n", count);
            map.number("x", update.crc(begin, end, count));
        }
        return map.bytes("d", input.bytes(input.byte())).take();
    }

    void ask(const Bytes& packet) {
        const Bytes before(flash_.bytes().begin(), flash_.bytes().begin() + shape().area);
        std::array<std::uint8_t, detail::agent_packet> reply{};
        std::copy(packet.begin(), packet.end(), reply.begin());  // it is answered in its place
        void (*then)() noexcept = nullptr;
        const std::size_t size =
            detail::answer(std::span(reply).first(packet.size()), reply.size(), then);
        require(size <= reply.size());
        if (size != 0) {
            require(size > 8 && reply[2] * 256U + reply[3] == size - 8 && reply[7] == packet[7]);
            require(detail::CborMap(std::span(reply).subspan(8, size - 8)).valid());
        }
        require(std::equal(before.begin(), before.end(), flash_.bytes().begin()));
        if (then == nullptr || packet[7] != 5) return;
        flash_.restart();
        require(std::equal(before.begin(), before.begin() + shape().fixed, flash_.bytes().begin()));
        const std::size_t room = shape().fixed + flash_.layout().room();
        require(std::equal(before.begin() + static_cast<std::ptrdiff_t>(room), before.end(),
                           flash_.bytes().begin() + static_cast<std::ptrdiff_t>(room)));
    }

    test::ModelFlash flash_;
};

}  // namespace
}  // namespace perth::fuzz

namespace perth::app {
extern const char name[];
extern const char version[];
const char name[] = "fuzzed";
const char version[] = "1.0.0";
}  // namespace perth::app

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    perth::fuzz::pack_assets();
    perth::fuzz::Session session;
    perth::fuzz::Input input(data, size);
    for (unsigned i = 0; i < 64 && !input.empty(); ++i) session.request(input);
    return 0;
}
