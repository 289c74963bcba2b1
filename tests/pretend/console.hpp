// The serial line between a pretend board's program and whoever watches it.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "cli/agent/smp.hpp"
#include "cli/support/handle.hpp"

namespace perth {

/// A pseudo-terminal for people on one end, QEMU's serial port on the other. As on a board, what
/// nobody listens to is lost.
class Console {
public:
    Console();
    ~Console();
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    /// The pseudo-terminal's master.
    [[nodiscard]] int master() const noexcept { return master_.get(); }
    /// Returns the end that the board's program is to inherit; the one before has no more line.
    [[nodiscard]] cli::Handle connect();
    /// Returns whether the program has said, since this was last asked, that it goes into its
    /// bootloader.
    [[nodiscard]] bool goes_into_bootloader() noexcept { return bootloader_.exchange(false); }

private:
    void relay();
    void hear(const std::string& text);

    cli::Handle master_;
    std::mutex mutex_;  // guards board_, which connect() changes
    cli::Handle board_;
    cli::SmpReader reader_;
    std::string line_;
    std::atomic<bool> bootloader_ = false;
    std::atomic<bool> ends_ = false;
    std::thread thread_;
};

}  // namespace perth
