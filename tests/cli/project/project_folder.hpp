// A project's folder that a test writes.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "cli/project/manifest.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {

/// A folder whose files the test writes, and what loading it as a project says.
class ProjectFolder {
public:
    [[nodiscard]] std::filesystem::path path() const {
        return std::filesystem::canonical(folder_.path());
    }
    void write(const std::filesystem::path& file, const std::string& content = "") const {
        std::filesystem::create_directories((path() / file).parent_path());
        std::ofstream(path() / file) << content;
    }
    [[nodiscard]] Manifest load(const std::filesystem::path& below = {}) const {
        return load_manifest(path() / below);
    }
    /// Returns the text with this folder's name left out.
    [[nodiscard]] std::string without_folder(std::string text) const {
        const std::string folder = path().string() + "/";
        for (auto at = text.find(folder); at != text.npos; at = text.find(folder)) {
            text.erase(at, folder.size());
        }
        return text;
    }
    /// Returns what `action` says, this folder's name left out.
    template <typename Action>
    [[nodiscard]] std::string complaint(const Action& action) const {
        return without_folder(error_text(action));
    }
    /// Returns the paths relative to this folder, joined by spaces.
    [[nodiscard]] std::string relative(const std::vector<std::filesystem::path>& files) const {
        std::string text;
        for (const auto& file : files) {
            text += (text.empty() ? "" : " ") + file.lexically_relative(path()).string();
        }
        return text;
    }

private:
    TemporaryFolder folder_;
};

}  // namespace perth::cli
