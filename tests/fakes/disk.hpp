// Blocks of 512 bytes: what a drive's model has behind its protocol.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cli/support/bytes.hpp"

namespace perth::fakes {

inline constexpr std::size_t disk_block = 512;

class Disk {
public:
    virtual ~Disk() = default;

    [[nodiscard]] virtual std::uint32_t blocks() const = 0;
    [[nodiscard]] virtual cli::Bytes read(std::uint32_t block) const = 0;
    /// Returns false if it is write-protected.
    virtual bool write(std::uint32_t block, cli::BytesView bytes) = 0;
    /// False while there is none in the drive.
    [[nodiscard]] virtual bool is_present() const { return true; }
};

}  // namespace perth::fakes
