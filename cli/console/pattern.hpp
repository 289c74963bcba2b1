// The regular expressions that people write for `--until` and its like.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace perth::cli {

/// A POSIX extended regular expression, as `grep -E` takes it.
class Pattern {
public:
    /// An expression that cannot be read is an `Error` (Exit::wrong_use) naming `option`.
    Pattern(std::string text, std::string_view option);

    /// Returns whether any part of the line fits.
    [[nodiscard]] bool matches(std::string_view line) const;
    /// Returns where the first part behind `from` that fits begins and ends; slower than matches().
    /// An empty part does not count.
    [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> find(std::string_view line,
                                                                          std::size_t from) const;
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    struct Compiled;
    std::string text_;
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace perth::cli
