// Firmware as a user builds it: with the perth program.
#pragma once

#include <filesystem>
#include <string>

#include "tests/cli/temporary_folder.hpp"

namespace perth::bench {

/// Projects in a temporary folder.
class Projects {
public:
    /// Makes a project of a template and builds it. Returns its ELF file, as the others do.
    [[nodiscard]] std::filesystem::path of_template(const std::string& name,
                                                    const std::string& board = pyboard) const;
    /// Builds firmware/NAME.cpp.
    [[nodiscard]] std::filesystem::path of_source(const std::string& name,
                                                  const std::string& board) const;
    /// Builds workload a, the yield of so many tasks, for the pyboard v1.1.
    [[nodiscard]] std::filesystem::path yield(int tasks) const;

private:
    static constexpr char pyboard[] = "pyboard-v11";

    [[nodiscard]] std::filesystem::path build(const std::string& name,
                                              const std::string& board) const;

    cli::TemporaryFolder temporary_;
};

}  // namespace perth::bench
