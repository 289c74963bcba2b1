// The regular expressions that people write for `--until`.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace perth::cli {

/// A POSIX extended regular expression, as `grep -E` takes it.
class Pattern {
public:
    /// An expression that cannot be read is an `Error` (Exit::wrong_use) naming `option`.
    Pattern(std::string text, std::string_view option);

    /// Returns whether any part of the line fits.
    [[nodiscard]] bool matches(std::string_view line) const;
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    struct Compiled;
    std::string text_;
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace perth::cli
