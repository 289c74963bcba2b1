// The rows of a picture of waveforms: any length of time in a bounded number of spans.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// A stretch of a row with one value, or one in which it changed too often to tell.
struct WaveSpan {
    std::int64_t begin = 0;  ///< µs; it ends where the next one begins
    std::uint32_t low = 0;   ///< the least value in it
    std::uint32_t high = 0;  ///< the greatest
    bool is_open = false;    ///< nobody drives the pad, at least for a part of it
    bool is_joined = false;  ///< of several

    [[nodiscard]] bool is_dense() const noexcept { return low != high || (is_open && is_joined); }
};

/// A number over time. What is shorter than a 2000th of the time so far may be joined with its
/// neighbours: no picture is wide enough to show it.
class WaveRow {
public:
    void add(std::int64_t time, std::uint32_t value, bool is_open);
    /// Joins what is shorter than `shortest`, the row having ended at `end`; at most
    /// 4 * end / shortest spans are left.
    void join(std::int64_t shortest, std::int64_t end);

    [[nodiscard]] const std::vector<WaveSpan>& spans() const noexcept { return spans_; }
    /// Returns how often it changed; what it is at the start is no change.
    [[nodiscard]] std::uint64_t changes() const noexcept { return changes_; }

private:
    std::vector<WaveSpan> spans_;
    std::uint64_t changes_ = 0;
};

/// Texts, as bytes of a UART, that came within a stretch of time.
struct WaveText {
    std::int64_t begin = 0;   ///< µs, of the first
    std::int64_t end = 0;     ///< of the last
    std::uint64_t count = 0;  ///< of bytes or transfers
    std::string text;         ///< their beginning
};

/// Texts over time, joined as those of WaveRow.
class TextRow {
public:
    /// `joint` parts this text from the one before it, if they come to stand in one stretch.
    explicit TextRow(std::string_view joint) : joint_(joint) {}

    void add(std::int64_t time, std::string_view text, std::uint64_t count);
    /// Joins what is nearer to each other than `nearest`.
    void join(std::int64_t nearest);

    [[nodiscard]] const std::vector<WaveText>& texts() const noexcept { return texts_; }
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

private:
    void append(WaveText& to, const WaveText& from) const;

    std::string_view joint_;
    std::vector<WaveText> texts_;
    std::uint64_t count_ = 0;
};

/// Returns bytes as a person reads them: "count 1\n", "\x00".
[[nodiscard]] std::string escaped_bytes(std::string_view bytes);

}  // namespace perth::cli
