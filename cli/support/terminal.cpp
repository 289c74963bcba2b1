#include "cli/support/terminal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "cli/support/utf8.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t fewest_columns = 10;
constexpr std::size_t default_columns = 80;
constexpr std::size_t fewest_rows = 4;
constexpr std::size_t default_rows = 24;

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// no-color.org and bixense.com/clicolors: NO_COLOR counts if not empty, CLICOLOR_FORCE if not "0".
bool wants_color(ColorMode mode, bool is_tty) {
    if (mode != ColorMode::automatic) return mode == ColorMode::always;
    if (!variable("NO_COLOR").empty()) return false;
    const std::string_view force = variable("CLICOLOR_FORCE");
    if (!force.empty() && force != "0") return true;
    return is_tty && variable("TERM") != "dumb";
}

std::size_t columns_of(int fd) {
    winsize size = {};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::size_t columns_from_environment() {
    const std::string_view text = variable("COLUMNS");
    unsigned short columns = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
    return error == std::errc{} && end == text.data() + text.size() ? columns : 0;
}

std::string_view code_of(Style style) {
    switch (style) {
        case Style::error:
            return "1;31";
        case Style::hint:
            return "36";
        case Style::good:
            return "32";
        case Style::dim:
            return "2";
        case Style::strong:
            return "1";
    }
    return "0";
}

// Characters that move the cursor, act as commands, or change the order of what is shown.
bool is_unsafe(char32_t code) {
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool reorders = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return control || reorders || code == 0x2028 || code == 0x2029;
}

}  // namespace

void open_standard_streams() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        const bool is_closed = ::fcntl(fd, F_GETFD) < 0;
        // open() takes the lowest free descriptor, which is `fd`: those below it are open.
        if (is_closed && ::open("/dev/null", O_RDWR) < 0) return;
    }
}

Terminal::Terminal(ColorMode mode)
    : out_is_tty_(::isatty(STDOUT_FILENO) == 1),
      err_is_tty_(::isatty(STDERR_FILENO) == 1),
      out_color_(wants_color(mode, out_is_tty_)),
      err_color_(wants_color(mode, err_is_tty_)) {}

std::size_t Terminal::columns() const {
    std::size_t columns = columns_of(STDOUT_FILENO);
    if (columns == 0) columns = columns_of(STDERR_FILENO);
    if (columns == 0) columns = columns_from_environment();
    if (columns == 0) columns = default_columns;
    return std::max(columns, fewest_columns);
}

std::size_t Terminal::rows() const {
    winsize size = {};
    const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row != 0;
    return std::max<std::size_t>(known ? size.ws_row : default_rows, fewest_rows);
}

std::string Terminal::styled(Style style, std::string_view text, int fd) const {
    const bool color = fd == STDOUT_FILENO ? out_color_ : err_color_;
    if (!color || text.empty()) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code_of(style), text);
}

std::string fit(std::string_view text, std::size_t columns) {
    constexpr std::string_view ellipsis = "\u2026";
    constexpr std::string_view replacement = "\ufffd";
    const bool cut = text_width(text) > columns;
    if (cut && columns == 0) return {};
    const std::size_t room = cut ? columns - 1 : columns;
    std::string fitted;
    std::size_t width = 0;
    while (!text.empty()) {
        const Utf8Char next = first_char(text);
        width += next.valid ? cell_width(next.code) : 1;
        if (width > room) break;
        fitted += next.valid ? text.substr(0, next.size) : replacement;
        text.remove_prefix(next.size);
    }
    if (cut) fitted += ellipsis;
    return fitted;
}

std::string pretty_size(std::size_t bytes) {
    constexpr std::array units = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) return fmt::format("{} B", bytes);
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    // 1023.95 would be printed as 1024.0.
    for (; value >= 1023.95 && unit + 1 < units.size(); ++unit) value /= 1024;
    return fmt::format("{:.1f} {}", value, units[unit]);
}

std::string printable(std::string_view text) {
    std::string safe;
    while (!text.empty()) {
        const Utf8Char next = first_char(text);
        const std::string_view bytes = text.substr(0, next.size);
        if (next.valid && !is_unsafe(next.code)) {
            safe += bytes;
        } else {
            for (const char byte : bytes) {
                safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
            }
        }
        text.remove_prefix(next.size);
    }
    return safe;
}

}  // namespace perth::cli
