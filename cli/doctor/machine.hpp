// What the system tells of itself in files: processes, groups, udev.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace perth::cli {

/// The machine that is looked at. A test lays one out in a folder of its own.
class Machine {
public:
    explicit Machine(std::filesystem::path root = "/") : root_(std::move(root)) {}

    /// Returns where an absolute path is on this machine.
    [[nodiscard]] std::filesystem::path at(std::string_view path) const {
        return root_ / std::filesystem::path(path).relative_path();
    }
    /// Returns the number of a process whose name (at most 15 characters) is this; nothing if none
    /// runs.
    [[nodiscard]] std::optional<int> process(std::string_view name) const;
    [[nodiscard]] bool has_group(std::string_view name) const;
    /// Returns whether udevd runs: in a container it rarely does.
    [[nodiscard]] bool has_udevd() const;

private:
    std::filesystem::path root_;
};

}  // namespace perth::cli
