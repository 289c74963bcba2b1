// The image of assets in a build: its bytes, and its place in the flash.
#pragma once

#include <cstdint>
#include <string>

#include "cli/build/plan.hpp"

namespace perth::cli {

/// Where a board's image of assets may lie: the second quarter of the flash, from sector to sector.
/// What is before is the program's; behind is the area in which `perth sync` keeps what is new.
struct AssetsPlace {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};
[[nodiscard]] AssetsPlace assets_place(const Board& board);

/// Writes gen/assets.bin and gen/assets.S, each only if its content changes.
///
/// Errors: as asset_files(); more than fits (Exit::failed).
void write_assets(const BuildPlan& plan);

/// Returns the lines of memory.ld that place the image; empty without assets.
[[nodiscard]] std::string assets_script(const BuildPlan& plan);

}  // namespace perth::cli
