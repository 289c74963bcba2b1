// The little of CBOR (RFC 8949) that the agent's packets need: reading a map, writing one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace perth::detail {

/// What kind of item a CBOR head begins.
enum class CborMajor : std::uint8_t {
    natural,
    negative,
    bytes,
    text,
    array,
    map,
    tag,
    simple,  ///< false, true, null, numbers with a point; the end of an indefinite item
};

/// Reads a map that has come from outside. Every length is checked against the bytes that there
/// are; nesting is bounded, so stack and time are.
class CborMap {
public:
    /// Maps and arrays within each other; a packet that nests deeper is not valid.
    static constexpr unsigned deepest = 4;

    /// `bytes` are a request's whole payload.
    explicit constexpr CborMap(std::span<const std::uint8_t> bytes) noexcept : bytes_(bytes) {}

    /// Returns whether there is one map, and nothing behind it; no byte at all counts as one. To be
    /// asked first: the others say nothing about what is not valid.
    [[nodiscard]] bool valid() const noexcept;

    /// Return the value of a key of at most 23 letters, with its length in the shortest form;
    /// nothing if it is absent, of another type, or above 2^32 - 1.
    [[nodiscard]] std::optional<std::uint32_t> number(std::string_view key) const noexcept;
    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const noexcept;
    /// They point into the packet. Only such as are in one piece.
    [[nodiscard]] std::optional<std::span<const std::uint8_t>> bytes(
        std::string_view key) const noexcept;
    [[nodiscard]] std::optional<std::string_view> text(std::string_view key) const noexcept;

    /// Returns what is behind the head of a key's value if that is of this kind and in one piece,
    /// and its number or size; else null.
    [[nodiscard]] const std::uint8_t* find(std::string_view key, CborMajor major,
                                           std::uint32_t& value) const noexcept;

private:
    std::span<const std::uint8_t> bytes_;
};

/// Writes items one behind the other. What does not fit is not written, and full() says so.
class CborWriter {
public:
    /// In front of what it writes are `begin` bytes that are somebody else's.
    explicit constexpr CborWriter(std::span<std::uint8_t> room, std::size_t begin = 0) noexcept
        : room_(room), size_(begin) {}

    /// Of indefinite length: end() ends it.
    static constexpr std::uint8_t map_byte = 0xBF;
    static constexpr std::uint8_t end_byte = 0xFF;
    [[gnu::always_inline]] void begin_map() noexcept { put(map_byte); }
    [[gnu::always_inline]] void begin_array() noexcept { put(0x9F); }
    [[gnu::always_inline]] void end() noexcept { put(end_byte); }

    [[gnu::always_inline]] void number(std::uint32_t value) noexcept {
        head(CborMajor::natural, value);
    }
    void boolean(bool value) noexcept { put(value ? 0xF5 : 0xF4); }
    void text(std::string_view text) noexcept;
    /// Writes items that are encoded already.
    void raw(std::string_view items) noexcept;
    /// The bytes may be further behind in the room itself.
    void bytes(std::span<const std::uint8_t> bytes) noexcept;
    /// Returns the place of a byte string of this size, to be filled; empty if it does not fit.
    [[nodiscard]] std::span<std::uint8_t> bytes(std::size_t size) noexcept;

    void number(std::string_view key, std::uint32_t value) noexcept;
    /// Several: each key ends with a zero byte, as in "first\0second\0".
    void numbers(const char* keys, std::initializer_list<std::uint32_t> values) noexcept;
    void boolean(std::string_view key, bool value) noexcept {
        text(key);
        boolean(value);
    }
    void text(std::string_view key, std::string_view value) noexcept {
        text(key);
        text(value);
    }
    void text(const char* key, const char* value) noexcept;
    void bytes(std::string_view key, std::span<const std::uint8_t> value) noexcept {
        text(key);
        bytes(value);
    }

    [[nodiscard]] std::size_t size() const noexcept { return full() ? room_.size() : size_; }
    [[nodiscard]] std::size_t left() const noexcept { return room_.size() - size(); }
    /// Whether something did not fit.
    [[nodiscard]] bool full() const noexcept { return size_ > room_.size(); }
    /// Goes back to where size() was `size`: what came since is forgotten.
    void rewind(std::size_t size) noexcept { size_ = size; }

private:
    void put(std::uint8_t byte) noexcept;
    void head(CborMajor major, std::uint32_t value) noexcept;
    void string(CborMajor major, const void* bytes, std::size_t size) noexcept;

    std::span<std::uint8_t> room_;
    std::size_t size_;  // more than there is room, once something did not fit
};

}  // namespace perth::detail
