// A plain DFU 1.1 device as two models: the program that offers to detach, and the bootloader.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "tests/fakes/dfu_requests.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

/// A running program with a run-time DFU interface. Leaves the bus when it has been detached.
class DfuRuntime final : public UsbModel {
public:
    struct Behaviour {
        bool will_detach = true;      ///< by itself; else at the bus reset after DFU_DETACH
        bool answers_status = false;  ///< many do not, in their programs
        std::uint16_t vid = 0x1209;
        std::uint16_t pid = 0x0001;
    };

    explicit DfuRuntime(Behaviour behaviour) : behaviour_(behaviour) {}

    [[nodiscard]] cli::Bytes descriptors() const override;
    [[nodiscard]] std::string string(std::uint8_t index) const override;
    Answer control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) override;
    void bus_reset() override { attached_ = attached_ && state_ != dfu::app_detach; }
    [[nodiscard]] bool is_attached() const override { return attached_; }

private:
    Behaviour behaviour_;
    dfu::State state_ = dfu::app_idle;
    bool attached_ = true;
};

/// A bootloader with one memory.
class DfuLoader final : public UsbModel {
public:
    using Clock = std::chrono::steady_clock;

    struct Behaviour {
        bool is_tolerant = false;  ///< idle again after a download; else it waits for a reset
        bool will_detach = false;  ///< … or leaves by itself
        bool can_download = true;
        bool can_upload = true;
        bool never_ends = false;  ///< its uploads
        std::chrono::milliseconds block_time{2};
        std::chrono::milliseconds poll{2};  ///< bwPollTimeout
        std::chrono::milliseconds manifest_time{20};
        std::size_t capacity = 64 << 10;
        std::uint16_t transfer_size = 256;
        std::uint16_t vid = 0x1209;
        std::uint16_t pid = 0x0002;
        dfu::Status rejects = dfu::ok;  ///< the end of every image
    };

    DfuLoader(Behaviour behaviour, std::function<Clock::time_point()> now)
        : behaviour_(behaviour), now_(std::move(now)) {}

    [[nodiscard]] cli::Bytes descriptors() const override;
    [[nodiscard]] std::string string(std::uint8_t index) const override;
    Answer control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) override;
    void bus_reset() override;
    [[nodiscard]] bool is_attached() const override { return attached_; }

    /// What the memory holds: the last image that came to its end.
    [[nodiscard]] const cli::Bytes& image() const { return image_; }
    void set_image(cli::Bytes image) { image_ = std::move(image); }
    [[nodiscard]] dfu::State state() const noexcept { return state_; }
    void set_state(dfu::State state) noexcept { state_ = state; }
    /// Loses its power and gets it back.
    void power_cycle();

private:
    Answer dnload(cli::BytesView out);
    Answer upload(const cli::usb::Setup& setup, std::size_t length);
    Answer getstatus();
    Answer refuse(dfu::Status status);

    Behaviour behaviour_;
    std::function<Clock::time_point()> now_;
    cli::Bytes image_;
    cli::Bytes incoming_;
    dfu::State state_ = dfu::idle;
    dfu::Status status_ = dfu::ok;
    Clock::time_point busy_until_{};
    bool attached_ = true;
};

}  // namespace perth::fakes
