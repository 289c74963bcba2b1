// Writing Intel HEX, which the drives of debug probes take.
#pragma once

#include <string>

#include "cli/image/image.hpp"

namespace perth::cli {

/// Returns the image, which has addresses, as a file of lines of 16 bytes, none across 64 KiB.
/// Source: Intel, "Hexadecimal Object File Format Specification", revision A.
[[nodiscard]] std::string write_intel_hex(const Image& image);

}  // namespace perth::cli
