// A small project, a runtime that builds in no time, and the perth program itself.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {

/// A project `hello` for pyboard-v11 and host in a folder whose name has a space and an é.
class BuildProject : public testing::Test {
protected:
    BuildProject() {
        namespace fs = std::filesystem;
        const fs::path source = PERTH_SOURCE_DIR;
        fs::create_directories(data_ / "runtime");
        fs::create_directories(project_ / "src");
        for (const char* const folder : {"board-defs", "templates", "runtime/cmake"}) {
            fs::create_directory_symlink(source / folder, data_ / folder);
        }
        for (const char* const folder : {"include", "src", "ports"}) {
            fs::create_directory_symlink(source / "tests/fakes/runtime" / folder,
                                         data_ / "runtime" / folder);
        }
        manifest("");
        program("int main() {}\n");
    }

    /// Writes perth.json with more members: `, "optimize": "debug"`.
    void manifest(const std::string& more) const {
        write_file(project_ / "perth.json", R"({"name": "hello", "default_board": "pyboard-v11", )"
                                            R"("boards": ["pyboard-v11", "host"])" +
                                                more + "}\n");
    }

    void program(const std::string& text) const { write_file(project_ / "src/main.cpp", text); }

    /// Returns the command line of perth in the project. No compiler launcher: nothing that an
    /// earlier test left behind helps.
    [[nodiscard]] Command command(std::vector<std::string> args,
                                  std::map<std::string, std::string> environment = {}) const {
        args.insert(args.begin(), PERTH_PROGRAM);
        environment.emplace("PERTH_DATA", data_.string());
        environment.emplace("CCACHE_DISABLE", "1");
        environment.emplace("XDG_CONFIG_HOME", (temporary_.path() / "config").string());
        return {.args = std::move(args), .folder = project_, .environment = std::move(environment)};
    }

    /// Runs perth in the project. Progress is left out of `err`: it depends on the machine's speed.
    [[nodiscard]] Finished perth(std::vector<std::string> args,
                                 std::map<std::string, std::string> environment = {}) const {
        Finished done = run(command(std::move(args), std::move(environment)));
        done.err = without_progress(done.err);
        return done;
    }

    [[nodiscard]] std::string built(const std::string& file) const {
        return read_file(project_ / "build/pyboard-v11" / file);
    }

    /// Returns a PATH with nothing but these programs and `scripts` (name and text).
    [[nodiscard]] std::string path_with(const std::vector<std::string>& programs,
                                        const std::map<std::string, std::string>& scripts = {}) {
        const auto folder = temporary_.path() / fmt::format("bin{}", ++paths_);
        std::filesystem::create_directory(folder);
        for (const std::string& name : programs) {
            std::filesystem::create_symlink(find_program(name).value(), folder / name);
        }
        for (const auto& [name, text] : scripts) script(folder / name, text);
        return folder.string();
    }

    static void script(const std::filesystem::path& file, const std::string& text) {
        write_file(file, "#!/bin/sh\n" + text);
        ::chmod(file.c_str(), 0755);
    }

    TemporaryFolder temporary_;
    std::filesystem::path data_ = temporary_.path() / "data";
    std::filesystem::path project_ = temporary_.path() / "hello";

    [[nodiscard]] static std::string without_progress(const std::string& text) {
        return std::regex_replace(text, std::regex("build: [0-9]+ % [^\n]*\n"), "");
    }

private:
    int paths_ = 0;
};

}  // namespace perth::cli
