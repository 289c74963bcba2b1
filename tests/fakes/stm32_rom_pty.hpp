// Serves the bootloader's model on a pseudo-terminal, in real time.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "tests/fakes/pty.hpp"
#include "tests/fakes/stm32_rom.hpp"

namespace perth::fakes {

class Stm32RomPty {
public:
    /// `flash` is what is at its start before.
    explicit Stm32RomPty(const Stm32Rom::Nature& nature, const cli::Bytes& flash = {});
    ~Stm32RomPty();
    Stm32RomPty(const Stm32RomPty&) = delete;
    Stm32RomPty& operator=(const Stm32RomPty&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return pty_.path(); }
    /// Bytes that came from the host, and that went to it.
    [[nodiscard]] std::size_t received() const noexcept { return received_; }
    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
    /// How often the line changed its direction towards the board.
    [[nodiscard]] std::size_t round_trips() const noexcept { return round_trips_; }
    /// Presses reset, BOOT0 held high.
    void reset();
    /// Ends the serving; afterwards the model may be looked at.
    Stm32Rom& stop();

private:
    [[nodiscard]] static Stm32Rom::Time now();
    void serve();
    void take();
    void give();

    Stm32Rom::Time byte_time_;
    Stm32Rom rom_;  // the thread's until stop()
    Pty pty_;
    Stm32Rom::Time line_free_{0};  // when the line to the board is
    std::atomic<bool> stopped_{false};
    std::atomic<bool> reset_{false};
    std::atomic<std::size_t> received_{0};
    std::atomic<std::size_t> sent_{0};
    std::atomic<std::size_t> round_trips_{0};
    bool answered_ = true;  // something went to the host since the last byte came
    std::thread thread_;
};

}  // namespace perth::fakes
