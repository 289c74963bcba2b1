// The dump that a firmware prints when it panics or faults, recognised in its console text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// Reads along for the lines "@perth panic …" or "@perth fault …" up to "@perth end". The format is
/// documented at perth::panic in the runtime (base/panic.hpp).
class DumpWatch {
public:
    /// Takes the next line of the console.
    void line(std::string_view text);

    /// Returns whether a dump has begun.
    [[nodiscard]] bool begun() const noexcept { return !headline_.empty(); }
    /// Returns whether its last line has come.
    [[nodiscard]] bool ended() const noexcept { return ended_; }
    /// Returns "panic WHAT: A B" or "fault NAME", safe for a terminal.
    [[nodiscard]] const std::string& headline() const noexcept { return headline_; }
    /// Returns the lines that say where: "build …", "task …", "pc …", as far as they came.
    [[nodiscard]] const std::vector<std::string>& places() const noexcept { return places_; }

private:
    std::string headline_;
    std::vector<std::string> places_;
    bool ended_ = false;
};

}  // namespace perth::cli
