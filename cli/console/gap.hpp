// Whether a board that comes back has started anew, told by the first line that it prints.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace perth::cli {

/// Keeps the first bytes after a gap back until they are known to be, or not to be, the line that
/// a firmware begins with; then the gap can be told before them.
class Gap {
public:
    using Clock = std::chrono::steady_clock;

    Gap(Clock::time_point lost, Clock::time_point back);

    /// Takes bytes that arrived. Returns whether the verdict is there.
    bool take(std::string_view bytes, Clock::time_point now);
    /// When to decide at the latest.
    [[nodiscard]] Clock::time_point deadline() const noexcept { return deadline_; }

    /// Returns the bytes that were kept back.
    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
    [[nodiscard]] bool restarted() const;
    [[nodiscard]] std::chrono::milliseconds length() const noexcept { return length_; }
    /// Returns "--- gap 412 ms, board restarted ---".
    [[nodiscard]] std::string text() const;

private:
    [[nodiscard]] std::string_view first_line() const;

    std::chrono::milliseconds length_;
    Clock::time_point deadline_;
    std::string bytes_;
};

}  // namespace perth::cli
