// A time in front of every line.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/console/stage.hpp"

namespace perth::cli {

/// What the time in front of a line says.
enum class Stamp {
    iso,     ///< the local date and time, ISO 8601
    delta,   ///< since the line before
    uptime,  ///< since the port was opened
};

/// Where stages have the time from.
struct Clocks {
    std::function<std::chrono::system_clock::time_point()> wall = std::chrono::system_clock::now;
    std::function<std::chrono::steady_clock::time_point()> steady = std::chrono::steady_clock::now;
};

/// Stamps a line when its first byte comes.
class Timestamps : public Stage {
public:
    /// `since` is where `uptime` and the first `delta` count from; `inside_line`: the first bytes
    /// belong to a line that began before.
    Timestamps(Stamp form, std::chrono::steady_clock::time_point since, bool inside_line,
               Clocks clocks = {});

    void feed(std::string_view bytes, std::string& out) override;

private:
    [[nodiscard]] std::string stamp();

    Stamp form_;
    std::chrono::steady_clock::time_point since_;
    bool at_line_start_;
    Clocks clocks_;
};

}  // namespace perth::cli
