// ST's DfuSe files: what `perth build` makes for boards that are flashed that way.
#pragma once

#include <string>

#include "cli/image/image.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

/// Returns the image as a DfuSe file for the devices of `target`. The image has addresses.
/// Source: ST UM0391, "DfuSe file format specification".
[[nodiscard]] Bytes write_dfuse(const Image& image, const DfuTarget& target);

}  // namespace perth::cli
