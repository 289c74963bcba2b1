// A firmware that runs on this computer, whatever makes it run.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace perth::cli {

/// How a guest's process ended.
struct GuestEnd {
    int code = 0;               ///< the exit code, if no signal ended it
    std::optional<int> signal;  ///< the signal that ended it
    bool time_over = false;     ///< the firmware's own clock reached the limit it was given
    std::string words;          ///< what the emulator itself said; may be long
};

/// A running firmware. It ends with the object.
///
/// Whoever holds it waits with poll(2) on the descriptors and calls the matching function; nothing
/// here blocks.
class Guest {
public:
    Guest() = default;
    virtual ~Guest() = default;
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;

    /// Returns the command line that was run.
    [[nodiscard]] virtual const std::vector<std::string>& command() const noexcept = 0;
    /// Returns the console, a stream socket that does not block: reading yields what the firmware
    /// prints, writing is its input.
    [[nodiscard]] virtual int console() const noexcept = 0;
    /// Returns a descriptor that becomes readable when the process has ended.
    [[nodiscard]] virtual int ended() const noexcept = 0;
    /// Returns how it ended; to be called once ended() is readable.
    [[nodiscard]] virtual GuestEnd end() = 0;

    /// Returns descriptors that want serve() when readable.
    [[nodiscard]] virtual std::vector<int> service() const = 0;
    /// Takes note of what the emulator tells.
    virtual void serve() = 0;
    /// Returns whether the firmware reset itself and is held until restart(), so that whatever it
    /// printed before can be told from what it prints afterwards.
    [[nodiscard]] virtual bool is_held() const noexcept = 0;
    virtual void restart() = 0;

    /// Brings a record of what happened up to now, if the guest does not end it itself.
    virtual void close_record() {}
};

}  // namespace perth::cli
