// What a program's ELF file puts into memory, by address.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// The loaded segments of an ELF file of 32 or 64 bits, read without trust.
class ElfMemory {
public:
    /// A file that cannot be read, or is no ELF, is an `Error` (Fault::bad_input).
    explicit ElfMemory(const std::filesystem::path& elf);

    /// Returns the lowest address that is loaded; 0 if none is.
    [[nodiscard]] std::uint64_t begin() const;
    /// Returns the address whose low bits are `bits`, if just one such lies in the file.
    [[nodiscard]] std::optional<std::uint64_t> find(std::uint64_t bits, std::uint64_t mask) const;
    /// Returns the text at `address` up to its 0; nothing if there is none within `most` bytes.
    [[nodiscard]] std::optional<std::string> text_at(std::uint64_t address, std::size_t most) const;
    /// Returns the four bytes there, the lowest first; nothing outside.
    [[nodiscard]] std::optional<std::uint32_t> word_at(std::uint64_t address) const;

private:
    struct Piece {
        std::uint64_t address;
        Bytes bytes;
    };

    [[nodiscard]] BytesView from(std::uint64_t address) const;

    std::vector<Piece> pieces_;  // none is empty
};

}  // namespace perth::cli
