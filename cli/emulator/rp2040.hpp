// A firmware in the RP2040's emulator: a driver of ours for rp2040js, in a process of Node.js.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/emulator/guest_process.hpp"
#include "cli/emulator/record_pipe.hpp"

namespace perth::cli {

/// What to run, and how its time passes.
struct Rp2040Plan {
    std::filesystem::path driver;  ///< of find_rp2040_driver()
    std::filesystem::path elf;
    std::string console = "uart0";  ///< "uart0", "uart1" or "usb"
    std::uint32_t flash_bytes = 0;
    bool realtime = false;                                ///< paced; otherwise time jumps
    std::optional<std::chrono::microseconds> limit = {};  ///< of the firmware's time; then it ends
    std::vector<std::string> arguments = {};              ///< what semihosting tells the firmware
    std::string stimulus = {};                            ///< of expand_stimulus()
    Recording* recording = nullptr;                       ///< of what happens; lives longer
    std::optional<std::uint16_t> gdb = {};                ///< waits for GDB at this port
    int gdb_listener = -1;  ///< waits for GDB at this socket, which listens already; -1: none
};

/// Descriptors that the driver inherits; -1: none.
struct Rp2040Files {
    int console = -1;
    int control = -1;
    int stimulus = -1;
    int record = -1;
};

/// Where the driver may lie.
struct DriverPlaces {
    std::filesystem::path installed;  ///< the folder emulator/rp2040 in perth's data
    std::filesystem::path built;      ///< beside the program in a build tree
};

/// Returns the places for this process; `data` is perth's own data.
[[nodiscard]] DriverPlaces driver_places(const std::filesystem::path& data);

/// Returns the first of the places that holds rp2040.mjs; nothing if none does.
[[nodiscard]] std::optional<std::filesystem::path> find_driver_folder(const DriverPlaces& places);

/// Returns whether the folder holds the package that the driver needs.
[[nodiscard]] bool has_rp2040js(const std::filesystem::path& folder);

/// Returns the command that gets the packages that the driver needs into its folder; as root if
/// this user may not write there.
[[nodiscard]] std::vector<std::string> package_command(const std::filesystem::path& folder);

/// Returns the driver, with whose folder all is well. A missing driver, package or Node.js is an
/// `Error` (Exit::missing_tool) that names the one command that mends it.
[[nodiscard]] std::filesystem::path find_rp2040_driver(const DriverPlaces& places);

/// Returns the plan to run an image of a board; `data` is perth's own data. Errors: those of
/// find_rp2040_driver().
[[nodiscard]] Rp2040Plan rp2040_plan(const Board& board, const std::filesystem::path& elf,
                                     const std::filesystem::path& data);

/// Returns the driver's command line.
[[nodiscard]] std::vector<std::string> rp2040_arguments(const Rp2040Plan& plan,
                                                        const Rp2040Files& files);

/// A firmware in the driver.
class Rp2040Guest : public Guest {
public:
    explicit Rp2040Guest(const Rp2040Plan& plan);
    ~Rp2040Guest() override;

    [[nodiscard]] const std::vector<std::string>& command() const noexcept override {
        return process_.command();
    }
    [[nodiscard]] int console() const noexcept override { return console_.ours.get(); }
    [[nodiscard]] int ended() const noexcept override { return process_.ended(); }
    /// As for every guest; a firmware that cannot be run, and one that went to the chip's USB
    /// bootloader, is an `Error`.
    [[nodiscard]] GuestEnd end() override;
    [[nodiscard]] std::vector<int> service() const override;
    void serve() override;
    [[nodiscard]] bool is_held() const noexcept override { return held_; }
    void restart() override;
    void close_record() override;

private:
    void take_line(std::string_view line);

    SocketPair console_;
    SocketPair control_;
    SocketPair words_pipe_;
    Handle stimulus_;
    RecordPipe record_;
    GuestProcess process_;
    std::string line_;
    bool held_ = false;
    std::string ending_;  ///< the last word of the driver: "exit 0", "over" …
    Tail words_;
};

}  // namespace perth::cli
