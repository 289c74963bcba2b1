#include "perth/diag/cbor.hpp"

namespace perth::detail {
namespace {

constexpr std::uint8_t longest_inline = 23;  // of a head: smaller values are part of it
constexpr std::uint8_t eight_bytes = 27;     // the largest number of bytes that a value has
constexpr std::uint8_t indefinite = 31;

constexpr std::uint8_t too_large = 32;  // in the place of a head's size: above 2^32 - 1

/// What is still to be read.
struct Rest {
    const std::uint8_t* at;
    const std::uint8_t* end;
};

/// The first bytes of an item. In words, which are shorter to reach on the stack.
struct Head {
    std::uint32_t major;
    std::uint32_t info;  // the lower bits: `indefinite`, also of the end of such an item; too_large
    std::uint32_t value;  // a number, or a length; the greatest, if too large

    [[nodiscard]] bool is(CborMajor wanted) const noexcept {
        return major == static_cast<std::uint32_t>(wanted);
    }
    [[nodiscard]] bool is_open() const noexcept { return info == indefinite; }
};

/// Takes a head off `rest`. Returns false if there is none.
bool take_head(Rest& rest, Head& head) noexcept {
    if (rest.at == rest.end) return false;
    const std::uint32_t first = *rest.at++;
    head = {first >> 5, first & 31, first & 31};
    if (head.info <= longest_inline) return true;
    if (head.info > eight_bytes) {  // strings, arrays, maps, and the end of one of them may be open
        return head.is_open() && (0b1011'1100U >> head.major & 1) != 0;
    }
    unsigned size = 1U << (head.info - longest_inline - 1);
    head.value = 0;
    do {
        if (rest.at == rest.end) return false;
        if (head.value >> 24 != 0) head.info = too_large;
        head.value = head.value << 8 | *rest.at++;
    } while (--size != 0);
    if (head.info == too_large) head.value = ~0U;
    return true;
}

// So many items as an open one has: up to its end. A map's are pairs, so it ends at an odd rest.
constexpr std::uint32_t open_items = 0x7FFF'FFFF;
constexpr std::uint32_t open_pairs = 0xFFFF'FFFF;

/// Skips items, with all that is in them, up to `depth` levels.
bool skip(Rest& rest, unsigned depth, std::uint32_t count) noexcept {
    Head head;
    for (std::uint32_t left = count; left != 0; --left) {
        if (!take_head(rest, head)) return false;
        if (head.is(CborMajor::simple) && head.is_open()) {
            return count == open_items || (count == open_pairs && left % 2 != 0);
        }
        if (head.major < static_cast<unsigned>(CborMajor::bytes) || head.is(CborMajor::simple)) {
            continue;
        }
        if (head.is(CborMajor::tag)) {
            head.value = 1;
        } else if (head.is_open()) {
            head.value = head.is(CborMajor::map) ? open_pairs : open_items;
        } else if (head.value > static_cast<std::size_t>(rest.end - rest.at)) {
            return false;  // each item is a byte at least
        } else if (head.major < static_cast<unsigned>(CborMajor::array)) {
            rest.at += head.value;
            continue;
        } else if (head.is(CborMajor::map)) {
            head.value *= 2;
        }
        if (depth == 0 || !skip(rest, depth - 1, head.value)) return false;
    }
    return true;
}

/// Returns whether this item is a text; one so short that its length is part of its first byte.
bool is_text(const std::uint8_t* item, std::string_view text) noexcept {
    if (*item != (static_cast<unsigned>(CborMajor::text) << 5 | text.size())) return false;
    for (const char c : text) {
        if (*++item != static_cast<std::uint8_t>(c)) return false;
    }
    return true;
}

}  // namespace

bool CborMap::valid() const noexcept {
    if (bytes_.empty()) return true;
    Rest rest = {bytes_.data(), bytes_.data() + bytes_.size()};
    return static_cast<CborMajor>(*rest.at >> 5) == CborMajor::map && skip(rest, deepest, 1) &&
           rest.at == rest.end;
}

// The map is valid: what cannot be skipped is its end.
const std::uint8_t* CborMap::find(std::string_view key, CborMajor major,
                                  std::uint32_t& value) const noexcept {
    Rest rest = {bytes_.data(), bytes_.data() + bytes_.size()};
    Head head;
    if (!take_head(rest, head)) return nullptr;
    for (;;) {
        const std::uint8_t* const name = rest.at;
        if (!skip(rest, deepest, 1)) return nullptr;
        if (is_text(name, key)) break;
        if (!skip(rest, deepest, 1)) return nullptr;
    }
    if (!take_head(rest, head) || !head.is(major) || head.info > eight_bytes) return nullptr;
    value = head.value;
    return rest.at;
}

std::optional<std::uint32_t> CborMap::number(std::string_view key) const noexcept {
    std::uint32_t value = 0;
    if (find(key, CborMajor::natural, value) == nullptr) return std::nullopt;
    return value;
}

std::optional<bool> CborMap::boolean(std::string_view key) const noexcept {
    std::uint32_t value = 0;
    if (find(key, CborMajor::simple, value) == nullptr || value < 20 || value > 21) {
        return std::nullopt;
    }
    return value == 21;  // RFC 8949, "Floating-Point Numbers and Values with No Content"
}

std::optional<std::span<const std::uint8_t>> CborMap::bytes(std::string_view key) const noexcept {
    std::uint32_t size = 0;
    const std::uint8_t* const content = find(key, CborMajor::bytes, size);
    if (content == nullptr) return std::nullopt;
    return std::span(content, size);
}

std::optional<std::string_view> CborMap::text(std::string_view key) const noexcept {
    std::uint32_t size = 0;
    const std::uint8_t* const content = find(key, CborMajor::text, size);
    if (content == nullptr) return std::nullopt;
    return std::string_view(reinterpret_cast<const char*>(content), size);
}

void CborWriter::put(std::uint8_t byte) noexcept {
    if (size_ < room_.size()) room_[size_] = byte;
    ++size_;
}

void CborWriter::head(CborMajor major, std::uint32_t value) noexcept {
    const unsigned type = static_cast<unsigned>(major) << 5;
    if (value <= longest_inline) return put(static_cast<std::uint8_t>(type | value));
    unsigned info = longest_inline + 1;
    unsigned bits = 8;
    for (; bits < 32 && value >> bits != 0; bits *= 2) ++info;
    put(static_cast<std::uint8_t>(type | info));
    while (bits != 0) {
        bits -= 8;
        put(static_cast<std::uint8_t>(value >> bits));
    }
}

void CborWriter::string(CborMajor major, const void* bytes, std::size_t size) noexcept {
    head(major, static_cast<std::uint32_t>(size));
    raw({static_cast<const char*>(bytes), size});
}

void CborWriter::raw(std::string_view items) noexcept {
    for (const char c : items) put(static_cast<std::uint8_t>(c));
}

void CborWriter::text(std::string_view text) noexcept {
    string(CborMajor::text, text.data(), text.size());
}

void CborWriter::text(const char* key, const char* value) noexcept {
    text(std::string_view(key));
    text(std::string_view(value));
}

void CborWriter::bytes(std::span<const std::uint8_t> bytes) noexcept {
    string(CborMajor::bytes, bytes.data(), bytes.size());
}

std::span<std::uint8_t> CborWriter::bytes(std::size_t size) noexcept {
    head(CborMajor::bytes, static_cast<std::uint32_t>(size));
    if (size > left() || full()) {
        size_ = room_.size() + 1;
        return {};
    }
    size_ += size;
    return {room_.data() + size_ - size, size};
}

void CborWriter::number(std::string_view key, std::uint32_t value) noexcept {
    text(key);
    number(value);
}

void CborWriter::numbers(const char* keys, std::initializer_list<std::uint32_t> values) noexcept {
    for (const std::uint32_t value : values) {
        const std::string_view key = keys;
        number(key, value);
        keys += key.size() + 1;
    }
}

}  // namespace perth::detail
