#include "cli/flash/drive_texts.hpp"

#include <gmock/gmock.h>

namespace perth::cli {
namespace {

using testing::ElementsAre;

TEST(DriveTexts, HaveFacts) {
    const auto details = parse_drive_details(
        "# DAPLink Firmware - see https://mbed.com/daplink\r\nUnique ID: 9900\r\n"
        "Daplink Mode: Interface\r\nURL: https://microbit.org/a:b\r\nRemount count: "
        "7\r\nnothing\r\n");
    EXPECT_EQ(details.facts.size(), 4U);
    EXPECT_EQ(details.facts.at("Daplink Mode"), "Interface");
    EXPECT_EQ(details.facts.at("URL"), "https://microbit.org/a:b");
    EXPECT_EQ(details.remounts(), 7U);
    for (const char* text : {"", "Remount count:", "Remount count: 7x", "Remount count: -1",
                             "Remount count: 99999999999999999999999"}) {
        EXPECT_EQ(parse_drive_details(text).remounts(), std::nullopt) << text;
    }
}

TEST(DriveTexts, HaveAnErrorAndItsTypes) {
    for (const char* types : {"transient, user", "user, transient", "user,transient"}) {
        const auto failure =
            parse_drive_failure(std::string("error: bad sum\r\ntype: ") + types + "\r\n");
        EXPECT_EQ(failure.text, "bad sum");
        EXPECT_THAT(failure.types, ElementsAre("transient", "user"));
        EXPECT_EQ(drive_hint(failure), "flash a program that was built for this board");
    }
    const auto plain = parse_drive_failure("The target is locked\n");
    EXPECT_EQ(plain.text, "The target is locked");
    EXPECT_THAT(plain.types, ElementsAre());
    EXPECT_EQ(drive_hint(plain), "");
    EXPECT_EQ(parse_drive_failure("error: \x1B[2J\r\n").text.find('\x1B'), std::string::npos);
    EXPECT_EQ(parse_drive_failure("").text, "");
}

}  // namespace
}  // namespace perth::cli
