// A firmware in QEMU.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/emulator/guest_process.hpp"
#include "cli/emulator/qemu_flash.hpp"
#include "cli/emulator/qemu_pins.hpp"
#include "cli/emulator/qmp.hpp"
#include "cli/emulator/waveform.hpp"

namespace perth::cli {

/// What to run in QEMU.
struct QemuPlan {
    std::string machine;
    std::size_t serial = 0;  ///< which of the machine's UARTs is the console
    std::filesystem::path elf;
    /// The firmware may end the run with its exit code, but also read and write files of this user:
    /// only for images that are trusted.
    bool semihosting = false;
    std::vector<std::string> arguments = {};  ///< what semihosting tells the firmware
    bool skips_sleep = false;                 ///< time jumps while the firmware sleeps
    QemuPins pins = {};                       ///< what the machine has of the board's
    std::optional<QemuStimulus> stimulus = {};
    Recording* recording = nullptr;  ///< of the pins; lives longer
    /// The firmware's flash keeps what it writes; null: what QEMU makes of it.
    const QemuFlash* flash = nullptr;
    /// Waits for GDB at this port of this computer, and for its continue.
    std::optional<std::uint16_t> gdb = {};
    /// The same, at a socket that listens already; -1: none. A reset is GDB's to see then, and the
    /// machine is not held at it.
    int gdb_listener = -1;

    [[nodiscard]] bool waits_for_gdb() const noexcept { return gdb || gdb_listener >= 0; }
};

/// Sockets and pipes that QEMU finds open; -1: none.
struct QemuFiles {
    int console = -1;
    int control = -1;
    int trace = -1;
    int test = -1;
};

/// Returns QEMU's command line.
[[nodiscard]] std::vector<std::string> qemu_arguments(const QemuPlan& plan, const QemuFiles& files);

/// A firmware in QEMU. Its console is a socket that QEMU is born with, so that not a byte is lost
/// and nothing lies in a folder where others could reach it or a crash leave it behind.
class QemuGuest : public Guest {
public:
    /// Starts the machine. QEMU missing is an `Error` (Exit::missing_tool); QEMU refusing, or not
    /// ready within ten seconds, is one with its own words.
    explicit QemuGuest(const QemuPlan& plan);
    ~QemuGuest() override;

    [[nodiscard]] const std::vector<std::string>& command() const noexcept override {
        return process_.command();
    }
    [[nodiscard]] int console() const noexcept override { return console_.ours.get(); }
    [[nodiscard]] int ended() const noexcept override { return process_.ended(); }
    [[nodiscard]] GuestEnd end() override;
    [[nodiscard]] std::vector<int> service() const override;
    void serve() override;
    [[nodiscard]] bool is_held() const noexcept override { return qmp_.is_held(); }
    void restart() override;
    void close_record() override;

private:
    void wait_until_ready(const QemuPlan& plan);
    void send(std::string_view text);
    void fill(const QemuFlash& flash);
    void move(std::string_view commands);
    void read_trace();
    void play();
    [[nodiscard]] std::int64_t time() const;
    void set_timer();

    SocketPair console_;
    SocketPair control_;
    SocketPair words_pipe_;
    SocketPair test_;
    SocketPair trace_pipe_;
    Handle timer_;
    std::optional<QemuStimulus> stimulus_;
    QemuTrace trace_;
    Recording* recording_;
    std::int64_t start_ = 0;  ///< µs of this computer's clock
    GuestProcess process_;
    Qmp qmp_;
    Tail words_;
};

}  // namespace perth::cli
