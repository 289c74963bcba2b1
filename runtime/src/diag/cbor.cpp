#include "perth/diag/cbor.hpp"

namespace perth::detail {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t longest_inline = 23;  // of a head: smaller values are part of it
constexpr std::uint8_t eight_bytes = 27;     // the largest number of bytes that a value has
constexpr std::uint8_t indefinite = 31;
constexpr std::uint8_t end_byte = 0xFF;

/// The first bytes of an item.
struct Head {
    CborMajor major;
    bool is_open;         // of indefinite length; or, of CborMajor::simple, the end of such an item
    bool is_large;        // above 2^32 - 1
    std::uint32_t value;  // a number, or a length
};

/// Takes a head off `bytes`. Returns false if there is none.
bool take_head(Bytes& bytes, Head& head) noexcept {
    if (bytes.empty()) return false;
    const std::uint8_t info = bytes[0] & 31;
    head = {static_cast<CborMajor>(bytes[0] >> 5), info == indefinite, false, info};
    bytes = bytes.subspan(1);
    if (info <= longest_inline) return true;
    if (info > eight_bytes) {
        const bool may_be_open = head.major != CborMajor::natural &&
                                 head.major != CborMajor::negative && head.major != CborMajor::tag;
        return head.is_open && may_be_open;
    }
    const std::size_t size = std::size_t{1} << (info - longest_inline - 1);
    if (bytes.size() < size) return false;
    head.value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        head.is_large = head.is_large || head.value >> 24 != 0;
        head.value = head.value << 8 | bytes[i];
    }
    bytes = bytes.subspan(size);
    return true;
}

bool skip(Bytes& bytes, unsigned depth) noexcept;

/// Skips `count` items, or those up to the end of an open one.
bool skip_items(Bytes& bytes, const Head& head, std::uint32_t each, unsigned depth) noexcept {
    if (depth == 0) return false;
    for (std::uint32_t i = 0; head.is_open || i < head.value; ++i) {
        if (head.is_open && !bytes.empty() && bytes[0] == end_byte) {
            bytes = bytes.subspan(1);
            return true;
        }
        for (std::uint32_t k = 0; k < each; ++k) {
            if (!skip(bytes, depth - 1)) return false;
        }
    }
    return true;
}

/// Skips one item.
bool skip(Bytes& bytes, unsigned depth) noexcept {
    Head head;
    if (!take_head(bytes, head)) return false;
    switch (head.major) {
        case CborMajor::natural:
        case CborMajor::negative:
            return true;
        case CborMajor::simple:
            return !head.is_open;
        case CborMajor::bytes:
        case CborMajor::text:
            if (head.is_open) return skip_items(bytes, head, 1, depth);
            if (head.is_large || head.value > bytes.size()) return false;
            bytes = bytes.subspan(head.value);
            return true;
        case CborMajor::array:
            return !head.is_large && skip_items(bytes, head, 1, depth);
        case CborMajor::map:
            return !head.is_large && skip_items(bytes, head, 2, depth);
        case CborMajor::tag:
            return depth != 0 && skip(bytes, depth - 1);
    }
    return false;
}

/// Takes a string in one piece off `bytes`.
std::optional<Bytes> take_string(Bytes& bytes, CborMajor major) noexcept {
    Head head;
    if (!take_head(bytes, head) || head.major != major || head.is_open || head.is_large ||
        head.value > bytes.size()) {
        return std::nullopt;
    }
    const Bytes content = bytes.first(head.value);
    bytes = bytes.subspan(head.value);
    return content;
}

bool is_text(Bytes bytes, std::string_view text) noexcept {
    if (bytes.size() != text.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (bytes[i] != static_cast<std::uint8_t>(text[i])) return false;
    }
    return true;
}

}  // namespace

bool CborMap::valid() const noexcept {
    if (bytes_.empty()) return true;
    Bytes rest = bytes_;
    return static_cast<CborMajor>(rest[0] >> 5) == CborMajor::map && skip(rest, deepest) &&
           rest.empty();
}

// The map is valid: only keys have to be told apart.
Bytes CborMap::find(std::string_view key) const noexcept {
    Bytes rest = bytes_;
    Head head;
    if (!take_head(rest, head) || head.major != CborMajor::map) return {};
    for (std::uint32_t i = 0; head.is_open || i < head.value; ++i) {
        if (rest.empty() || (head.is_open && rest[0] == end_byte)) return {};
        Bytes name = rest;
        const auto text = take_string(name, CborMajor::text);
        if (!skip(rest, deepest)) return {};
        if (text && is_text(*text, key)) return rest;
        if (!skip(rest, deepest)) return {};
    }
    return {};
}

std::optional<std::uint32_t> CborMap::number(std::string_view key) const noexcept {
    Bytes value = find(key);
    Head head;
    if (!take_head(value, head) || head.major != CborMajor::natural || head.is_large) {
        return std::nullopt;
    }
    return head.value;
}

std::optional<bool> CborMap::boolean(std::string_view key) const noexcept {
    const Bytes value = find(key);
    if (value.empty() || (value[0] != 0xF4 && value[0] != 0xF5)) return std::nullopt;
    return value[0] == 0xF5;
}

std::optional<Bytes> CborMap::content(std::string_view key, CborMajor major) const noexcept {
    Bytes value = find(key);
    return take_string(value, major);
}

std::optional<Bytes> CborMap::bytes(std::string_view key) const noexcept {
    return content(key, CborMajor::bytes);
}

std::optional<std::string_view> CborMap::text(std::string_view key) const noexcept {
    const auto text = content(key, CborMajor::text);
    if (!text) return std::nullopt;
    return std::string_view(reinterpret_cast<const char*>(text->data()), text->size());
}

void CborWriter::put(std::uint8_t byte) noexcept {
    full_ = full_ || size_ == room_.size();
    if (!full_) room_[size_++] = byte;
}

void CborWriter::head(CborMajor major, std::uint32_t value) noexcept {
    const unsigned type = static_cast<unsigned>(major) << 5;
    unsigned size = 0;
    if (value > longest_inline) size = value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : 4;
    const unsigned info = size == 0 ? value : longest_inline + 1 + size / 2;
    put(static_cast<std::uint8_t>(type | info));
    while (size != 0) put(static_cast<std::uint8_t>(value >> 8 * --size));
}

void CborWriter::text(std::string_view text) noexcept {
    head(CborMajor::text, static_cast<std::uint32_t>(text.size()));
    for (const char c : text) put(static_cast<std::uint8_t>(c));
}

void CborWriter::bytes(std::span<const std::uint8_t> bytes) noexcept {
    head(CborMajor::bytes, static_cast<std::uint32_t>(bytes.size()));
    for (const std::uint8_t byte : bytes) put(byte);
}

std::span<std::uint8_t> CborWriter::bytes(std::size_t size) noexcept {
    head(CborMajor::bytes, static_cast<std::uint32_t>(size));
    full_ = full_ || size > room_.size() - size_;
    if (full_) return {};
    size_ += size;
    return room_.subspan(size_ - size, size);
}

}  // namespace perth::detail
