#include "perth/io/print.hpp"

#include <limits>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class Print : public RuntimeTest {
protected:
    /// What the console got, without its first line.
    static std::string printed() {
        const std::string& all = host::board().console();
        return all.starts_with("-- ") ? all.substr(all.find('\n') + 1) : all;
    }
};

TEST_F(Print, NumbersOfEveryWidth) {
    println("{} {} {}", 0, -1, 42U);
    println("{} {}", std::numeric_limits<std::int64_t>::min(),
            std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(printed(), "0 -1 42\n-9223372036854775808 18446744073709551615\n");
}

TEST_F(Print, HexadecimalAndWidth) {
    println("{:x} {:08x} [{:5}] [{:05}] [{:05}]", 255U, 0xbeefU, 42, 42, -42);
    EXPECT_EQ(printed(), "ff 0000beef [   42] [00042] [-0042]\n");
}

TEST_F(Print, TextBoolAndBraces) {
    println("{{}} {} {} {:6}|", "text", true, std::string_view("ab"));
    EXPECT_EQ(printed(), "{} text true     ab|\n");
}

TEST_F(Print, DurationsInTheUnitThatFits) {
    println("{} {} {} {} {}", 7us, 1500us, 2s, 90s + 1us, -3ms);
    EXPECT_EQ(printed(), "7 us 1.5 ms 2 s 90.000001 s -3 ms\n");
}

TEST_F(Print, FloatingPointWithFourDigits) {
    println("{} {} {} {}", 1.5, -0.25, 2.99999, 123456789.0);
    EXPECT_EQ(printed(), "1.5000 -0.2500 3.0000 123456789.0000\n");
}

TEST_F(Print, QuotesWhatALineMayNotBeginWith) {
    print("\x06\x09 a\n\x04 b \x06\n");
    EXPECT_EQ(printed(), "\\x06\x09 a\n\\x04 b \x06\n");
}

namespace example {
void report(int channel, unsigned status) {
    perth::println("channel {}: status {:04x}", channel, status);
}
}  // namespace example

TEST_F(Print, Example) {
    example::report(3, 0xBEE);
    EXPECT_EQ(printed(), "channel 3: status 0bee\n");
}

}  // namespace
}  // namespace perth
