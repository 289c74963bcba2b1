#include "cli/agent/cbor.hpp"

#include <cstddef>

namespace perth::cli {
namespace {

constexpr unsigned deepest = 8;
constexpr std::uint8_t end_byte = 0xFF;

enum Major : unsigned { natural, negative, byte_string, text_string, array, map, tag, simple };

/// Adds what begins an item: its kind, and a number or length in the shortest form.
void append_head(Bytes& bytes, unsigned major, std::uint64_t value) {
    unsigned size = 0;
    if (value > 23) size = value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFF'FFFF ? 4 : 8;
    const unsigned code = size == 0   ? static_cast<unsigned>(value)
                          : size == 1 ? 24
                          : size == 2 ? 25
                          : size == 4 ? 26
                                      : 27;
    bytes.push_back(static_cast<std::uint8_t>(major << 5 | code));
    while (size != 0) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * --size));
}

class Reader {
public:
    explicit Reader(BytesView bytes) : rest_(bytes) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    /// Reads an item; returns false if there is none.
    bool item(CborValue& value, unsigned depth) {
        Head head;
        if (depth == 0 || !take_head(head)) return false;
        value.number = head.value;
        switch (head.major) {
            case natural:
            case negative:
                value.kind =
                    head.major == natural ? CborValue::Kind::number : CborValue::Kind::negative;
                return true;
            case byte_string:
            case text_string:
                value.kind =
                    head.major == text_string ? CborValue::Kind::text : CborValue::Kind::bytes;
                return head.is_open ? pieces(value, depth) : string(head.value, value.text);
            case array:
            case map:
                value.kind = head.major == map ? CborValue::Kind::map : CborValue::Kind::array;
                return items(head, head.major == map ? 2 : 1, value.items, depth);
            case tag:
                return item(value, depth - 1);
            default:
                return simple_value(head, value);
        }
    }

private:
    struct Head {
        unsigned major = 0;
        unsigned code = 0;
        bool is_open = false;
        std::uint64_t value = 0;
    };

    bool take_head(Head& head) {
        if (rest_.empty()) return false;
        head.major = rest_[0] >> 5;
        head.code = rest_[0] & 31U;
        head.is_open = head.code == 31;
        head.value = head.code;
        rest_ = rest_.subspan(1);
        if (head.code < 24) return true;
        if (head.code > 27) return head.is_open && head.major > negative && head.major != tag;
        const std::size_t size = std::size_t{1} << (head.code - 24);
        if (rest_.size() < size) return false;
        head.value = 0;
        for (std::size_t i = 0; i < size; ++i) head.value = head.value << 8 | rest_[i];
        rest_ = rest_.subspan(size);
        return true;
    }

    bool string(std::uint64_t size, std::string& text) {
        if (size > rest_.size()) return false;
        text.append(reinterpret_cast<const char*>(rest_.data()), static_cast<std::size_t>(size));
        rest_ = rest_.subspan(static_cast<std::size_t>(size));
        return true;
    }

    bool take_end() {
        if (rest_.empty() || rest_[0] != end_byte) return false;
        rest_ = rest_.subspan(1);
        return true;
    }

    bool pieces(CborValue& value, unsigned depth) {
        while (!take_end()) {
            CborValue piece;
            if (!item(piece, depth - 1) || piece.kind != value.kind) return false;
            value.text += piece.text;
        }
        return true;
    }

    bool items(const Head& head, std::size_t each, std::vector<CborValue>& all, unsigned depth) {
        for (std::uint64_t i = 0; head.is_open || i < head.value; ++i) {
            if (head.is_open && take_end()) return true;
            for (std::size_t k = 0; k < each; ++k) {
                if (!item(all.emplace_back(), depth - 1)) return false;
            }
        }
        return true;
    }

    static bool simple_value(const Head& head, CborValue& value) {
        value.kind = CborValue::Kind::other;
        if (head.code == 20 || head.code == 21) {
            value.kind = CborValue::Kind::boolean;
            value.number = head.code == 21 ? 1 : 0;
        }
        return !head.is_open;
    }

    BytesView rest_;
};

}  // namespace

const CborValue* CborValue::find(std::string_view key) const {
    if (kind != Kind::map) return nullptr;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (items[i].kind == Kind::text && items[i].text == key) return &items[i + 1];
    }
    return nullptr;
}

std::optional<std::uint64_t> CborValue::number_of(std::string_view key) const {
    const CborValue* const value = find(key);
    if (value == nullptr || value->kind != Kind::number) return std::nullopt;
    return value->number;
}

std::optional<std::string> CborValue::text_of(std::string_view key) const {
    const CborValue* const value = find(key);
    if (value == nullptr || value->kind != Kind::text) return std::nullopt;
    return value->text;
}

std::optional<Bytes> CborValue::bytes_of(std::string_view key) const {
    const CborValue* const value = find(key);
    if (value == nullptr || value->kind != Kind::bytes) return std::nullopt;
    return Bytes(value->text.begin(), value->text.end());
}

std::optional<CborValue> parse_cbor(BytesView bytes) {
    Reader reader(bytes);
    CborValue value;
    if (!reader.item(value, deepest) || !reader.at_end()) return std::nullopt;
    return value;
}

void CborMapWriter::head(unsigned major, std::uint64_t value) { append_head(bytes_, major, value); }

void CborMapWriter::append(std::string_view text) {
    head(text_string, text.size());
    bytes_.insert(bytes_.end(), text.begin(), text.end());
}

CborMapWriter& CborMapWriter::number(std::string_view key, std::uint64_t value) {
    append(key);
    head(natural, value);
    ++count_;
    return *this;
}

CborMapWriter& CborMapWriter::boolean(std::string_view key, bool value) {
    append(key);
    head(simple, value ? 21 : 20);
    ++count_;
    return *this;
}

CborMapWriter& CborMapWriter::text(std::string_view key, std::string_view value) {
    append(key);
    append(value);
    ++count_;
    return *this;
}

CborMapWriter& CborMapWriter::bytes(std::string_view key, BytesView value) {
    append(key);
    head(byte_string, value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    ++count_;
    return *this;
}

Bytes CborMapWriter::take() const {
    Bytes all;
    append_head(all, map, count_);
    all.insert(all.end(), bytes_.begin(), bytes_.end());
    return all;
}

}  // namespace perth::cli
