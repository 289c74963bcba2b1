// Intel HEX, and micro:bit's Universal Hex, which holds several boards' in one file.
// Sources: Intel, "Hexadecimal Object File Format Specification", revision A;
// micro:bit, "Universal Hex File Format", "Record Types".
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "cli/image/formats.hpp"
#include "cli/image/segments.hpp"
#include "cli/image/text_records.hpp"
#include "cli/support/counted.hpp"

namespace perth::cli {
namespace {

enum class Type : std::uint8_t {
    data,
    end,
    segment_base,
    segment_entry,
    linear_base,
    entry,
    block_start = 0x0A,  // of Universal Hex, from here on: the number of the board, 0xC0DE
    block_end,
    padding,
    other_data,  // as `data`, of boards whose older firmware must not take it for its own
    other,
};

struct Record {
    std::uint16_t offset = 0;
    Type type = Type::data;
    Bytes data;
};

/// The bytes of data in a record of each type; -1: any number, -2: there is no such type.
constexpr std::array<int, 15> lengths = {-1, 0, 2, 4, 2, 4, -2, -2, -2, -2, 4, -1, -1, -1, -1};
constexpr int unknown = -2;
constexpr std::uint16_t block_mark = 0xC0DE;

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
    if (bytes[3] >= lengths.size() || lengths[bytes[3]] == unknown) {
        lines.reject(fmt::format("record type {:02X} is not known", bytes[3]));
    }
    const int length = lengths[bytes[3]];
    if (length >= 0 && bytes[0] != length) {
        lines.reject(fmt::format("a record of type {:02X} has {}, this one {}", bytes[3],
                                 counted(static_cast<unsigned>(length), "byte"), bytes[0]));
    }
    const bool is_start = static_cast<Type>(bytes[3]) == Type::block_start;
    if (is_start && big_endian<std::uint16_t>(bytes, 6) != block_mark) {
        lines.reject(fmt::format("the block begins with {:04X} instead of {:04X}",
                                 big_endian<std::uint16_t>(bytes, 6), block_mark));
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

/// Where data goes: what the last record of type 02 or 04 said.
struct Base {
    std::uint32_t address = 0;
    bool wraps = false;
};

class Reader {
public:
    Reader(const std::string& name, const ImageFor& wanted)
        : name_(name), wanted_(wanted), segments_(name, "line", Segments::Overlap::may_repeat) {}

    void take(const Record& record, const RecordLines& lines) {
        if (is_foreign_ && record.type != Type::block_start && record.type != Type::block_end) {
            return;
        }
        switch (record.type) {
            case Type::data:
            case Type::other_data:
                if (is_universal_ && !is_in_block_) reject_outside(lines);
                add(record, lines.number());
                break;
            case Type::segment_base:
                base_ = {.address = std::uint32_t{big_endian<std::uint16_t>(record.data)} << 4,
                         .wraps = true};
                break;
            case Type::linear_base:
                base_ = {.address = std::uint32_t{big_endian<std::uint16_t>(record.data)} << 16};
                break;
            case Type::segment_entry:  // CS:IP
                image_.entry = (std::uint32_t{big_endian<std::uint16_t>(record.data)} << 4) +
                               big_endian<std::uint16_t>(record.data, 2);
                break;
            case Type::entry:
                image_.entry = big_endian<std::uint32_t>(record.data);
                break;
            case Type::block_start:
                start_block(big_endian<std::uint16_t>(record.data), lines);
                break;
            case Type::block_end:
                end_block();
                break;
            case Type::end:
            case Type::padding:
            case Type::other:
                break;
        }
    }

    [[nodiscard]] Image finish() {
        if (!boards_.empty()) check_boards();
        segments_.move_to(image_);
        return std::move(image_);
    }

    void warn(std::string text) { image_.warnings.push_back(std::move(text)); }

private:
    /// Under a segment base the offset wraps within 64 KiB, under a linear one it runs on.
    void add(const Record& record, std::size_t line) {
        const BytesView data(record.data);
        const std::size_t room = 0x10000 - std::size_t{record.offset};
        const std::size_t first = base_.wraps && data.size() > room ? room : data.size();
        segments_.add(base_.address + record.offset, data.first(first), line);
        segments_.add(base_.address, data.subspan(first), line);
        has_data_ = true;
    }

    [[noreturn]] static void reject_outside(const RecordLines& lines) {
        lines.reject("there is data between the blocks of a Universal Hex file",
                     "it says of no board that it is for it");
    }

    /// A base that was set before the block belongs to it, and goes if it is not ours.
    void start_block(std::uint16_t board, const RecordLines& lines) {
        if (!is_universal_ && has_data_) reject_outside(lines);
        is_universal_ = is_in_block_ = true;
        boards_.insert(board);
        const std::vector<std::uint16_t>& ours = wanted_.universal_hex;
        if (!first_) first_ = board;
        is_foreign_ = ours.empty() ? board != *first_
                                   : std::find(ours.begin(), ours.end(), board) == ours.end();
        if (is_foreign_) base_ = own_base_;
    }

    void end_block() {
        own_base_ = base_;
        is_in_block_ = is_foreign_ = false;
    }

    void check_boards() const {
        const std::vector<std::uint16_t>& ours = wanted_.universal_hex;
        const bool is_ours = ours.empty() ? boards_.size() == 1
                                          : std::any_of(ours.begin(), ours.end(), [&](auto one) {
                                                return boards_.contains(one);
                                            });
        if (is_ours) return;
        const std::string boards =
            fmt::format("it is for the boards {:04X}", fmt::join(boards_, ", "));
        if (ours.empty()) {
            reject_image(fmt::format("{} is for several boards", name_), boards,
                         "give the board: -b BOARD");
        }
        reject_image(fmt::format("{} is for another board", name_),
                     fmt::format("{}, this one is {:04X}", boards, fmt::join(ours, ", ")));
    }

    const std::string& name_;
    const ImageFor& wanted_;
    Image image_{.format = Image::Format::intel_hex};
    Segments segments_;
    Base base_;
    Base own_base_;  // at the end of the last block of ours
    std::set<std::uint16_t> boards_;
    std::optional<std::uint16_t> first_;  // board
    bool has_data_ = false;
    bool is_universal_ = false;
    bool is_in_block_ = false;
    bool is_foreign_ = false;
};

}  // namespace

bool is_intel_hex(BytesView content) {
    return begins_with_record(content, ':', "0123456789ABCDEFabcdef");
}

Image parse_intel_hex(BytesView content, const std::string& name, const ImageFor& wanted) {
    Reader reader(name, wanted);
    RecordLines lines(content, name);
    bool ended = false;
    while (!ended && lines.next()) {
        const Record record = read_record(lines);
        ended = record.type == Type::end;
        reader.take(record, lines);
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
