// Where perth's own data lies: the runtime's sources, templates and board definitions.
#pragma once

#include <filesystem>
#include <string>

namespace perth::cli {

/// The places that are tried, in this order. An empty one is left out.
struct DataPlaces {
    std::filesystem::path environment;  ///< $PERTH_DATA; if set, nothing else is tried
    std::filesystem::path beside;       ///< ../share/perth from the executable
    std::filesystem::path source;       ///< the source tree, if the executable lies in its build
};

/// Returns the places for this process.
[[nodiscard]] DataPlaces data_places();

/// Returns the first place that holds board-defs, templates and runtime; otherwise an `Error`
/// (Exit::missing_tool) that names all three.
[[nodiscard]] std::filesystem::path find_data(const DataPlaces& places);

}  // namespace perth::cli
