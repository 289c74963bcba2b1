// Firmware as a user builds it: with the perth program, for the pyboard v1.1.
#pragma once

#include <filesystem>
#include <string>

#include "tests/cli/temporary_folder.hpp"

namespace perth::bench {

/// Projects in a temporary folder.
class Projects {
public:
    /// Makes a project of a template and builds it. Returns its ELF file.
    [[nodiscard]] std::filesystem::path of_template(const std::string& name) const;
    /// Builds workload a, the yield of so many tasks. Returns its ELF file.
    [[nodiscard]] std::filesystem::path yield(int tasks) const;

private:
    [[nodiscard]] std::filesystem::path build(const std::string& name) const;

    cli::TemporaryFolder temporary_;
};

}  // namespace perth::bench
