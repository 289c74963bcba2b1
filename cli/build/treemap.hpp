// Where the bytes go as a picture: one page of HTML that needs nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/build/firmware.hpp"
#include "cli/build/sizes.hpp"

namespace perth::cli {

/// A rectangle within the unit square.
struct Tile {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

/// Returns a tile for each weight, its area proportional to it, as square as possible (M. Bruls,
/// K. Huizing, J. van Wijk, "Squarified Treemaps"). `weights` are positive and fall.
[[nodiscard]] std::vector<Tile> squarified(const std::vector<std::uint64_t>& weights, Tile space);

/// Returns the page: a treemap of each memory, grouped by part, and the tables behind it.
[[nodiscard]] std::string treemap_page(const Firmware& firmware,
                                       const std::vector<SizeItem>& items);

}  // namespace perth::cli
