#include "cli/console/deferred_log.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace perth::cli {
namespace {

using testing::StartsWith;

constexpr const char* build = "1a2b3c4d00112233";

/// What a firmware sends, made independently of it.
class Sent {
public:
    Sent& number(std::int64_t value) {
        for (bool more = true; more;) {
            const auto five = static_cast<unsigned>(value & 31);
            value >>= 5;
            more = value != (five >= 16 ? -1 : 0);
            text_ += static_cast<char>('0' + five + (more ? 32 : 0));
        }
        return *this;
    }
    Sent& wide(std::uint64_t value) {
        return number(static_cast<std::int32_t>(value))
            .number(static_cast<std::int32_t>(value >> 32));
    }
    Sent& text(const std::string& text) {
        number(static_cast<std::int64_t>(text.size()));
        text_ += text;
        return *this;
    }
    Sent& raw(const std::string& letters) {
        text_ += letters;
        return *this;
    }
    /// Without 02 and the line feed.
    [[nodiscard]] std::string line(std::uint32_t seed = 0x1a2b3c4d) const {
        std::uint32_t check = seed;
        for (const char byte : text_) {
            check = (check ^ static_cast<unsigned char>(byte)) * 16'777'619U;
        }
        std::string all = text_;
        for (int i = 0; i < 4; ++i) all += static_cast<char>('0' + (check >> (8 + 6 * i) & 63));
        return all;
    }

private:
    std::string text_;
};

/// A section with these entries; `at` is where each begins.
struct Section {
    Section(std::initializer_list<std::string> entries) {
        for (const std::string& entry : entries) {
            at.push_back(static_cast<std::int64_t>(strings.section.size()));
            strings.section += entry + '\0';
        }
    }
    LogStrings strings{.build = build, .section = {}};
    std::vector<std::int64_t> at;
};

std::string decoded(const Sent& sent, const LogStrings& strings) {
    return decode_log_line(sent.line(), strings).value_or("nothing");
}

TEST(LogLine, IsWhatPrintlnWouldHaveSaid) {
    const Section section = {"2\x1fhello {{}}",   "0iu\x1f{} {:04x}|{{",  "1bs\x1f{:6}/{:5}",
                             "3IU\x1f{} {:x}",    "2tttt\x1f{} {} {} {}", "2fF\x1f{} {:8}",
                             "3ii\x1f{:05}, {:5}"};
    const auto& at = section.at;
    const LogStrings& strings = section.strings;
    EXPECT_EQ(decoded(Sent().number(at[0]), strings), "info: hello {}");
    EXPECT_EQ(decoded(Sent().number(at[1]).number(-7).number(0xbeef), strings), "error: -7 beef|{");
    EXPECT_EQ(decoded(Sent().number(at[1]).number(INT32_MIN).number(-1), strings),
              "error: -2147483648 ffffffff|{");
    EXPECT_EQ(decoded(Sent().number(at[2]).number(1).text("ab"), strings), "warning:   true/   ab");
    EXPECT_EQ(decoded(Sent().number(at[2]).number(0).number(~3).raw("abc"), strings),
              "warning:  false/abc…");
    EXPECT_EQ(decoded(Sent()
                          .number(at[3])
                          .wide(static_cast<std::uint64_t>(-5'000'000'000))
                          .wide(0x123456789abcdef0),
                      strings),
              "debug: -5000000000 123456789abcdef0");
    EXPECT_EQ(decoded(Sent()
                          .number(at[4])
                          .wide(1500)
                          .wide(1'234'567)
                          .wide(static_cast<std::uint64_t>(-1))
                          .wide(2'000'000),
                      strings),
              "info: 1.5 ms 1.234567 s -1 us 2 s");
    EXPECT_EQ(decoded(Sent().number(at[5]).number(0x3FA00000).wide(0xC00FFFFAC1D29DC7), strings),
              "info: 1.2500 -       4.0000");
    EXPECT_EQ(decoded(Sent().number(at[6]).number(-42).number(42), strings), "debug: -0042,    42");
}

TEST(LogLine, IsNothingIfItIsNotWholeOrOfAnotherBuild) {
    const Section section = {"2i\x1ftemperature {}", "2s\x1f{}", "broken", "9i\x1f{}", "2i\x1f{",
                             "2i\x1fno field"};
    const LogStrings& strings = section.strings;
    const Sent good = Sent().number(0).number(21);
    EXPECT_EQ(decoded(good, strings), "info: temperature 21");
    // Another build, by one bit; each letter wrong; each end cut off.
    EXPECT_FALSE(decode_log_line(good.line(0x1a2b3c4c), strings));
    const std::string line = good.line();
    for (std::size_t i = 0; i < line.size(); ++i) {
        std::string wrong = line;
        wrong[i] ^= 1;
        EXPECT_FALSE(decode_log_line(wrong, strings)) << i;
        EXPECT_FALSE(decode_log_line(line.substr(0, i), strings)) << i;
        EXPECT_FALSE(decode_log_line(line.substr(i + 1), strings)) << i;
    }
    // A right check, and what does not fit the section.
    const auto nothing = [&](const Sent& sent) { EXPECT_EQ(decoded(sent, strings), "nothing"); };
    nothing(Sent().number(1).number(21));  // inside an entry
    nothing(Sent().number(-1).number(21));
    nothing(Sent().number(1000).number(21));
    nothing(Sent().number(0));                       // a value is missing
    nothing(Sent().number(0).number(21).number(1));  // one too many
    nothing(Sent().number(0).raw("ooooooooo0"));     // a number without an end
    nothing(Sent().number(section.at[1]).number(50).raw("short"));
    nothing(Sent().number(section.at[1]).number(INT32_MIN).raw("short"));
    for (std::size_t i = 2; i < section.at.size(); ++i)
        nothing(Sent().number(section.at[i]).number(1));
    EXPECT_FALSE(decode_log_line("", strings));
}

class DeferredLogTest : public testing::Test {
protected:
    static std::string shown(const std::string& bytes, std::size_t piece = 1'000'000) {
        DeferredLog log([] { return std::vector<BuiltFile>{}; });
        std::string out;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            log.feed(std::string_view(bytes).substr(at, piece), out);
        }
        log.finish(out);
        return out;
    }
};

TEST_F(DeferredLogTest, SaysPlainlyThatNoElfFits) {
    const std::string line = "\x02" + Sent().number(0).number(21).line() + "\n";
    EXPECT_THAT(shown("a\n" + line + "b\n"), StartsWith("a\nlog (no ELF here fits): 30 "));
    EXPECT_THAT(
        shown("-- x 1.0.0, build 1a2b3c4d\n" + line),
        StartsWith("-- x 1.0.0, build 1a2b3c4d\nlog (no ELF here has build 1a2b3c4d): 30 "));
    for (std::size_t piece = 1; piece < 40; ++piece) {
        EXPECT_EQ(shown("a\n" + line + "\r\nb\n", piece), shown("a\n" + line + "\r\nb\n")) << piece;
    }
}

TEST_F(DeferredLogTest, PassesEverythingElse) {
    for (const std::string& text :
         {std::string("plain\n"), std::string("in\x02side\n"), std::string("\x02 text\n"),
          std::string("\x02\n"), std::string("\x02unfinished"),
          "\x02" + std::string(1000, 'o') + "\nnext\n"}) {
        EXPECT_EQ(shown(text), text);
        EXPECT_EQ(shown(text, 1), text);
    }
}

}  // namespace
}  // namespace perth::cli
