// The words of a shell's command.
#pragma once

#include <cstdint>
#include <string_view>

#include "perth/diag/shell_value.hpp"

namespace perth::detail {

/// One word. `text` is the part of the command that it is; of a text, what is between the quotes.
struct ShellToken {
    enum class Kind : std::uint8_t {
        end,
        number,  ///< see `value`
        text,
        name,
        sign,  ///< see `sign`
        wrong  ///< see `problem`
    };
    /// Signs of two characters; those of one are themselves.
    static constexpr char floor_division = 'D';
    static constexpr char equal = 'E';
    static constexpr char not_equal = 'N';
    static constexpr char at_most = 'L';
    static constexpr char at_least = 'G';

    Kind kind = Kind::end;
    char sign = 0;
    std::string_view text = {};
    ShellValue value = {};
    ShellProblem problem = {};

    [[nodiscard]] bool is(char what) const noexcept { return kind == Kind::sign && sign == what; }
};

/// Takes a command apart. Copying it remembers the place.
class ShellScanner {
public:
    explicit constexpr ShellScanner(std::string_view command) noexcept : rest_(command) {}

    ShellToken next() noexcept;

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
        return ahead < rest_.size() ? rest_[ahead] : '\0';
    }
    std::string_view cut(std::size_t size) noexcept;
    ShellToken number() noexcept;
    ShellToken hexadecimal() noexcept;
    ShellToken real(std::size_t size) noexcept;
    ShellToken text() noexcept;
    ShellToken name() noexcept;
    ShellToken sign() noexcept;
    ShellToken wrong(ShellError error, const char* what, std::size_t size) noexcept;

    std::string_view rest_;
};

}  // namespace perth::detail
