// The readers of the image formats, one a file; detect.cpp is the table of them.
//
// Each checks the whole content and throws `Error` (Fault::bad_input) if anything is wrong; `name`
// is what messages call the file.
#pragma once

#include <string>

#include "cli/image/image.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

[[nodiscard]] bool is_elf(BytesView content);
[[nodiscard]] Image parse_elf(BytesView content, const std::string& name);

[[nodiscard]] bool is_intel_hex(BytesView content);
/// Of a Universal Hex the sections of the board that is wanted.
[[nodiscard]] Image parse_intel_hex(BytesView content, const std::string& name,
                                    const ImageFor& wanted);

[[nodiscard]] bool is_srec(BytesView content);
[[nodiscard]] Image parse_srec(BytesView content, const std::string& name);

/// A DfuSe file, or one that has lost its beginning or its suffix.
[[nodiscard]] bool is_dfuse_file(BytesView content);
[[nodiscard]] Image parse_dfuse(BytesView content, const std::string& name);

/// Anything with a DFU suffix, or with one whose CRC is wrong.
[[nodiscard]] bool is_dfu_file(BytesView content);
[[nodiscard]] Image parse_dfu(BytesView content, const std::string& name);

[[nodiscard]] bool is_uf2(BytesView content);
/// Of several families the one that is wanted.
[[nodiscard]] Image parse_uf2(BytesView content, const std::string& name, const ImageFor& wanted);

}  // namespace perth::cli
