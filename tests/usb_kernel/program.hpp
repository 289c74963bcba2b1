// Running the clients of a scenario.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"

namespace perth::usb_kernel {

/// Runs a program to its end, which comes after `limit` seconds at the latest (exit code 124).
cli::Finished run(std::vector<std::string> args, int limit = 20);

/// The same for a line of shell.
cli::Finished sh(const std::string& line, int limit = 20);

/// Returns a command of perth's, by a path that is open to every user.
[[nodiscard]] std::vector<std::string> perth(std::vector<std::string> args);

/// A program beside us, which the destructor ends.
class Background {
public:
    /// `input` is what it reads, both of its streams are kept.
    explicit Background(std::vector<std::string> args, const std::string& input = "/dev/null");

    /// Returns what it has written so far.
    [[nodiscard]] std::string output() const;
    /// Returns its exit code.
    int wait() { return child_.wait(); }
    [[nodiscard]] pid_t pid() const { return child_.pid(); }
    /// Ends it.
    void terminate() { child_.terminate(); }

private:
    cli::Handle input_;
    cli::Handle output_;
    cli::Child child_;
};

}  // namespace perth::usb_kernel
