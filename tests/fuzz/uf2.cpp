// Any bytes as a UF2 file; as the blocks of one, whose marks are right; what is read and written
// again is read the same where the image gives bytes.
#include "cli/image/uf2.hpp"

#include "cli/image/formats.hpp"
#include "tests/fuzz/image.hpp"

namespace {

using namespace perth::cli;

void put(Bytes& file, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) file[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
}

/// Most random bytes fail at the marks: with these they come further.
Bytes with_marks(const std::uint8_t* data, std::size_t size) {
    Bytes file(data, data + size);
    file.resize((size + 511) / 512 * 512);
    for (std::size_t block = 0; block < file.size(); block += 512) {
        put(file, block, 0x0A324655);
        put(file, block + 4, 0x9E5D5157);
        put(file, block + 508, 0x0AB16F30);
    }
    return file;
}

void try_file(const Bytes& file, const ImageFor& wanted) {
    try {
        const Image image = parse_uf2(file, "file", wanted);
        fuzz::require_sound(image);
        std::size_t sectors = 0;
        for (const Segment& one : image.segments) sectors += one.bytes.size() / 4096 + 2;
        if (sectors > 1000) return;
        const Image again = parse_uf2(write_uf2(image, 7), "file", {.uf2_family = 7});
        fuzz::require(again.warnings.empty() && again.uf2_family == 7);
        fuzz::require(again.size() >= image.size());
    } catch (const Error& error) {
        fuzz::require_sound(error);
        fuzz::require(error.parts().fault == Fault::bad_input);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const ImageFor& wanted : {ImageFor{}, ImageFor{.uf2_family = uf2_family_rp2040}}) {
        try_file({data, data + size}, wanted);
        try_file(with_marks(data, size), wanted);
    }
    return 0;
}
