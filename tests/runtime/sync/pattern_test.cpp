#include "perth/sync/pattern.hpp"

#include <array>
#include <random>
#include <regex>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class PatternTest : public RuntimeTest {};

bool matches(std::string_view pattern, std::string_view text) {
    return Pattern(pattern).matches(text);
}

TEST_F(PatternTest, MatchesFromTheBeginning) {
    EXPECT_TRUE(matches("abc", "abc"));
    EXPECT_TRUE(matches("abc", "abcd"));
    EXPECT_FALSE(matches("abc", "ab"));
    EXPECT_FALSE(matches("bc", "abc"));
    EXPECT_TRUE(matches("", ""));
    EXPECT_TRUE(matches("a|b", "b"));
    EXPECT_FALSE(matches("a|b", "c"));
}

TEST_F(PatternTest, KnowsClassesRepetitionAndPlainCharacters) {
    EXPECT_TRUE(matches("[a-c]+x", "abcx"));
    EXPECT_FALSE(matches("[a-c]+x", "x"));
    EXPECT_TRUE(matches("[^0-9]", "a"));
    EXPECT_FALSE(matches("[^0-9]", "5"));
    EXPECT_TRUE(matches("[a|b]", "|"));
    EXPECT_TRUE(matches("[]]", "]"));
    EXPECT_TRUE(matches("[a-]", "-"));
    EXPECT_TRUE(matches("colou?r", "color"));
    EXPECT_TRUE(matches("a\\.b", "a.b"));
    EXPECT_FALSE(matches("a\\.b", "axb"));
    EXPECT_TRUE(matches("a\\|b", "a|b"));
}

TEST_F(PatternTest, AnUnfinishedPatternIsReadAsFarAsItGoes) {
    EXPECT_TRUE(matches("[ab", "b"));
    EXPECT_FALSE(matches("[ab", "c"));
    EXPECT_FALSE(matches("[", "["));
    EXPECT_FALSE(matches("[", "a"));
    EXPECT_TRUE(matches("[^", "a"));
    EXPECT_TRUE(matches("a\\", "a\\"));
    EXPECT_TRUE(matches("*a", "*a"));
    EXPECT_TRUE(matches("|", "anything"));
}

/// A pattern of a few items over the letters a and b.
std::string random_pattern(std::mt19937& random) {
    static constexpr std::array items = {"a", "b", ".", "[ab]", "[^a]", "[a-b]", "\\.", "|"};
    static constexpr std::array repeats = {"", "", "*", "+", "?"};
    std::string pattern;
    for (unsigned i = random() % 6; i > 0; --i) {
        const std::string item = items[random() % items.size()];
        pattern += item;
        if (item != "|") pattern += repeats[random() % repeats.size()];
    }
    return pattern;
}

TEST_F(PatternTest, AgreesWithTheStandardLibraryOnThousandsOfPatterns) {
    std::mt19937 random(1);
    int matched = 0;
    for (int i = 0; i < 3000; ++i) {
        const std::string pattern = random_pattern(random);
        const std::regex regex(pattern);
        for (int j = 0; j < 5; ++j) {
            std::string text;
            for (unsigned k = random() % 7; k > 0; --k) text += "abc."[random() % 4];
            const bool expected =
                std::regex_search(text, regex, std::regex_constants::match_continuous);
            EXPECT_EQ(matches(pattern, text), expected) << pattern << " on " << text;
            matched += expected ? 1 : 0;
        }
    }
    EXPECT_GT(matched, 3000);
    EXPECT_LT(matched, 12000);
}

TEST_F(PatternTest, ReadsNoByteBehindAnyPatternOrText) {
    std::mt19937 random(2);
    for (int i = 0; i < 20'000; ++i) {
        std::vector<char> pattern(random() % 7);  // without a zero behind: the sanitizer looks on
        std::vector<char> text(random() % 6);
        for (char& c : pattern) c = "a[]^-*+?|\\."[random() % 11];
        for (char& c : text) c = "a]^-b"[random() % 5];
        (void)matches({pattern.data(), pattern.size()}, {text.data(), text.size()});
    }
}

namespace example {
constexpr perth::Pattern any_alarm("[a-z]+_alarm|alarm");
static_assert(sizeof any_alarm == sizeof(std::string_view));

bool concerns_me(std::string_view topic) { return any_alarm.matches(topic); }
}  // namespace example

TEST_F(PatternTest, Example) {
    EXPECT_TRUE(example::concerns_me("fire_alarm"));
    EXPECT_TRUE(example::concerns_me("alarm"));
    EXPECT_FALSE(example::concerns_me("fire"));
}

}  // namespace
}  // namespace perth
