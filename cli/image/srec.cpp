// Motorola S-records. Source: Motorola M68000PM/AD, appendix C "S-Record Output Format".
#include <fmt/format.h>

#include <array>
#include <optional>

#include "cli/image/formats.hpp"
#include "cli/image/segments.hpp"
#include "cli/image/text_records.hpp"
#include "cli/support/counted.hpp"

namespace perth::cli {
namespace {

/// Bytes in the address field of S0 to S9; 0: no such record.
constexpr std::array<std::size_t, 10> address_bytes = {2, 2, 3, 4, 0, 2, 3, 4, 3, 2};

struct Record {
    std::size_t type = 0;
    std::uint32_t address = 0;
    Bytes data;

    [[nodiscard]] bool is_data() const noexcept { return type >= 1 && type <= 3; }
    [[nodiscard]] bool is_count() const noexcept { return type == 5 || type == 6; }
    [[nodiscard]] bool is_end() const noexcept { return type >= 7; }
};

std::size_t read_type(const RecordLines& lines) {
    const std::string_view line = lines.line();
    if (line.size() < 2 || line[0] != 'S' || line[1] < '0' || line[1] > '9') {
        lines.reject("the line does not begin with S0 to S9");
    }
    const auto type = static_cast<std::size_t>(line[1] - '0');
    if (address_bytes[type] == 0) lines.reject("there is no record type S4");
    return type;
}

Record read_record(const RecordLines& lines) {
    const std::size_t type = read_type(lines);
    const Bytes bytes = lines.digits(2);
    if (bytes.empty() || bytes.size() - 1 != bytes[0]) {
        lines.reject(bytes.empty() ? std::string("the record is cut off")
                                   : fmt::format("the record should have {} and has {}",
                                                 counted(bytes[0], "byte"), bytes.size() - 1));
    }
    const std::size_t width = address_bytes[type];
    if (bytes.size() < 1 + width + 1) lines.reject("the record is too short for its type");
    const auto right = static_cast<std::uint8_t>(~sum_of(BytesView(bytes).first(bytes.size() - 1)));
    if (bytes.back() != right) {
        lines.reject("the checksum is wrong",
                     fmt::format("it is {:02X} and should be {:02X}", bytes.back(), right));
    }
    Record record{.type = type, .address = 0, .data = {}};
    for (std::size_t i = 1; i <= width; ++i) record.address = record.address << 8 | bytes[i];
    record.data.assign(bytes.begin() + 1 + static_cast<std::ptrdiff_t>(width), bytes.end() - 1);
    return record;
}

/// What has been seen so far, for what must agree at the end.
struct Seen {
    std::size_t records = 0;    ///< of data
    std::size_t widest = 0;     ///< type of data record
    std::optional<Record> end;  ///< S7, S8 or S9
};

void check_count(const Record& record, const Seen& seen, const RecordLines& lines) {
    const std::size_t modulus = record.type == 5 ? 0x10000 : 0x1000000;
    if (record.address == seen.records % modulus) return;
    lines.reject(fmt::format("the file should have {} and has {}",
                             counted(record.address, "data record"), seen.records));
}

}  // namespace

bool is_srec(BytesView content) { return begins_with_record(content, 'S', "0123456789"); }

Image parse_srec(BytesView content, const std::string& name) {
    Image image{.format = Image::Format::srec};
    Segments segments(name, "line", Segments::Overlap::may_repeat);
    Seen seen;
    RecordLines lines(content, name);
    while (lines.next()) {
        const Record record = read_record(lines);
        if (record.is_data()) {
            if (seen.end) lines.reject(fmt::format("data after the S{} record", seen.end->type));
            segments.add(record.address, record.data, lines.number());
            ++seen.records;
            seen.widest = std::max(seen.widest, record.type);
        }
        if (record.is_count()) check_count(record, seen, lines);
        if (record.is_end()) seen.end = record;
    }
    if (!seen.end) {
        image.warnings.push_back(
            fmt::format("{} has no end record (S7, S8 or S9): it may be cut off", name));
    } else {
        if (seen.end->address != 0) image.entry = seen.end->address;
        if (seen.widest + seen.end->type != 10) {
            image.warnings.push_back(
                fmt::format("{} has S{} data and ends in S{}", name, seen.widest, seen.end->type));
        }
    }
    segments.move_to(image);
    return image;
}

}  // namespace perth::cli
