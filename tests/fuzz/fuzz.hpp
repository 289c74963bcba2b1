// What the fuzz targets share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/support/error.hpp"

namespace perth::cli::fuzz {

/// Ends the run, which the fuzzer reports, unless `holds`.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// Returns the fuzzer's bytes as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// An error says what happened. (That it is safe for a terminal is main's to see to.)
inline void require_sound(const Error& error) {
    require(!error.parts().what.empty() && !error.text().empty());
}

}  // namespace perth::cli::fuzz
