// Bytes at addresses: what is written to a board, whatever file it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/support/bytes.hpp"

namespace perth::cli {

struct Segment {
    std::uint32_t address = 0;
    Bytes bytes;                 ///< never empty; address + size does not exceed 2^32
    std::uint8_t alternate = 0;  ///< the alternate setting that a DfuSe file names

    bool operator==(const Segment&) const = default;
};

/// The devices that a DFU suffix says the file is for; 0xFFFF fits all.
struct DfuTarget {
    std::uint16_t vid = 0xFFFF;
    std::uint16_t pid = 0xFFFF;
    std::uint16_t bcd_device = 0xFFFF;  ///< advice only

    bool operator==(const DfuTarget&) const = default;
};

struct Image {
    enum class Format { elf, intel_hex, srec, dfuse, dfu, uf2, bin };

    Format format = Format::bin;
    std::string name = {};  ///< what messages call it: the file
    std::vector<Segment> segments =
        {};  ///< by alternate and address, neither overlapping nor touching
    /// False: bytes without an address (BIN, plain DFU) as one segment at 0. Such an image goes to
    /// a plain DFU device, or to an address that the user gives.
    bool has_addresses = true;
    std::optional<std::uint32_t> entry = {};       ///< as the file has it, Thumb bit included
    std::optional<std::uint16_t> machine = {};     ///< e_machine; of an ELF only
    std::optional<DfuTarget> target = {};          ///< of the DFU suffix, if there is a valid one
    std::optional<std::uint32_t> uf2_family = {};  ///< of a UF2 that names one
    std::string build_id = {};                     ///< hexadecimal; of an ELF only, else empty
    std::vector<std::string> warnings = {};

    [[nodiscard]] std::size_t size() const noexcept;  ///< bytes in all segments
};

/// What an image is for, where a file may hold several.
struct ImageFor {
    std::optional<std::uint32_t> uf2_family = {};   ///< nothing: the only one
    std::vector<std::uint16_t> universal_hex = {};  ///< the board's numbers; empty: the only one
};

/// Returns "ELF", "Intel HEX" …
[[nodiscard]] std::string to_string(Image::Format format);

/// Returns the name of an ELF's e_machine: "ARM", or "machine 77" if it is not known.
[[nodiscard]] std::string machine_name(std::uint16_t machine);

/// Reads a file whole and checks it whole; the format is told by its content. Anything wrong with
/// it is an `Error` (Fault::bad_input) that names file, line or offset, and reason.
[[nodiscard]] Image read_image(const std::filesystem::path& file, const ImageFor& wanted = {});

/// As read_image(), of bytes; `name` is what messages call them, and its ending is believed where
/// the content says nothing: a NAME.hex without records is a broken one, not a BIN.
[[nodiscard]] Image parse_image(BytesView content, const std::string& name,
                                const ImageFor& wanted = {});

/// Gives an image without addresses the place of its first byte. One that has addresses, or does
/// not end below 2^32 there, is an `Error` (Fault::bad_input).
void place_image(Image& image, std::uint32_t address);

}  // namespace perth::cli
