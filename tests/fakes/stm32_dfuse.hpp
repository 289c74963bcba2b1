// The USB bootloader in ROM of an STM32F405, as a model: its memories, its times, its moods.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/dfu_requests.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

/// How long the flash takes.
/// Source: ST DS8626 (STM32F405xx, STM32F407xx), "Flash memory programming", typical values at
/// 32-bit parallelism.
struct FlashTimes {
    std::chrono::microseconds word{16};
    std::chrono::milliseconds erase_16_kib{250};
    std::chrono::milliseconds erase_64_kib{550};
    std::chrono::milliseconds erase_128_kib{1000};
    std::chrono::milliseconds erase_all{8000};

    /// A flash for tests that are not about time.
    static FlashTimes none() {
        return {.word = std::chrono::microseconds(0),
                .erase_16_kib = std::chrono::milliseconds(0),
                .erase_64_kib = std::chrono::milliseconds(0),
                .erase_128_kib = std::chrono::milliseconds(0),
                .erase_all = std::chrono::milliseconds(0)};
    }
};

class Stm32Dfuse final : public UsbModel {
public:
    using Clock = std::chrono::steady_clock;
    using Milliseconds = std::chrono::milliseconds;

    static constexpr std::uint32_t flash_start = 0x08000000;
    static constexpr std::uint32_t flash_size = 1 << 20;
    static constexpr std::size_t transfer_size = 2048;

    /// What may differ from chip to chip.
    struct Behaviour {
        FlashTimes times = {};
        bool is_protected = false;       ///< read protection, level 1
        bool counts_in_lengths = false;  ///< a block's place is (block - 2) × this request's length
        bool waits_when_early = false;   ///< asked too early it answers late; else it stalls
        bool is_confused_by_early = true;  ///< … and is in dfuERROR then; else just stalls
        bool starts_in_error = false;      ///< errFIRMWARE after reset: no program in flash
        std::optional<Milliseconds> poll_of_commands = {};  ///< bwPollTimeout; nothing: the truth
        std::optional<Milliseconds> poll_of_writes = {};
        std::optional<std::uint32_t> gets_stuck_at = {};  ///< stays busy after erasing there
        std::string serial = "385C34733435";
        std::vector<std::string> layouts = {
            "@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg",
            "@Option Bytes  /0x1FFFC000/01*016 e", "@OTP Memory /0x1FFF7800/01*512 e,01*016 e",
            "@Device Feature/0xFFFF0000/01*004 e"};
        std::uint16_t vid = 0x0483;
        std::uint16_t pid = 0xDF11;
    };

    Stm32Dfuse(Behaviour behaviour, std::function<Clock::time_point()> now);

    [[nodiscard]] cli::Bytes descriptors() const override;
    [[nodiscard]] std::string string(std::uint8_t index) const override;
    Answer control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) override;
    void bus_reset() override;
    [[nodiscard]] bool is_attached() const override { return attached_; }

    /// The flash as it is now; what the chip is doing goes on.
    [[nodiscard]] cli::Bytes& flash();
    /// Takes the power away and gives it back: what the chip was doing is half done.
    void power_cycle();
    /// The ROM starts anew, as after a reset into it.
    void enter();
    /// Where it left its bootloader for.
    [[nodiscard]] std::optional<std::uint32_t> started_at() const { return started_at_; }
    [[nodiscard]] dfu::State state() const noexcept { return state_; }
    void set_state(dfu::State state) noexcept { state_ = state; }
    /// How long flash and commands have been at work.
    [[nodiscard]] std::chrono::microseconds busy_time() const noexcept { return busy_time_; }
    [[nodiscard]] unsigned erases() const noexcept { return erases_; }
    [[nodiscard]] bool is_protected() const noexcept { return behaviour_.is_protected; }

private:
    /// A command or block that DNLOAD brought, and what it will have done when it is done.
    struct Work {
        std::function<dfu::Status(double share)> effect;  // share: how much of it, 0…1
        std::chrono::microseconds time{0};
        Milliseconds poll{0};
        bool gets_stuck = false;
        bool then_leaves = false;
    };

    Answer dnload(const cli::usb::Setup& setup, cli::BytesView out);
    Answer upload(const cli::usb::Setup& setup, std::size_t length);
    Answer getstatus();
    Answer clrstatus();
    Answer abort();
    Answer refuse(dfu::Status status);
    [[nodiscard]] Work command(cli::BytesView bytes);
    [[nodiscard]] Work erase(std::uint32_t address);
    [[nodiscard]] Work erase_all();
    [[nodiscard]] Work write(std::uint32_t address, cli::BytesView bytes);
    [[nodiscard]] Work fail(dfu::Status status) const;
    [[nodiscard]] Work finished_in(std::chrono::microseconds time,
                                   std::optional<Milliseconds> poll) const;
    [[nodiscard]] std::uint32_t address_of(std::uint16_t block, std::size_t length) const;
    [[nodiscard]] cli::Bytes* memory_at(std::uint32_t address, std::size_t size,
                                        std::size_t& offset);
    void settle();
    void finish_work();

    Behaviour behaviour_;
    std::function<Clock::time_point()> now_;
    cli::Bytes flash_ = cli::Bytes(flash_size, 0xFF);
    cli::Bytes option_bytes_ = cli::Bytes(16, 0xFF);
    dfu::State state_ = dfu::idle;
    dfu::Status status_ = dfu::ok;
    std::uint16_t alternate_ = 0;
    std::uint32_t pointer_ = flash_start;
    std::optional<Work> work_;
    Clock::time_point busy_until_{};
    std::optional<std::uint32_t> started_at_;
    std::chrono::microseconds busy_time_{0};
    unsigned erases_ = 0;
    bool attached_ = true;
    bool stuck_ = false;
};

}  // namespace perth::fakes
