// A folder that a test has for itself.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

namespace perth::cli {

/// An empty folder, removed with what is in it at the end of the test. Its name has a space and a
/// letter that is not ASCII, as users' folders do.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "perth t\u00e9st XXXXXX");
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

    /// Returns the names of what is in it, hidden ones included.
    [[nodiscard]] std::set<std::string> names() const {
        std::set<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(path_)) {
            found.insert(entry.path().filename());
        }
        return found;
    }

private:
    std::filesystem::path path_;
};

}  // namespace perth::cli
