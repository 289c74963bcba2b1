// A line of a stimulus taken apart, and complaints that point into it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// A word or a text in quotes.
struct StimulusWord {
    std::string text;  ///< without quotes, escapes replaced
    bool is_quoted = false;
    std::size_t column = 1;  ///< of its first character
};

/// The words of one line, taken one by one.
class StimulusWords {
public:
    /// Takes the line apart; a '#' outside quotes begins a comment.
    StimulusWords(std::string_view line, std::string file, std::size_t number);

    [[nodiscard]] bool is_at_end() const noexcept { return next_ >= words_.size(); }
    /// Returns whether the next word is this one, and takes it then.
    bool take(std::string_view word);
    /// Returns whether the next word but `skip` is this one.
    [[nodiscard]] bool is_ahead(std::string_view word, std::size_t skip) const;
    /// Takes this word, or complains.
    void expect(std::string_view word);
    /// Takes any word; `expected` names it in the complaint if there is none.
    const StimulusWord& word(std::string_view expected);
    /// Takes a whole number, decimal or 0x and hexadecimal, with this behind it.
    std::int64_t number(std::string_view expected, std::int64_t least, std::int64_t most,
                        std::string_view behind = {});
    /// Takes a duration, "20ms"; `least` is 0 or 1 µs.
    std::int64_t duration(std::string_view expected, std::int64_t least = 1);
    /// Takes text in quotes; not empty.
    const std::string& quoted(std::string_view expected);

    /// Points at the word taken last.
    [[noreturn]] void complain(std::string_view what, std::string hint = {}) const;
    /// As complain(), with "did you mean" for the word taken last.
    [[noreturn]] void complain_of_word(std::string_view what, const std::vector<std::string>& known,
                                       std::string hint) const;
    /// Complains unless all words were taken; `known` are those that could have followed.
    void expect_end(const std::vector<std::string>& known) const;

    [[nodiscard]] std::size_t line() const noexcept { return number_; }

private:
    void split(std::string_view line);
    std::size_t take_quoted(std::string_view line, std::size_t at);
    [[noreturn]] void complain_at(std::size_t column, std::string_view what,
                                  std::string hint) const;

    std::string file_;
    std::size_t number_;
    std::vector<StimulusWord> words_;
    std::size_t next_ = 0;
    std::size_t end_column_ = 1;
};

}  // namespace perth::cli
