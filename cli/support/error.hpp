// The one exception type of the tool.
#pragma once

#include <exception>
#include <string>

#include "cli/support/exit.hpp"
#include "cli/support/fault.hpp"

namespace perth::cli {

/// An expected failure, thrown where the fact is known and turned into text and exit code in main.
///
/// Texts are lower case without a full stop; `why` may hold several lines; `hint` is one action.
class Error : public std::exception {
public:
    struct Parts {
        std::string what;          ///< what happened, in the user's words
        std::string why = {};      ///< the evidence, verbatim where the system gave it
        std::string hint = {};     ///< one action that can be typed or done; empty if there is none
        Exit exit = Exit::failed;  ///< the process's exit code; a fault brings its own
        Fault fault = Fault::none;  ///< what kind of failure, for those who recover from it
        std::string device = {};    ///< the device concerned, for --json; empty if none
        std::string result = {};    ///< JSON of what came out all the same, for --json, or empty
    };

    explicit Error(Parts parts);

    [[nodiscard]] const Parts& parts() const noexcept { return parts_; }
    /// Returns the three parts as they are printed, lines separated by '\n', without a last one.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] const char* what() const noexcept override { return parts_.what.c_str(); }

private:
    Parts parts_;
};

}  // namespace perth::cli
