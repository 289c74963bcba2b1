// The real program, run as a user would: what it prints and how it ends.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {

/// Runs perth in a folder of the test's own, which is also the user's home.
class Perth {
public:
    [[nodiscard]] std::filesystem::path folder() const {
        return std::filesystem::canonical(folder_.path());
    }
    void write(const std::filesystem::path& file, const std::string& content) const {
        std::filesystem::create_directories((folder() / file).parent_path());
        std::ofstream(folder() / file) << content;
    }
    [[nodiscard]] bool has(const std::filesystem::path& file) const {
        return std::filesystem::exists(folder() / file);
    }
    /// Sets a variable of the environment for the runs that follow.
    void set(const std::string& name, const std::string& value) { environment_[name] = value; }

    /// Lets builds use what this user's ccache has, though the home is the test's.
    void share_compiler_cache() {
        const char* const home = std::getenv("HOME");
        const char* const cache = std::getenv("CCACHE_DIR");
        if (cache == nullptr && home != nullptr)
            set("CCACHE_DIR", std::string(home) + "/.cache/ccache");
    }

    /// Runs perth with these arguments.
    [[nodiscard]] Finished run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), PERTH_PROGRAM);
        return run_other(std::move(arguments));
    }
    /// Runs a shell script in which $0 is perth.
    [[nodiscard]] Finished shell(const std::string& script) const {
        return run_other({"sh", "-c", script, PERTH_PROGRAM});
    }
    [[nodiscard]] Finished run_other(std::vector<std::string> arguments) const {
        std::map<std::string, std::string> environment = environment_;
        environment.emplace("HOME", folder().string());
        environment.emplace("XDG_CONFIG_HOME", (folder() / "config").string());
        Finished done = cli::run(
            {.args = std::move(arguments), .folder = folder(), .environment = environment});
        shorten(done.out);
        shorten(done.err);
        return done;
    }
    /// Returns what perth prints on a terminal of so many columns.
    [[nodiscard]] std::string on_terminal(unsigned short columns,
                                          std::vector<std::string> arguments) const {
        const winsize size{.ws_row = 25, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
        int terminal = -1;
        const pid_t pid = ::forkpty(&terminal, nullptr, nullptr, &size);
        if (pid == 0) become(std::move(arguments));
        std::string shown;
        char buffer[4096];
        for (ssize_t got = 0; (got = ::read(terminal, buffer, sizeof buffer)) > 0;) {
            shown.append(buffer, static_cast<std::size_t>(got));
        }
        ::close(terminal);
        ::waitpid(pid, nullptr, 0);
        std::erase(shown, '\r');
        return shown;
    }

private:
    [[noreturn]] void become(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), PERTH_PROGRAM);
        std::vector<char*> raw;
        for (std::string& argument : arguments) raw.push_back(argument.data());
        raw.push_back(nullptr);
        ::setenv("XDG_CONFIG_HOME", (folder() / "config").c_str(), 1);
        if (::chdir(folder().c_str()) == 0) ::execv(raw[0], raw.data());
        ::_exit(99);
    }
    /// Leaves out the folder's name, which differs from run to run, and perth's own source folder.
    void shorten(std::string& text) const {
        for (const std::string& name : {folder().string(), std::string(PERTH_SOURCE_DIR)}) {
            const std::string shorter = name == PERTH_SOURCE_DIR ? "SOURCE" : "HOME";
            for (auto at = text.find(name); at != text.npos; at = text.find(name)) {
                text.replace(at, name.size(), shorter);
            }
        }
    }

    TemporaryFolder folder_;
    std::map<std::string, std::string> environment_;
};

}  // namespace perth::cli
