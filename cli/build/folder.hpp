// build/BOARD: made, marked as ours, held by one build at a time, and removed again.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/support/handle.hpp"

namespace perth::cli {

/// A build folder that nobody else builds in while the object lives.
class BuildFolder {
public:
    /// Makes PROJECT/build/BOARD/gen if needed and takes its lock. If another perth holds it,
    /// `on_wait` is called, then it waits.
    ///
    /// Errors: the folder cannot be made, is a symbolic link, or holds what perth did not make.
    BuildFolder(const std::filesystem::path& project, const std::string& board,
                const std::function<void()>& on_wait);

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
    Handle lock_;
};

/// Returns the boards that have a build folder made by perth, sorted.
[[nodiscard]] std::vector<std::string> built_boards(const std::filesystem::path& project);

/// Removes the build folder of a board, and `build` and compile_commands.json if they were only
/// there for it. Returns whether there was one.
///
/// Errors: it is a symbolic link, or not made by perth (Exit::wrong_use); it is being built in.
bool remove_build(const std::filesystem::path& project, const std::string& board);

}  // namespace perth::cli
