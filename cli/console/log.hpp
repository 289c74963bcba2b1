// Every byte that arrived, in a file.
#pragma once

#include <filesystem>
#include <string_view>

#include "cli/support/handle.hpp"

namespace perth::cli {

/// A file that the device's bytes are appended to as they came, whatever is shown of them. Closed
/// until start(). A file that cannot be opened or written is an `Error`.
class Log {
public:
    /// Appends to `file` from now on; what was there stays.
    void start(const std::filesystem::path& file);
    void stop();
    void write(std::string_view bytes);

    [[nodiscard]] bool is_on() const noexcept { return file_.is_open(); }
    /// Returns the last file; empty if there was none.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    [[noreturn]] void complain(int failure) const;

    std::filesystem::path path_;
    Handle file_;
};

}  // namespace perth::cli
