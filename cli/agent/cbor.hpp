// The little of CBOR (RFC 8949) that the agent's packets are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// An item that was read.
struct CborValue {
    enum class Kind { number, negative, bytes, text, array, map, boolean, other };

    Kind kind = Kind::other;
    std::uint64_t number = 0;           ///< also of boolean; of negative, -1 minus the value
    std::string text = {};              ///< also the content of bytes
    std::vector<CborValue> items = {};  ///< of a map: key, value, key, value …

    /// Returns the value of a key of a map; null if there is none, or this is no map.
    [[nodiscard]] const CborValue* find(std::string_view key) const;
    /// Return the value of a key; nothing if it is absent or of another kind.
    [[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view key) const;
    [[nodiscard]] std::optional<std::string> text_of(std::string_view key) const;
    [[nodiscard]] std::optional<Bytes> bytes_of(std::string_view key) const;
};

/// Reads one item; nothing if it is not whole, nests deeper than eight, or is followed by more.
[[nodiscard]] std::optional<CborValue> parse_cbor(BytesView bytes);

/// Writes a map, its keys in the order of the calls.
class CborMapWriter {
public:
    CborMapWriter& number(std::string_view key, std::uint64_t value);
    CborMapWriter& boolean(std::string_view key, bool value);
    CborMapWriter& text(std::string_view key, std::string_view value);
    CborMapWriter& bytes(std::string_view key, BytesView value);

    /// Returns the map.
    [[nodiscard]] Bytes take() const;

private:
    void head(unsigned major, std::uint64_t value);
    void append(std::string_view text);

    Bytes bytes_;
    std::size_t count_ = 0;
};

}  // namespace perth::cli
