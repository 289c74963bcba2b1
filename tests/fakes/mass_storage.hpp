// A disk behind USB's mass storage class: bulk-only transport, and the SCSI commands that Linux
// sends to a stick.
// Sources: USB Mass Storage Class, Bulk-Only Transport 1.0; SCSI Block Commands 3.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "tests/fakes/disk.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

/// The interface's two endpoints as a part of a model.
class MassStorage {
public:
    /// Borrows the disk. `vendor` has 8 characters at most, `product` 16: what SCSI calls them.
    MassStorage(Disk& disk, std::string vendor, std::string product)
        : disk_(disk), vendor_(std::move(vendor)), product_(std::move(product)) {}

    Answer control(const cli::usb::Setup& setup);
    Answer bulk_in(std::size_t length);
    cli::usb::Outcome bulk_out(cli::BytesView data);
    /// Forgets what was begun.
    void reset();

private:
    /// What SCSI says of a command that failed.
    struct Sense {
        std::uint8_t key = 0;
        std::uint8_t code = 0;
    };

    void begin(cli::BytesView command);
    void run(std::uint8_t opcode);
    void read_blocks();
    void take(cli::BytesView data);
    void fail(Sense sense);
    void give(cli::Bytes bytes, std::size_t room);
    [[nodiscard]] cli::Bytes inquiry() const;
    [[nodiscard]] cli::Bytes status() const;

    enum class Phase { command, data_in, data_out, status };

    Disk& disk_;
    std::string vendor_;
    std::string product_;
    Phase phase_ = Phase::command;
    std::array<std::uint8_t, 16> scsi_{};
    std::uint32_t tag_ = 0;
    std::uint32_t expected_ = 0;  // bytes that the host wants to move
    std::uint32_t moved_ = 0;
    cli::Bytes in_;  // not yet taken by the host
    cli::Bytes out_;
    std::uint32_t next_block_ = 0;
    bool has_failed_ = false;
    Sense sense_;
};

}  // namespace perth::fakes
