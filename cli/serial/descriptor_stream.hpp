// What a tty and a socket have in common: bytes through a file descriptor, with deadlines.
#pragma once

#include <string>

#include "cli/serial/serial.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli::serial {

/// Reads and writes a descriptor that does not block.
class DescriptorStream : public Stream {
public:
    DescriptorStream(std::string address, Handle handle)
        : address_(std::move(address)), handle_(std::move(handle)) {}

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] std::size_t read(std::span<std::uint8_t> into,
                                   Clock::time_point deadline) override;
    void write(BytesView bytes, Clock::time_point deadline) override;
    [[nodiscard]] int fd() const noexcept override { return handle_.get(); }

private:
    std::string address_;
    Handle handle_;
};

/// Throws that the other end of `address` is not there any more (Fault::gone).
[[noreturn]] void throw_gone(const std::string& address, const std::string& why);

}  // namespace perth::cli::serial
