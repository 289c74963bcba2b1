#include "cli/console/keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace perth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Returns what was typed as one text: commands as <number>.
std::string understood(Keys& keys, std::string_view bytes) {
    std::string text;
    for (const Typed& typed : keys.take(bytes)) {
        text += typed.text;
        if (typed.key) text += "<" + std::to_string(static_cast<int>(*typed.key)) + ">";
    }
    return text;
}

const std::vector<Key> some = {Key::quit, Key::hex, Key::help};

TEST(Keys, PassText) {
    Keys keys(some);
    EXPECT_EQ(understood(keys, "abc\r\x03\x1b[A"), "abc\r\x03\x1b[A");
    EXPECT_THAT(keys.take(""), IsEmpty());
}

TEST(Keys, TakeCommandsOutOfTheText) {
    Keys keys(some);
    EXPECT_EQ(understood(keys, "a\x14xb\x14q"), "a<6>b<0>");
}

TEST(Keys, RememberThePrefixBetweenTwoReads) {
    Keys keys(some);
    EXPECT_EQ(understood(keys, "a\x14"), "a");
    EXPECT_EQ(understood(keys, "qb"), "<0>b");
}

TEST(Keys, SendThePrefixWhenItIsTypedTwice) {
    Keys keys(some);
    EXPECT_EQ(understood(keys, "\x14\x14q"), "\x14q");
}

TEST(Keys, TakeCtrlAndLetterForTheLetter) {
    Keys keys(some);
    EXPECT_EQ(understood(keys, "\x14\x11\x14\x18"), "<0><6>");
}

TEST(Keys, HelpWhereThereIsNoSuchCommand) {
    Keys keys(some);
    EXPECT_EQ(understood(keys,
                         "\x14z\x14?\x14"
                         "f\x14h"),
              "<11><11><11><11>");
}

TEST(Keys, ListWhatIsOffered) {
    EXPECT_EQ(Keys(some).help(),
              "keys behind Ctrl-T (Ctrl-T twice sends it):\n"
              "  q  quit\n"
              "  x  hexadecimal, text\n"
              "  h  this help");
}

}  // namespace
}  // namespace perth::cli
