#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/image/intel_hex.hpp"
#include "cli/image/text_records.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t line_size = 16;  // bytes
constexpr std::size_t bank_size = 0x10000;

// Record types.
constexpr std::uint8_t data = 0;
constexpr std::uint8_t end = 1;
constexpr std::uint8_t linear_base = 4;
constexpr std::uint8_t entry = 5;

void append_record(std::string& text, std::uint8_t type, std::uint16_t offset, BytesView bytes) {
    Bytes record = {static_cast<std::uint8_t>(bytes.size())};
    append_big_endian(record, offset);
    record.push_back(type);
    record.insert(record.end(), bytes.begin(), bytes.end());
    record.push_back(static_cast<std::uint8_t>(-sum_of(record)));
    text += ':';
    for (const std::uint8_t byte : record) fmt::format_to(std::back_inserter(text), "{:02X}", byte);
    text += '\n';
}

template <typename T>
void append_number(std::string& text, std::uint8_t type, T value) {
    Bytes bytes;
    append_big_endian(bytes, value);
    append_record(text, type, 0, bytes);
}

}  // namespace

std::string write_intel_hex(const Image& image) {
    std::string text;
    std::uint32_t bank = 0;
    for (const Segment& segment : image.segments) {
        for (std::size_t done = 0; done < segment.bytes.size();) {
            const auto address = static_cast<std::uint32_t>(segment.address + done);
            if (address / bank_size != bank || text.empty()) {
                bank = address / bank_size;
                append_number(text, linear_base, static_cast<std::uint16_t>(bank));
            }
            const std::size_t size =
                std::min({line_size, segment.bytes.size() - done, bank_size - address % bank_size});
            append_record(text, data, static_cast<std::uint16_t>(address),
                          BytesView(segment.bytes).subspan(done, size));
            done += size;
        }
    }
    if (image.entry) append_number(text, entry, *image.entry);
    append_record(text, end, 0, {});
    return text;
}

}  // namespace perth::cli
