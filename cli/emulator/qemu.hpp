// A firmware in QEMU.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/emulator/guest_process.hpp"
#include "cli/emulator/qmp.hpp"

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
};

/// Returns QEMU's command line; `console` and `control` are the sockets that it finds open.
[[nodiscard]] std::vector<std::string> qemu_arguments(const QemuPlan& plan, int console,
                                                      int control);

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

private:
    void wait_until_ready(const QemuPlan& plan);
    void send(std::string_view text);

    SocketPair console_;
    SocketPair control_;
    SocketPair words_pipe_;
    GuestProcess process_;
    Qmp qmp_;
    Tail words_;
};

}  // namespace perth::cli
