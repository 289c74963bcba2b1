// One PICOBOOT interface that is open: its commands, and what is done when one fails.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "cli/flash/picoboot.hpp"
#include "cli/support/fault.hpp"

namespace perth::cli {

/// Bit 7 is set where the data goes to the host.
enum class PicobootCommand : std::uint8_t {
    exclusive_access = 0x01,
    reboot = 0x02,
    flash_erase = 0x03,
    write = 0x05,
    exit_xip = 0x06,
    read = 0x84,
};

/// What the ROM says of its last command.
struct PicobootStatus {
    std::uint32_t token = 0;
    std::uint32_t code = 0;
    std::uint8_t command = 0;
    bool in_progress = false;
};

/// Returns the 32 bytes of a command. `arguments` are at most 16; `length` is of the data.
[[nodiscard]] Bytes picoboot_command(PicobootCommand command, std::uint32_t token,
                                     std::uint32_t length, BytesView arguments);

/// Reads the 16 bytes of a status; nothing if there are fewer.
[[nodiscard]] std::optional<PicobootStatus> parse_picoboot_status(BytesView bytes);

/// Returns a status code in words: "bad alignment".
[[nodiscard]] std::string picoboot_status_text(std::uint32_t code);

class PicobootSession {
public:
    using Clock = usb::Host::Clock;

    /// Claims the interface, resets it, takes the flash from the drive and ends its execution.
    PicobootSession(usb::Host& host, const usb::Attached& attached);
    /// Gives the flash back to the drive.
    ~PicobootSession();
    PicobootSession(const PicobootSession&) = delete;
    PicobootSession& operator=(const PicobootSession&) = delete;

    [[nodiscard]] const usb::Attached& attached() const noexcept { return attached_; }
    [[nodiscard]] const Traffic& traffic() const noexcept { return traffic_; }

    /// Says what the commands that follow are for: "erasing 0x10004000".
    void begin(std::string doing) { doing_ = std::move(doing); }

    /// Both are multiples of 4096.
    void erase(std::uint32_t address, std::uint32_t size);
    /// `address` is a multiple of 256, as is the size.
    void write(std::uint32_t address, BytesView bytes);
    /// `address` is a multiple of 256.
    void read(std::uint32_t address, std::span<std::uint8_t> into);
    /// Boots from flash in half a second and closes the device. Returns whether it left the bus.
    [[nodiscard]] bool reboot();

private:
    struct Command {
        PicobootCommand code;
        Bytes arguments = {};
        BytesView out = {};
        std::span<std::uint8_t> in = {};
        Clock::duration acknowledged = std::chrono::seconds(10);  // within this time at most
    };

    /// Does it, and if it fails in a way that may pass, once more.
    void perform(const Command& command);
    void perform_once(const Command& command);
    usb::Outcome send(const Command& command);
    void take(std::span<std::uint8_t> in);
    void give(BytesView out);
    void wait_for_acknowledgement(Clock::duration time);
    void prepare();
    void recover();
    void reset_interface();
    [[nodiscard]] std::optional<PicobootStatus> ask_status();
    void check(usb::Outcome outcome, const char* what);
    [[noreturn]] void fail(Fault fault, std::string why);

    usb::Host& host_;
    usb::Attached attached_;
    PicobootInterface interface_;
    std::unique_ptr<usb::Device> device_;
    std::uint32_t token_ = 0;
    std::string doing_ = "opening it";
    Traffic traffic_;
};

}  // namespace perth::cli
