// A byte stream cut into lines of plain text, for whoever reads along.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "cli/console/control.hpp"

namespace perth::cli {

/// Cuts bytes into lines without control sequences, colours or line ends.
class Lines {
public:
    /// A longer line is handed out in pieces of this many bytes. An expression such as .*a.*a.*b
    /// takes time that grows with the square of it: 25 ms for 4 KiB, 6 s for 64 KiB.
    static constexpr std::size_t longest = 4096;

    /// Receives a line and the place behind it in the bytes given to feed(); returns whether to go
    /// on.
    using Reader = std::function<bool(std::string_view line, std::size_t end)>;

    /// Hands each line that these bytes complete to `reader`, until it returns false; the bytes
    /// behind that line are not taken.
    void feed(std::string_view bytes, const Reader& reader);

    /// Returns the last line as far as it has come; empty right after a line's end.
    [[nodiscard]] const std::string& unfinished() const noexcept { return line_; }

private:
    ControlFilter plain_{ControlFilter::Keep::text};
    std::string line_;
};

}  // namespace perth::cli
