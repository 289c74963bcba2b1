#include "cli/emulator/svg_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace perth::cli {
namespace {

/// Of a row, before its short ones are joined.
constexpr std::size_t most_spans = 8192;
/// The time so far is cut into so many parts; what is shorter than one is short.
constexpr std::int64_t parts = 2000;
constexpr std::size_t longest_text = 200;

std::int64_t part_of(std::int64_t time) { return std::max<std::int64_t>(1, time / parts); }

}  // namespace

void WaveRow::add(std::int64_t time, std::uint32_t value, bool is_open) {
    if (time > 0) ++changes_;
    const WaveSpan span{.begin = time, .low = value, .high = value, .is_open = is_open};
    if (!spans_.empty() && spans_.back().begin == time) {  // it never stood
        spans_.back() = span;
        return;
    }
    spans_.push_back(span);
    if (spans_.size() >= most_spans) join(part_of(time), time);
}

void WaveRow::join(std::int64_t shortest, std::int64_t end) {
    std::vector<WaveSpan> joined;
    bool follows_short = false;
    for (std::size_t i = 0; i < spans_.size(); ++i) {
        const WaveSpan& span = spans_[i];
        const bool is_last = i + 1 == spans_.size();
        const std::int64_t stop = is_last ? end : spans_[i + 1].begin;
        // The last one may go on.
        const bool is_short = !is_last && stop - span.begin < shortest;
        if (is_short && follows_short && span.begin - joined.back().begin < shortest) {
            WaveSpan& whole = joined.back();
            whole.low = std::min(whole.low, span.low);
            whole.high = std::max(whole.high, span.high);
            whole.is_open |= span.is_open;
            whole.is_joined = true;
        } else {
            joined.push_back(span);
        }
        follows_short = is_short;
    }
    spans_ = std::move(joined);
}

void TextRow::append(WaveText& to, const WaveText& from) const {
    to.end = from.end;
    to.count += from.count;
    if (to.text.size() >= longest_text) return;
    to.text += joint_;
    to.text += from.text;
}

void TextRow::add(std::int64_t time, std::string_view text, std::uint64_t count) {
    count_ += count;
    const WaveText its{.begin = time,
                       .end = time,
                       .count = count,
                       .text = std::string(text.substr(0, longest_text))};
    if (!texts_.empty() && texts_.back().end == time) {
        append(texts_.back(), its);
        return;
    }
    texts_.push_back(its);
    if (texts_.size() >= most_spans) join(part_of(time));
}

void TextRow::join(std::int64_t nearest) {
    std::vector<WaveText> joined;
    for (WaveText& text : texts_) {
        if (!joined.empty() && text.begin - joined.back().end < nearest) {
            append(joined.back(), text);
        } else {
            joined.push_back(std::move(text));
        }
    }
    texts_ = std::move(joined);
}

std::string escaped_bytes(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        if (byte == '\n') {
            text += "\\n";
        } else if (byte == '\r') {
            text += "\\r";
        } else if (byte == '\t') {
            text += "\\t";
        } else if (byte >= ' ' && byte <= '~') {
            text += byte;
        } else {
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
        }
    }
    return text;
}

}  // namespace perth::cli
