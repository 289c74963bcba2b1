// Who may include whom, and what a header must and must not hold: the rules as a function.
#pragma once

#include <string>
#include <vector>

namespace perth::architecture {

/// A file of the repository; `path` is from its root, with '/'.
struct SourceFile {
    std::string path;
    std::string text;
};

/// Returns what is against the rules, one line each: "PATH:LINE: what is wrong". Files outside
/// cli/ and runtime/ are not looked at.
[[nodiscard]] std::vector<std::string> violations(const std::vector<SourceFile>& files);

}  // namespace perth::architecture
