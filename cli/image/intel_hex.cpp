// Intel HEX. Source: Intel, "Hexadecimal Object File Format Specification", revision A.
#include <fmt/format.h>

#include <array>
#include <optional>

#include "cli/image/formats.hpp"
#include "cli/image/segments.hpp"
#include "cli/image/text_records.hpp"
#include "cli/support/counted.hpp"

namespace perth::cli {
namespace {

enum class Type : std::uint8_t { data, end, segment_base, segment_entry, linear_base, entry };

struct Record {
    std::uint16_t offset = 0;
    Type type = Type::data;
    Bytes data;
};

/// The bytes of data in a record of each type; -1: any number.
constexpr std::array<int, 6> lengths = {-1, 0, 2, 4, 2, 4};

void check_form(const RecordLines& lines, const Bytes& bytes) {
    if (bytes.size() < 5) lines.reject("the record is cut off");
    if (bytes.size() - 5 != bytes[0]) {
        lines.reject(fmt::format("the record should have {} and has {}", counted(bytes[0], "byte"),
                                 bytes.size() - 5));
    }
    if (sum_of(bytes) != 0) {
        const auto right = static_cast<std::uint8_t>(bytes.back() - sum_of(bytes));
        lines.reject("the checksum is wrong",
                     fmt::format("it is {:02X} and should be {:02X}", bytes.back(), right));
    }
    if (bytes[3] >= 0x0A && bytes[3] <= 0x0E) {
        lines.reject(fmt::format("record type {:02X} is not known", bytes[3]),
                     "it belongs to micro:bit's Universal Hex, which perth does not read");
    }
    if (bytes[3] >= lengths.size()) {
        lines.reject(fmt::format("record type {:02X} is not known", bytes[3]));
    }
    const int length = lengths[bytes[3]];
    if (length >= 0 && bytes[0] != length) {
        lines.reject(fmt::format("a record of type {:02X} has {}, this one {}", bytes[3],
                                 counted(static_cast<unsigned>(length), "byte"), bytes[0]));
    }
}

Record read_record(const RecordLines& lines) {
    if (lines.line().front() != ':') lines.reject("the line does not begin with ':'");
    const Bytes bytes = lines.digits(1);
    check_form(lines, bytes);
    return {.offset = big_endian<std::uint16_t>(bytes, 1),
            .type = static_cast<Type>(bytes[3]),
            .data = Bytes(bytes.begin() + 4, bytes.end() - 1)};
}

/// Knows the base that the last record of type 02 or 04 set.
class Reader {
public:
    explicit Reader(const std::string& name)
        : segments_(name, "line", Segments::Overlap::may_repeat) {}

    void take(const Record& record, std::size_t line) {
        switch (record.type) {
            case Type::data:
                add(record, line);
                break;
            case Type::segment_base:
                base_ = std::uint32_t{big_endian<std::uint16_t>(record.data)} << 4;
                wraps_ = true;
                break;
            case Type::linear_base:
                base_ = std::uint32_t{big_endian<std::uint16_t>(record.data)} << 16;
                wraps_ = false;
                break;
            case Type::segment_entry:  // CS:IP
                image_.entry = (std::uint32_t{big_endian<std::uint16_t>(record.data)} << 4) +
                               big_endian<std::uint16_t>(record.data, 2);
                break;
            case Type::entry:
                image_.entry = big_endian<std::uint32_t>(record.data);
                break;
            case Type::end:
                break;
        }
    }

    [[nodiscard]] Image finish() {
        segments_.move_to(image_);
        return std::move(image_);
    }

    void warn(std::string text) { image_.warnings.push_back(std::move(text)); }

private:
    /// Under a segment base the offset wraps within 64 KiB, under a linear one it runs on.
    void add(const Record& record, std::size_t line) {
        const BytesView data(record.data);
        const std::size_t room = 0x10000 - std::size_t{record.offset};
        const std::size_t first = wraps_ && data.size() > room ? room : data.size();
        segments_.add(base_ + record.offset, data.first(first), line);
        segments_.add(base_, data.subspan(first), line);
    }

    Image image_{.format = Image::Format::intel_hex};
    Segments segments_;
    std::uint32_t base_ = 0;
    bool wraps_ = false;
};

}  // namespace

bool is_intel_hex(BytesView content) {
    return begins_with_record(content, ':', "0123456789ABCDEFabcdef");
}

Image parse_intel_hex(BytesView content, const std::string& name) {
    Reader reader(name);
    RecordLines lines(content, name);
    bool ended = false;
    while (!ended && lines.next()) {
        const Record record = read_record(lines);
        ended = record.type == Type::end;
        reader.take(record, lines.number());
    }
    if (!ended) {
        reject_image(
            fmt::format("{} is cut off", name),
            fmt::format("no end record (:00000001FF) in {}", counted(lines.number(), "line")));
    }
    if (lines.next()) {
        reader.warn(
            fmt::format("{}:{}: what follows the end record is ignored", name, lines.number()));
    }
    return reader.finish();
}

}  // namespace perth::cli
