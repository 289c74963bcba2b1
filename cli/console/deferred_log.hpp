// The deferred log of a firmware, turned into text among the console's other lines.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console/firmware.hpp"
#include "cli/console/log_strings.hpp"
#include "cli/console/stage.hpp"

namespace perth::cli {

/// Replaces lines that begin with 02 by what they say, with the ELF of the build that the firmware
/// named when it started, or, if nothing was heard of that, with the one that the line fits. A line
/// that no ELF explains is shown in hexadecimal, with the reason; one of a firmware whose log is
/// text, or that cannot be the log's, as it is.
class DeferredLog : public Stage {
public:
    /// A longer line is none.
    static constexpr std::size_t longest = 160;

    explicit DeferredLog(BuiltFiles files) : files_(std::move(files)) {}

    void feed(std::string_view bytes, std::string& out) override;
    /// A line that is still coming is waited for.
    void pause(std::string&) override {}
    void finish(std::string& out) override;

private:
    void take(char byte, std::string& out);
    void read_along(std::string_view bytes);
    [[nodiscard]] std::string text_of(std::string_view line);
    [[nodiscard]] bool is_of(const LogStrings& strings, std::string_view line) const;
    [[nodiscard]] bool is_explained(std::string_view line) const;
    [[nodiscard]] std::string reason() const;
    void look();

    BuiltFiles files_;
    std::vector<LogStrings> strings_;  ///< of the ELF files that there were
    std::chrono::steady_clock::time_point looked_{};
    std::string build_;  ///< the running firmware's, its first digits; empty: not heard
    bool at_line_start_ = true;
    bool inside_ = false;  ///< a line that begins with 02
    std::string held_;     ///< of it
    std::string line_;     ///< the beginning of any other line
};

}  // namespace perth::cli
