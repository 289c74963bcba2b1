// Learns of files that are saved, from the system: inotify.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <vector>

#include "cli/support/handle.hpp"

namespace perth::cli {

/// Watches folders with all that is in them, but what is hidden, and folders named "build".
class FileWatch {
public:
    /// Folders that are not there are left out. Errors: the system has no more watches.
    explicit FileWatch(const std::vector<std::filesystem::path>& folders);

    /// Waits until something has been saved, made, renamed or removed, and nothing more for
    /// `quiet`: an editor writes a file in several steps. Throws `Interrupted` at Ctrl-C.
    void wait(std::chrono::milliseconds quiet = std::chrono::milliseconds(100));

private:
    void add(const std::filesystem::path& folder);
    [[nodiscard]] bool take_events();

    Handle events_;
    std::map<int, std::filesystem::path> folders_;  // by watch
};

}  // namespace perth::cli
