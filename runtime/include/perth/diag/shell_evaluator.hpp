// What a shell's command means: an expression, an assignment, the start of a coroutine.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "perth/diag/shell_names.hpp"
#include "perth/diag/shell_scanner.hpp"

namespace perth::detail {

/// Texts that expressions make.
class ShellTexts {
public:
    static constexpr std::size_t room = 96;  ///< bytes, of one command

    void clear() noexcept { used_ = 0; }
    /// Returns `first` and `second` as one text.
    ShellAnswer join(std::string_view first, std::string_view second) noexcept;
    /// Returns a text in which \n, \t, \r, \0, \\, \', \" and \x41 stand for one byte each.
    ShellAnswer unescape(std::string_view text) noexcept;

private:
    [[nodiscard]] std::span<char> take(std::size_t size) noexcept;

    std::array<char, room> bytes_{};
    std::size_t used_ = 0;
};

/// Returns `left sign right`. Integers are 64 bits and do not wrap: what does not fit is an error.
/// `/` gives a real number; `//` and `%` round towards minus infinity. An integer beside a real
/// number is taken for one.
ShellAnswer shell_apply(char sign, const ShellValue& left, const ShellValue& right,
                        ShellTexts& texts) noexcept;
ShellAnswer shell_negate(const ShellValue& value) noexcept;

/// Evaluates commands:
///
///     command    = [name "="] ("await" name arguments | comparison) | nothing
///     comparison = sum [("==" | "!=" | "<" | "<=" | ">" | ">=") sum]
///     sum        = product {("+" | "-") product}
///     product    = factor {("*" | "/" | "//" | "%") factor}
///     factor     = {"+" | "-"} (number | text | "true" | "false" | name [arguments] |
///                  "(" comparison ")")
///     arguments  = "(" [comparison {"," comparison}] ")"
///
/// A command is read to its end before anything is done. Memory: about 250 bytes. Stack: at most
/// 900 bytes a level of parentheses or calls (the compiler's figures for a Cortex-M0), of which
/// there are at most `deepest`.
class ShellEvaluator {
public:
    static constexpr unsigned deepest = 5;
    static constexpr std::size_t most_arguments = 4;

    struct Outcome {
        ShellAnswer answer;                   ///< the value, unless `command` is to give it
        const ShellName* variable = nullptr;  ///< that is to be assigned to, by assign()
        const ShellName* command = nullptr;   ///< that is to be started with arguments()
    };

    /// Knows these from now on; they must outlive it.
    void use(std::span<const ShellName> names) noexcept { names_ = names; }

    /// Does what the command says, as far as that needs no waiting. A text in the outcome, and
    /// the word of a problem, are valid as long as `command` is, and until the next call.
    Outcome run(std::string_view command) noexcept;
    [[nodiscard]] std::span<const ShellValue> arguments() const noexcept {
        return std::span(arguments_).first(argument_count_);
    }
    static ShellProblem assign(const ShellName& variable, const ShellValue& value) noexcept;

private:
    Outcome command(std::string_view text) noexcept;
    void start(Outcome& outcome) noexcept;
    ShellValue comparison() noexcept;
    ShellValue sum() noexcept;
    ShellValue product() noexcept;
    ShellValue factor() noexcept;
    ShellValue primary() noexcept;
    ShellValue parentheses() noexcept;
    ShellValue named() noexcept;
    ShellValue call(std::string_view name) noexcept;
    std::size_t read_arguments(std::span<ShellValue> into) noexcept;
    ShellValue apply(const ShellValue& left,
                     ShellValue (ShellEvaluator::*right)() noexcept) noexcept;

    [[nodiscard]] const ShellName* find(std::string_view name) noexcept;
    bool enter() noexcept;
    void next() noexcept;
    void expect(char sign, const char* otherwise) noexcept;
    ShellValue take(const ShellAnswer& answer, std::string_view of = {}) noexcept;
    ShellValue fail(ShellError error, const char* text, std::string_view of = {}) noexcept;

    std::span<const ShellName> names_;
    ShellScanner scanner_{{}};
    ShellToken token_;
    ShellProblem problem_;  // the first
    ShellTexts texts_;
    std::array<ShellValue, most_arguments> arguments_{};  // of the coroutine to be started
    std::uint8_t argument_count_ = 0;
    std::uint8_t depth_ = 0;
    bool only_reads_ = false;  // nothing is looked up, computed or called
};

}  // namespace perth::detail
