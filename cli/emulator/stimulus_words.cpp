#include "cli/emulator/stimulus_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "cli/emulator/duration.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_quote = 40;  // characters of a word in a message

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// Returns the column of the byte at `at`: characters are counted, not bytes.
std::size_t column_of(std::string_view line, std::size_t at) {
    std::size_t column = 1;
    for (const char c : line.substr(0, at)) column += (c & 0xc0) == 0x80 ? 0 : 1;
    return column;
}

std::string quoted_word(std::string_view word) {
    return fmt::format("'{}'", fit(printable(word), longest_quote));
}

/// Reads the escape behind a backslash and takes it away; returns nothing if there is none such.
std::optional<char> take_escape(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const char kind = text.front();
    text.remove_prefix(1);
    constexpr std::string_view names = "nrt0\\\"";
    constexpr std::string_view meanings("\n\r\t\0\\\"", 6);
    if (const std::size_t place = names.find(kind); place != std::string_view::npos) {
        return meanings[place];
    }
    int value = 0;
    if (kind != 'x' || text.size() < 2) return std::nullopt;
    const auto result = std::from_chars(text.data(), text.data() + 2, value, 16);
    if (result.ptr != text.data() + 2 || value < 0) return std::nullopt;
    text.remove_prefix(2);
    return static_cast<char>(value);
}

}  // namespace

StimulusWords::StimulusWords(std::string_view line, std::string file, std::size_t number)
    : file_(std::move(file)), number_(number) {
    split(line);
}

void StimulusWords::split(std::string_view line) {
    std::size_t at = 0;
    while (at < line.size() && line[at] != '#') {
        if (is_space(line[at])) {
            ++at;
        } else if (line[at] == '"') {
            at = take_quoted(line, at);
        } else {
            const std::size_t begin = at;
            while (at < line.size() && !is_space(line[at]) && line[at] != '"') ++at;
            words_.push_back({.text = std::string(line.substr(begin, at - begin)),
                              .column = column_of(line, begin)});
        }
    }
    const std::size_t last = line.substr(0, at).find_last_not_of(" \t\r");
    end_column_ = column_of(line, last == std::string_view::npos ? 0 : last + 1);
}

/// Returns the place behind the quotes that begin at `at`.
std::size_t StimulusWords::take_quoted(std::string_view line, std::size_t at) {
    StimulusWord word{.text = {}, .is_quoted = true, .column = column_of(line, at)};
    std::string_view rest = line.substr(at + 1);
    for (;;) {
        if (rest.empty()) complain_at(word.column, "the quotes are not closed", {});
        const std::size_t here = line.size() - rest.size();
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == '"') break;
        if (c != '\\') {
            word.text += c;
            continue;
        }
        const auto meant = take_escape(rest);
        if (!meant) {
            complain_at(column_of(line, here), "there is no such escape",
                        R"(there are \n \r \t \0 \\ \" and \x41)");
        }
        word.text += *meant;
    }
    words_.push_back(std::move(word));
    return line.size() - rest.size();
}

bool StimulusWords::is_ahead(std::string_view word, std::size_t skip) const {
    const std::size_t place = next_ + skip;
    return place < words_.size() && !words_[place].is_quoted && words_[place].text == word;
}

bool StimulusWords::take(std::string_view word) {
    if (!is_ahead(word, 0)) return false;
    ++next_;
    return true;
}

void StimulusWords::expect(std::string_view word) {
    if (take(word)) return;
    const std::string& found = this->word(word).text;
    complain(fmt::format("expected {}, found {}", word, quoted_word(found)));
}

const StimulusWord& StimulusWords::word(std::string_view expected) {
    if (is_at_end()) {
        complain_at(end_column_, fmt::format("expected {}, found the line's end", expected), {});
    }
    const StimulusWord& word = words_[next_++];
    if (word.is_quoted) complain(fmt::format("expected {}, found text in quotes", expected));
    return word;
}

std::int64_t StimulusWords::number(std::string_view expected, std::int64_t least, std::int64_t most,
                                   std::string_view behind) {
    const std::string& text = word(expected).text;
    const std::string_view digits(text);
    const std::size_t begin = digits.starts_with("0x") ? 2 : 0;
    const std::size_t end = digits.size() - (digits.ends_with(behind) ? behind.size() : 0);
    std::int64_t value = 0;
    const auto result = std::from_chars(text.data() + std::min(begin, end), text.data() + end,
                                        value, begin == 0 ? 10 : 16);
    const bool is_whole = result.ec == std::errc{} && result.ptr == text.data() + end;
    if (!is_whole || !digits.ends_with(behind) || value < least || value > most) {
        complain(fmt::format("expected {} from {} to {}{}, found {}", expected, least, most,
                             behind.empty() ? "" : fmt::format(" and '{}'", behind),
                             quoted_word(text)));
    }
    return value;
}

std::int64_t StimulusWords::duration(std::string_view expected, std::int64_t least) {
    const std::string& text = word(expected).text;
    const auto value = find_duration(text);
    if (!value || value->count() < least || *value > longest_duration) {
        complain(fmt::format("expected {}, found {}", expected, quoted_word(text)),
                 "for example 500us, 20ms, 1.5s, 2m or 1h");
    }
    return value->count();
}

const std::string& StimulusWords::quoted(std::string_view expected) {
    if (is_at_end() || !words_[next_].is_quoted) {
        const std::string& found = word(expected).text;
        complain(fmt::format("expected {}, found {}", expected, quoted_word(found)));
    }
    const std::string& text = words_[next_++].text;
    if (text.empty()) complain("there is nothing between the quotes");
    return text;
}

void StimulusWords::complain(std::string_view what, std::string hint) const {
    complain_at(words_[next_ - 1].column, what, std::move(hint));
}

void StimulusWords::complain_of_word(std::string_view what, const std::vector<std::string>& known,
                                     std::string hint) const {
    const std::string& word = words_[next_ - 1].text;
    if (const auto near = did_you_mean(word, known)) hint = fmt::format("did you mean {}?", *near);
    complain(fmt::format("{} {}", quoted_word(word), what), std::move(hint));
}

void StimulusWords::expect_end(const std::vector<std::string>& known) const {
    if (is_at_end()) return;
    const StimulusWord& word = words_[next_];
    const auto near = did_you_mean(word.text, known);
    complain_at(word.column, fmt::format("{} does not belong here", quoted_word(word.text)),
                near            ? fmt::format("did you mean {}?", *near)
                : known.empty() ? ""
                                : fmt::format("what may follow: {}", fmt::join(known, ", ")));
}

void StimulusWords::complain_at(std::size_t column, std::string_view what, std::string hint) const {
    throw Error({.what = fmt::format("{}:{}:{}: {}", file_, number_, column, what),
                 .hint = std::move(hint),
                 .exit = Exit::wrong_use});
}

}  // namespace perth::cli
