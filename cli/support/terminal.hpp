// What the terminal can do, and text fitted to it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace perth::cli {

enum class ColorMode { automatic, always, never };

enum class Style { error, hint, good, dim, strong };

/// Opens /dev/null in the place of each of stdin, stdout and stderr that is closed, so that no file
/// of ours takes its number and receives what is printed. main calls it first.
void open_standard_streams();

/// The place people read: stdout and stderr, whether they are terminals, their width and colours.
class Terminal {
public:
    explicit Terminal(ColorMode mode);

    [[nodiscard]] bool out_is_tty() const noexcept { return out_is_tty_; }
    [[nodiscard]] bool err_is_tty() const noexcept { return err_is_tty_; }
    /// Returns the columns of the terminal, 80 where there is none, at least 10.
    [[nodiscard]] std::size_t columns() const;
    /// Returns its lines, 24 where there is none, at least 4.
    [[nodiscard]] std::size_t rows() const;
    /// Returns the text in the style's colour, or as it is where `fd` (1 or 2) has no colours.
    [[nodiscard]] std::string styled(Style style, std::string_view text, int fd) const;

private:
    bool out_is_tty_;
    bool err_is_tty_;
    bool out_color_;
    bool err_color_;
};

/// Returns `text` cut to `columns` character cells, with an ellipsis if cut. It knows UTF-8,
/// combining and wide characters; bytes that are not valid become U+FFFD.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

/// Returns "512 B", "12.4 KiB", "1.0 MiB": binary units, exact below 1 KiB.
[[nodiscard]] std::string pretty_size(std::size_t bytes);

/// Returns text from outside made safe for a terminal: control characters (newlines included),
/// characters that reorder text, and bytes that are not UTF-8 are shown as \xNN.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace perth::cli
