// A program to flash.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#include "cli/support/bytes.hpp"

namespace perth::usb_kernel {

/// A vector table and bytes that look like nothing in particular, in a file.
class Firmware {
public:
    /// `size` is at least that of two vectors.
    explicit Firmware(std::size_t size) : bytes_(size) {
        std::uint32_t state = 1;
        for (auto& byte : bytes_) {
            state = state * 1664525 + 1013904223;
            byte = static_cast<std::uint8_t>(state >> 24);
        }
        cli::Bytes vectors;  // stack pointer and reset handler, as a Cortex-M wants them
        cli::append_little_endian(vectors, std::uint32_t{0x20005000});
        cli::append_little_endian(vectors, std::uint32_t{0x08000101});
        std::copy(vectors.begin(), vectors.end(), bytes_.begin());
        std::ofstream(path(), std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes_.data()),
                   static_cast<std::streamsize>(bytes_.size()));
    }

    [[nodiscard]] std::string path() const { return "/tmp/firmware.bin"; }
    [[nodiscard]] const cli::Bytes& bytes() const { return bytes_; }
    [[nodiscard]] bool is_at_start_of(const cli::Bytes& memory) const {
        return memory.size() >= bytes_.size() &&
               std::equal(bytes_.begin(), bytes_.end(), memory.begin());
    }

private:
    cli::Bytes bytes_;
};

}  // namespace perth::usb_kernel
