// A project as it was at a revision.
#pragma once

#include <filesystem>
#include <string>

#include "cli/support/files.hpp"

namespace perth::cli {

/// The project's repository at a revision, in a temporary folder that ends with the object. Neither
/// the project's files nor anything in the repository is touched; submodules are left out.
class Revision {
public:
    /// `name` is whatever git takes for a commit.
    ///
    /// Errors: git is missing (Exit::missing_tool); the project is in no repository, or that knows
    ///         no such revision, or there was no perth.json then (Exit::wrong_use).
    Revision(const std::filesystem::path& project, const std::string& name);

    /// Returns the folder of perth.json.
    [[nodiscard]] const std::filesystem::path& project() const noexcept { return project_; }

private:
    ScratchFolder folder_;
    std::filesystem::path project_;
};

}  // namespace perth::cli
