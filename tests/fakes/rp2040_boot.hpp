// An RP2040 in BOOTSEL: its flash behind PICOBOOT and behind a drive for UF2 files, by the rules of
// its boot ROM. Times are those of a common W25Q chip.
// Sources: RP2040 Datasheet, "USB Mass Storage Interface", "USB PICOBOOT Interface", erratum
// RP2040-E14.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "tests/fakes/fat_disk.hpp"
#include "tests/fakes/mass_storage.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

class Rp2040Boot final : public UsbModel {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::uint32_t flash_start = 0x10000000;
    static constexpr std::uint32_t ram_start = 0x20000000;
    static constexpr std::uint32_t ram_size = 264 << 10;

    struct Behaviour {
        std::uint32_t flash_size = 2 << 20;
        std::chrono::milliseconds sector_erase{0};
        std::chrono::microseconds page_program{0};
        bool stays = false;  ///< never starts a program
    };

    Rp2040Boot(Behaviour behaviour, std::function<Clock::time_point()> now);

    [[nodiscard]] cli::Bytes descriptors() const override;
    [[nodiscard]] std::string string(std::uint8_t index) const override;
    Answer control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) override;
    Answer bulk_in(std::uint8_t endpoint, std::size_t length) override;
    cli::usb::Outcome bulk_out(std::uint8_t endpoint, cli::BytesView data) override;
    void clear_halt(std::uint8_t endpoint) override;
    void bus_reset() override;
    [[nodiscard]] std::string volume_label() const override { return "RPI-RP2"; }
    [[nodiscard]] bool is_attached() const override { return now_() < leaves_at_; }

    [[nodiscard]] cli::Bytes& flash() noexcept { return flash_; }
    /// Programs it has started: by PICOBOOT or after a UF2 file was whole.
    [[nodiscard]] unsigned starts() const noexcept { return starts_; }
    [[nodiscard]] unsigned erased_sectors() const noexcept { return erased_sectors_; }
    /// Bytes written whose bits would have had to rise: a sector that was not erased before.
    [[nodiscard]] std::size_t impossible_bits() const noexcept { return impossible_bits_; }
    [[nodiscard]] const FatDisk& disk() const noexcept { return disk_; }
    /// Plugged in with BOOTSEL held.
    void enter();

private:
    enum class Phase { command, data_out, data_in, acknowledge_in, acknowledge_out };

    struct Status {
        std::uint32_t token = 0;
        std::uint32_t code = 0;
        std::uint8_t command = 0;
    };

    void reset_picoboot();
    Answer picoboot_in(std::size_t length);
    cli::usb::Outcome picoboot_out(cli::BytesView data);
    cli::usb::Outcome begin(cli::BytesView command);
    cli::usb::Outcome refuse(std::uint32_t code);
    [[nodiscard]] std::uint32_t complaint(std::uint32_t address, std::uint32_t size,
                                          std::uint32_t alignment) const;
    [[nodiscard]] std::uint32_t run(std::uint8_t id, cli::BytesView arguments,
                                    std::uint32_t length);
    void perform_write();
    void erase(std::uint32_t address, std::uint32_t size);
    void program(std::uint32_t address, cli::BytesView bytes);
    bool take_block(cli::BytesView block);
    void leave(std::chrono::milliseconds delay);
    void be_busy(Clock::duration time);

    Behaviour behaviour_;
    std::function<Clock::time_point()> now_;
    FatDisk disk_;
    MassStorage storage_;
    cli::Bytes flash_;
    cli::Bytes ram_;
    Clock::time_point leaves_at_ = Clock::time_point::max();
    Clock::time_point busy_until_{};
    unsigned starts_ = 0;
    unsigned erased_sectors_ = 0;
    std::size_t impossible_bits_ = 0;

    // PICOBOOT.
    Phase phase_ = Phase::command;
    bool in_halted_ = false;
    bool out_halted_ = false;
    bool exclusive_ = false;
    bool xip_ended_ = false;
    bool drive_wrote_ = false;  // since the last command for the flash
    Status status_;
    std::uint32_t address_ = 0;
    cli::Bytes data_;
    std::size_t expected_ = 0;

    // The UF2 file that is being taken.
    std::uint32_t file_blocks_ = 0;
    std::set<std::uint32_t> taken_;
    std::set<std::uint32_t> erased_runs_;
};

}  // namespace perth::fakes
