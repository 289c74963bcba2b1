#include "cli/support/terminal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <limits>
#include <string>

#include "cli/support/utf8.hpp"
#include "tests/cli/in_child.hpp"

namespace perth::cli {
namespace {

// Runs `action` with stdout and stderr on a terminal that is `columns` wide.
template <typename Action>
int on_terminal(unsigned short columns, const Action& action) {
    return in_child([&] {
        winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
        int controller = -1;
        int terminal = -1;
        if (::openpty(&controller, &terminal, nullptr, nullptr, &size) != 0) return 98;
        ::dup2(terminal, STDOUT_FILENO);
        ::dup2(terminal, STDERR_FILENO);
        ::unsetenv("NO_COLOR");
        ::unsetenv("CLICOLOR_FORCE");
        ::unsetenv("COLUMNS");
        ::setenv("TERM", "xterm", 1);
        return static_cast<int>(action());
    });
}

// Runs `action` with stdout and stderr on /dev/null.
template <typename Action>
int without_terminal(const Action& action) {
    return in_child([&] {
        const int null = ::open("/dev/null", O_RDWR);
        ::dup2(null, STDOUT_FILENO);
        ::dup2(null, STDERR_FILENO);
        ::unsetenv("NO_COLOR");
        ::unsetenv("CLICOLOR_FORCE");
        ::unsetenv("COLUMNS");
        return static_cast<int>(action());
    });
}

bool has_color(ColorMode mode) {
    return Terminal(mode).styled(Style::error, "x", 1) == "\x1b[1;31mx\x1b[0m";
}

TEST(Terminal, HasColorsOnATerminalOnly) {
    EXPECT_TRUE(on_terminal(80, [] { return has_color(ColorMode::automatic); }));
    EXPECT_FALSE(without_terminal([] { return has_color(ColorMode::automatic); }));
}

TEST(Terminal, ObeysTheEnvironment) {
    EXPECT_FALSE(on_terminal(80, [] {
        ::setenv("NO_COLOR", "1", 1);
        return has_color(ColorMode::automatic);
    }));
    EXPECT_TRUE(on_terminal(80, [] {
        ::setenv("NO_COLOR", "", 1);
        return has_color(ColorMode::automatic);
    }));
    EXPECT_FALSE(on_terminal(80, [] {
        ::setenv("TERM", "dumb", 1);
        return has_color(ColorMode::automatic);
    }));
    EXPECT_TRUE(without_terminal([] {
        ::setenv("CLICOLOR_FORCE", "1", 1);
        return has_color(ColorMode::automatic);
    }));
    EXPECT_FALSE(without_terminal([] {
        ::setenv("CLICOLOR_FORCE", "0", 1);
        return has_color(ColorMode::automatic);
    }));
    EXPECT_FALSE(without_terminal([] {
        ::setenv("CLICOLOR_FORCE", "1", 1);
        ::setenv("NO_COLOR", "1", 1);
        return has_color(ColorMode::automatic);
    }));
}

TEST(Terminal, TheOptionWinsOverTheEnvironment) {
    EXPECT_TRUE(without_terminal([] {
        ::setenv("NO_COLOR", "1", 1);
        return has_color(ColorMode::always);
    }));
    EXPECT_FALSE(on_terminal(80, [] {
        ::setenv("CLICOLOR_FORCE", "1", 1);
        return has_color(ColorMode::never);
    }));
}

TEST(Terminal, EachStreamHasItsOwnColors) {
    EXPECT_TRUE(on_terminal(80, [] {
        ::dup2(::open("/dev/null", O_RDWR), STDOUT_FILENO);
        const Terminal terminal(ColorMode::automatic);
        return !terminal.out_is_tty() && terminal.err_is_tty() &&
               terminal.styled(Style::dim, "x", 1) == "x" &&
               terminal.styled(Style::dim, "x", 2) == "\x1b[2mx\x1b[0m";
    }));
}

TEST(Terminal, AsksTheSystemForItsWidth) {
    EXPECT_EQ(on_terminal(132, [] { return Terminal(ColorMode::never).columns(); }), 132);
    EXPECT_EQ(on_terminal(20, [] { return Terminal(ColorMode::never).columns(); }), 20);
    EXPECT_EQ(on_terminal(3, [] { return Terminal(ColorMode::never).columns(); }), 10);
}

TEST(Terminal, TakesColumnsFromTheEnvironmentAndEightyOtherwise) {
    const auto columns_with = [](const char* value) {
        return without_terminal([value] {
            if (value != nullptr) ::setenv("COLUMNS", value, 1);
            return Terminal(ColorMode::never).columns();
        });
    };
    EXPECT_EQ(columns_with("100"), 100);
    EXPECT_EQ(columns_with(nullptr), 80);
    for (const char* absurd : {"", "0", "-5", "x", "40x", "99999999999"}) {
        EXPECT_EQ(columns_with(absurd), 80) << absurd;
    }
}

TEST(StandardStreams, AreOpenedWhereTheyWereClosed) {
    EXPECT_EQ(in_child([] {
                  ::close(STDIN_FILENO);
                  ::close(STDOUT_FILENO);
                  open_standard_streams();
                  return ::open("/dev/null", O_RDONLY) > STDERR_FILENO &&
                                 ::write(STDOUT_FILENO, "x", 1) == 1
                             ? 0
                             : 1;
              }),
              0);
}

TEST(Fit, LeavesAloneWhatFits) {
    EXPECT_EQ(fit("hello", 5), "hello");
    EXPECT_EQ(fit("", 0), "");
    EXPECT_EQ(fit("caf\u00e9", 4), "caf\u00e9");
    EXPECT_EQ(fit("\u6f22\u5b57", 4), "\u6f22\u5b57");
    EXPECT_EQ(fit("e\u0301", 1), "e\u0301");
}

TEST(Fit, CutsWithAnEllipsis) {
    EXPECT_EQ(fit("hello", 4), "hel\u2026");
    EXPECT_EQ(fit("hello", 1), "\u2026");
    EXPECT_EQ(fit("hello", 0), "");
    EXPECT_EQ(fit("caf\u00e9s", 4), "caf\u2026");
}

TEST(Fit, CutsNoCharacterInHalf) {
    EXPECT_EQ(fit("\u6f22\u5b57\u6f22", 4), "\u6f22\u2026");
    EXPECT_EQ(fit("e\u0301e\u0301e\u0301", 2), "e\u0301\u2026");
    EXPECT_EQ(fit("\U0001F600\U0001F600", 3), "\U0001F600\u2026");
}

TEST(Fit, ReplacesBytesThatAreNotUtf8) {
    EXPECT_EQ(fit("a\xff\x80z", 9), "a\ufffd\ufffdz");
    EXPECT_EQ(fit("\xe2\x82", 9), "\ufffd\ufffd");
}

TEST(Fit, NeverExceedsItsWidthWhateverTheBytes) {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += static_cast<char>((i * 7919 + i / 13) % 256);
    for (std::size_t columns = 0; columns < 100; ++columns) {
        for (std::size_t begin = 0; begin < 200; ++begin) {
            EXPECT_LE(text_width(fit(text.substr(begin), columns)), columns);
        }
    }
}

TEST(PrettySize, IsExactBelowAKibibyteAndRoundsAbove) {
    EXPECT_EQ(pretty_size(0), "0 B");
    EXPECT_EQ(pretty_size(1023), "1023 B");
    EXPECT_EQ(pretty_size(1024), "1.0 KiB");
    EXPECT_EQ(pretty_size(12'700), "12.4 KiB");
    EXPECT_EQ(pretty_size(1'048'575), "1.0 MiB");
    EXPECT_EQ(pretty_size(1'048'576), "1.0 MiB");
    EXPECT_EQ(pretty_size(std::size_t{3} << 30), "3.0 GiB");
    EXPECT_EQ(pretty_size(std::numeric_limits<std::size_t>::max()), "16777216.0 TiB");
}

TEST(Printable, KeepsTextAndShowsControlCharacters) {
    EXPECT_EQ(printable("caf\u00e9 \u6f22 \U0001F600 \\"), "caf\u00e9 \u6f22 \U0001F600 \\");
    EXPECT_EQ(printable("\x1b]52;c;x\x07\n\t\x7f"), "\\x1b]52;c;x\\x07\\x0a\\x09\\x7f");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, ShowsControlCharactersOfTheSecondHalf) {
    EXPECT_EQ(printable("\u009b2J"), "\\xc2\\x9b2J");
}

TEST(Printable, ShowsWhatReordersText) {
    EXPECT_EQ(printable("a\u202eb\u2066"), "a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6");
}

TEST(Printable, ShowsBytesThatAreNotUtf8) { EXPECT_EQ(printable("a\xff\xc3"), "a\\xff\\xc3"); }

}  // namespace
}  // namespace perth::cli
