// parse_memory_layout with any text: an Error, or sectors by address that do not overlap.
#include "cli/flash/dfuse_layout.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    try {
        const auto layout = parse_memory_layout(fuzz::text_of(data, size));
        fuzz::require(!layout.sectors.empty());
        std::uint64_t end = 0;
        for (const auto& sector : layout.sectors) {
            fuzz::require(sector.size > 0 && sector.address >= end);
            end = std::uint64_t{sector.address} + sector.size;
            fuzz::require(end <= std::uint64_t{1} << 32);
        }
    } catch (const Error& error) {
        fuzz::require_sound(error);
    }
    return 0;
}
