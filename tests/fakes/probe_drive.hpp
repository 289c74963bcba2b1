// A debug probe whose drive takes programs for the chip behind it: DAPLink, or ST-LINK.
// Source: DAPLink, source/daplink/drag-n-drop (vfs_manager.c, file_stream.c) and
// docs/MSD_COMMANDS.md; of ST-LINK's only what its drive shows.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/fat_disk.hpp"
#include "tests/fakes/mass_storage.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

class ProbeDrive final : public UsbModel {
public:
    using Clock = std::chrono::steady_clock;

    struct Behaviour {
        std::string label = "MICROBIT";
        bool is_stlink = false;  ///< else a DAPLink
        std::uint16_t vid = 0x0D28;
        std::uint16_t pid = 0x0204;
        std::string serial = "9900000051114e45002c8019";
        std::uint32_t flash_start = 0;
        std::uint32_t flash_size = 256 << 10;
        /// What FAIL.TXT says after each file; no more, or empty: it is written.
        std::vector<std::string> failures = {};
        std::string assertion = {};  ///< of ASSERT.TXT, from the next file on
        bool forgets = false;        ///< comes back without having counted
        bool ignores_files = false;
    };

    ProbeDrive(Behaviour behaviour, std::function<Clock::time_point()> now);

    [[nodiscard]] cli::Bytes descriptors() const override;
    [[nodiscard]] std::string string(std::uint8_t index) const override;
    Answer control(const cli::usb::Setup& setup, cli::BytesView, std::size_t) override {
        return storage_.control(setup);
    }
    Answer bulk_in(std::uint8_t, std::size_t length) override { return storage_.bulk_in(length); }
    cli::usb::Outcome bulk_out(std::uint8_t, cli::BytesView data) override {
        return storage_.bulk_out(data);
    }
    void bus_reset() override { storage_.reset(); }
    [[nodiscard]] bool is_attached() const override { return now_() < leaves_at_; }
    [[nodiscard]] std::string volume_label() const override { return behaviour_.label; }

    [[nodiscard]] const cli::Bytes& flash() const noexcept { return flash_; }
    /// Files that it has taken to their end.
    [[nodiscard]] unsigned files() const noexcept { return files_; }
    /// Comes back after it has left: with its result on the drive.
    void come_back();
    /// Loses its power in the middle of whatever it did.
    void power_cycle();

private:
    bool take(std::uint32_t block, cli::BytesView bytes);
    [[nodiscard]] bool begins_file(cli::BytesView bytes) const;
    [[nodiscard]] bool is_whole() const;
    void note_size(cli::BytesView folder);
    [[nodiscard]] std::string result();
    void write_chip(std::uint32_t address, cli::BytesView bytes);
    void write_hex();
    void show_files();

    Behaviour behaviour_;
    std::function<Clock::time_point()> now_;
    FatDisk disk_;
    MassStorage storage_;
    cli::Bytes flash_;
    unsigned remounts_ = 0;
    unsigned files_ = 0;

    // The file that is being taken.
    std::string stream_;
    std::uint32_t next_block_ = 0;
    std::size_t size_ = 0;  // that the folder says
    bool is_out_of_order_ = false;
    Clock::time_point leaves_at_ = Clock::time_point::max();
    std::string failure_;  // of the last file
};

}  // namespace perth::fakes
