// A project with tests, and the runs of `perth test` on it.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {

/// A project `try` whose test/try_test.cpp is written by the test.
class TestProject {
public:
    /// Returns the one that all tests of this program use, as new, but with what was built.
    static TestProject& shared() {
        static TestProject project;
        project.manifest("");
        project.source("#include <perth/perth.hpp>\nvoid perth_main(perth::Scheduler&) {}\n");
        return project;
    }

    TestProject() {
        perth_.share_compiler_cache();
        EXPECT_EQ(perth_.run({"new", "try", "-t", "empty", "-b", "host", "--no-git"}).exit_code, 0);
        std::filesystem::remove(folder() / "test/empty_test.cpp");
    }
    TestProject(const TestProject&) = delete;
    TestProject& operator=(const TestProject&) = delete;

    [[nodiscard]] std::filesystem::path folder() const { return perth_.folder() / "try"; }

    /// Writes perth.json with more members: `, "optimize": "debug"`.
    void manifest(const std::string& more) const {
        write_file_if_changed(folder() / "perth.json",
                              R"({"name": "try", "default_board": "host")" + more + "}");
    }
    void define(const std::string& name, const std::string& value) const {
        manifest(fmt::format(R"(, "defines": {{"{}": "{}"}})", name, value));
    }
    void source(const std::string& text) const {
        write_file_if_changed(folder() / "src/main.cpp", text);
    }
    void tests(const std::string& text) const {
        perth_.write("try/test/try_test.cpp",
                     "#include <perth/perth.hpp>\n"
                     "#include <perth/test.hpp>\n"
                     "using namespace std::chrono_literals;\n" +
                         text);
    }

    /// Runs `perth test` in the project; without progress, and with N for the milliseconds.
    [[nodiscard]] Finished run(std::vector<std::string> arguments) const {
        const std::vector<std::string> start = {"-C", "try", "test"};
        arguments.insert(arguments.begin(), start.begin(), start.end());
        Finished done = perth_.run(std::move(arguments));
        done.out = std::regex_replace(done.out, std::regex("[0-9]+ ms( total)?\\)"), "N ms)");
        done.err = std::regex_replace(done.err, std::regex("build: [0-9]+ % [^\n]*\n"), "");
        return done;
    }

    [[nodiscard]] const Perth& perth() const { return perth_; }

private:
    Perth perth_;
};

/// Returns the lines of GoogleTest's that boards do not print, and what they have in its place.
inline std::string without_environment(const std::string& text) {
    static const std::regex lines(
        "(Note: Google Test filter = [^\n]*|\\[----------\\] Global test environment [^\n]*)\n");
    return std::regex_replace(text, lines, "");
}

}  // namespace perth::cli
