#include "cli/image/dfu_suffix.hpp"

#include <array>

#include "cli/support/crc32.hpp"

namespace perth::cli {
namespace {

constexpr std::array<std::uint8_t, 3> signature = {'U', 'F', 'D'};

}  // namespace

bool has_dfu_signature(BytesView file) {
    if (file.size() < DfuSuffix::min_size) return false;
    const BytesView found = file.last(8).first(signature.size());
    return std::equal(found.begin(), found.end(), signature.begin());
}

std::uint32_t dfu_crc(BytesView file) {
    const BytesView covered = file.first(file.size() - 4);
    // The suffix's CRC lacks the inversion at the end.
    return ~crc32_of(covered);
}

std::optional<DfuSuffix> read_dfu_suffix(BytesView file) {
    if (!has_dfu_signature(file)) return std::nullopt;
    const BytesView fields = file.last(DfuSuffix::min_size);
    const std::size_t size = fields[11];
    if (size < DfuSuffix::min_size || size > file.size()) return std::nullopt;
    if (little_endian<std::uint32_t>(fields, 12) != dfu_crc(file)) return std::nullopt;
    return DfuSuffix{.target = {.vid = little_endian<std::uint16_t>(fields, 4),
                                .pid = little_endian<std::uint16_t>(fields, 2),
                                .bcd_device = little_endian<std::uint16_t>(fields, 0)},
                     .version = little_endian<std::uint16_t>(fields, 6),
                     .size = size};
}

void append_dfu_suffix(Bytes& file, const DfuTarget& target, std::uint16_t version) {
    append_little_endian(file, target.bcd_device);
    append_little_endian(file, target.pid);
    append_little_endian(file, target.vid);
    append_little_endian(file, version);
    file.insert(file.end(), signature.begin(), signature.end());
    file.push_back(DfuSuffix::min_size);
    append_little_endian(file, std::uint32_t{0});
    const std::uint32_t crc = dfu_crc(file);
    file.resize(file.size() - 4);
    append_little_endian(file, crc);
}

}  // namespace perth::cli
