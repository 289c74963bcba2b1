// What was seen of each ident, in numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "cli/mon/decoder.hpp"

namespace perth::cli::mon {

/// Sums up a decoder's pins.
class Tally {
public:
    struct Ident {
        std::uint64_t begins = 0;  ///< of the pin, not of each instance
        std::int64_t active = 0;   ///< µs in all
        std::int64_t longest = 0;  ///< µs at a stretch
        std::int64_t began = -1;   ///< µs; negative while it is not active
    };

    void take(const MonEvent& event);
    /// Ends what is active still.
    void finish(std::int64_t end);

    [[nodiscard]] const Ident& operator[](unsigned ident) const { return idents_.at(ident); }
    /// Returns a table with a line for each ident that was active; "" if none was.
    [[nodiscard]] std::string table() const;
    /// Returns the same as a JSON list.
    [[nodiscard]] std::string json() const;

private:
    std::array<Ident, ident_count> idents_ = {};
};

/// Returns a time in seconds and milliseconds: "12.345".
[[nodiscard]] std::string seconds(std::int64_t us);

}  // namespace perth::cli::mon
