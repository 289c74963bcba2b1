#include "cli/console/status_line.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace perth::cli {
namespace {

/// A terminal of 5 rows and 20 columns that knows what a status line needs.
class Screen {
public:
    void write(std::string_view bytes) {
        while (!bytes.empty()) take(bytes);
    }
    /// Returns the rows without the spaces at their ends; the cursor is '_'.
    [[nodiscard]] std::string text() const {
        std::string text;
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            std::string line = rows_[row];
            if (row == row_) line[column_] = '_';
            line.erase(line.find_last_not_of(' ') + 1);
            text += line + "\n";
        }
        return text;
    }

private:
    static constexpr std::size_t columns = 20;

    void take(std::string_view& bytes) {
        const auto starts = [&](std::string_view sequence) {
            if (!bytes.starts_with(sequence)) return false;
            bytes.remove_prefix(sequence.size());
            return true;
        };
        if (starts("\r")) {
            column_ = 0;
        } else if (starts("\n")) {
            column_ = 0;
            down();
        } else if (starts("\x1b"
                          "D")) {
            down();
        } else if (starts("\x1b[A")) {
            row_ -= row_ > 0 ? 1 : 0;
        } else if (starts("\x1b[B")) {
            row_ += row_ + 1 < rows_.size() ? 1 : 0;
        } else if (starts("\x1b"
                          "7")) {
            saved_ = {row_, column_};
        } else if (starts("\x1b"
                          "8")) {
            row_ = saved_[0];
            column_ = saved_[1];
        } else if (starts("\x1b[K")) {
            rows_[row_].replace(column_, columns, columns - column_, ' ');
        } else if (!starts("\x1b[m")) {
            rows_[row_][column_++] = bytes[0];
            bytes.remove_prefix(1);
        }
    }
    void down() {
        if (++row_ < rows_.size()) return;
        --row_;
        std::move(rows_.begin() + 1, rows_.end(), rows_.begin());
        rows_.back() = std::string(columns, ' ');
    }

    static std::string empty() { return std::string(columns, ' '); }
    std::array<std::string, 5> rows_ = {empty(), empty(), empty(), empty(), empty()};
    std::size_t row_ = 0;
    std::size_t column_ = 0;
    std::array<std::size_t, 2> saved_{};
};

TEST(StatusLine, StandsBelowAPromptWhoseCursorStays) {
    Screen screen;
    StatusLine line;
    screen.write("hello\n> ");
    screen.write(line.show("LED on"));
    EXPECT_EQ(screen.text(), "hello\n> _\nLED on\n\n\n");
    screen.write(line.show("LED"));
    EXPECT_EQ(screen.text(), "hello\n> _\nLED\n\n\n");
    screen.write(line.hide());
    EXPECT_EQ(screen.text(), "hello\n> _\n\n\n\n");
    screen.write("x\n");
    EXPECT_EQ(screen.text(), "hello\n> x\n_\n\n\n");
}

TEST(StatusLine, ScrollsAtTheBottomAndTearsNothing) {
    Screen screen;
    StatusLine line;
    std::string expected;
    for (int i = 0; i < 9; ++i) {
        screen.write(line.show("status"));
        screen.write(line.show("status"));
        screen.write(line.hide());
        screen.write("line " + std::to_string(i) + "\n");
    }
    screen.write(line.show("status"));
    EXPECT_EQ(screen.text(), "line 6\nline 7\nline 8\n_\nstatus\n");
    screen.write(line.hide());
    EXPECT_EQ(screen.text(), "line 6\nline 7\nline 8\n_\n\n");
}

TEST(StatusLine, LeavesTheRestOfALineThatIsWrittenOver) {
    Screen screen;
    StatusLine line;
    screen.write("100 %\r");
    screen.write(line.show("status"));
    screen.write(line.hide());
    EXPECT_EQ(screen.text(), "_00 %\n\n\n\n\n");
}

TEST(StatusLine, HidesNothingWhereThereIsNothing) {
    StatusLine line;
    EXPECT_EQ(line.hide(), "");
    (void)line.show("x");
    EXPECT_TRUE(line.is_shown());
    (void)line.hide();
    EXPECT_EQ(line.hide(), "");
}

}  // namespace
}  // namespace perth::cli
