// Progress of long work: a bar on a terminal, a line each 10 % otherwise, an event for --json.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace perth::cli {

/// How far a piece of work has come. Shown only once it has taken half a second.
class Progress {
public:
    enum class Show { bar, lines, events, nothing };
    using Clock = std::chrono::steady_clock;

    /// `write` receives finished text: a bar redraw beginning with '\r', a whole line, or one JSON
    /// object a line: {"phase","bytes" or "steps","total","rate"}, the rate in a second.
    Progress(Show show, std::size_t columns, std::function<void(const std::string&)> write,
             std::function<Clock::time_point()> now = Clock::now);
    /// Removes the bar.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Begins a phase of `total` steps (or bytes, if `in_bytes`); ends the one before.
    void begin(std::string phase, std::size_t total, bool in_bytes);
    /// `done` of the total; at most the total.
    void update(std::size_t done);
    /// Ends the phase; removes the bar.
    void end();

private:
    [[nodiscard]] double rate() const;
    [[nodiscard]] std::string bar() const;
    [[nodiscard]] std::string line() const;
    [[nodiscard]] std::string event() const;
    [[nodiscard]] bool is_due() const;

    Show show_;
    std::size_t columns_;
    std::function<void(const std::string&)> write_;
    std::function<Clock::time_point()> now_;
    std::string phase_;
    std::size_t total_ = 0;
    std::size_t done_ = 0;
    bool in_bytes_ = false;
    bool visible_ = false;        // something of this phase has been shown
    std::size_t last_tenth_ = 0;  // that a line was written for
    Clock::time_point started_{};
    Clock::time_point drawn_{};
};

}  // namespace perth::cli
