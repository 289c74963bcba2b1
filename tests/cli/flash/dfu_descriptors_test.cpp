#include "cli/flash/dfu_descriptors.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/usb_descriptors.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

usb::Attached device(const fakes::DfuDescription& description) {
    usb::Attached attached;
    attached.descriptors = usb::parse_descriptors(fakes::dfu_descriptors(description));
    return attached;
}

fakes::DfuDescription description(std::uint16_t vid, std::uint16_t pid) {
    fakes::DfuDescription result;
    result.vid = vid;
    result.pid = pid;
    return result;
}

TEST(DfuFunctional, IsRead) {
    const Bytes bytes = {0x09, 0x21, 0x0B, 0xFF, 0x00, 0x00, 0x08, 0x1A, 0x01};
    const auto read = parse_dfu_functional(bytes);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->can_download);
    EXPECT_TRUE(read->can_upload);
    EXPECT_FALSE(read->manifestation_tolerant);
    EXPECT_TRUE(read->will_detach);
    EXPECT_EQ(read->detach_timeout, 255ms);
    EXPECT_EQ(read->transfer_size, 2048);
    EXPECT_EQ(read->version, 0x011A);
}

TEST(DfuFunctional, OfDfu10HasNoVersion) {
    const Bytes bytes = {0x07, 0x21, 0x01, 0xE8, 0x03, 0x40, 0x00};
    const auto read = parse_dfu_functional(bytes);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->can_download);
    EXPECT_FALSE(read->can_upload);
    EXPECT_EQ(read->detach_timeout, 1000ms);
    EXPECT_EQ(read->transfer_size, 64);
    EXPECT_EQ(read->version, 0x0100);
}

TEST(DfuFunctional, IsFoundAmongOthers) {
    const Bytes bytes = {3, 0x24, 7, 0x07, 0x21, 0x01, 0xE8, 0x03, 0x40, 0x00};
    EXPECT_TRUE(parse_dfu_functional(bytes));
}

TEST(DfuFunctional, IsNothingIfItIsNotWhole) {
    for (const Bytes& bytes : {Bytes{}, Bytes{9}, Bytes{9, 0x21, 0, 0, 0, 0, 0, 0},
                               Bytes{6, 0x21, 0, 0, 0, 0}, Bytes{0, 0x21, 0, 0, 0, 0, 0, 0, 0}}) {
        EXPECT_FALSE(parse_dfu_functional(bytes));
    }
}

TEST(DfuInterface, IsFoundWithItsAlternates) {
    auto stm32 = description(0x0483, 0xDF11);
    stm32.names = {4, 5, 6, 7};
    stm32.version = 0x011A;
    const auto found = find_dfu(device(stm32));

    ASSERT_TRUE(found);
    EXPECT_EQ(found->number, 0);
    EXPECT_TRUE(found->in_dfu_mode);
    EXPECT_TRUE(found->is_dfuse());
    ASSERT_EQ(found->alternates.size(), 4U);
    EXPECT_EQ(found->alternates[3].number, 3);
    EXPECT_EQ(found->alternates[3].name_index, 7);
}

TEST(DfuInterface, OfARunningProgramIsNotInDfuMode) {
    auto program = description(0x1209, 0x0001);
    program.in_dfu_mode = false;
    const auto found = find_dfu(device(program));
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->in_dfu_mode);
    EXPECT_FALSE(found->is_dfuse());
}

TEST(DfuInterface, IsNothingElse) {
    auto other = device(description(0x1209, 0x0001));
    other.descriptors.interfaces[0].subclass = 2;  // IrDA
    EXPECT_FALSE(find_dfu(other));
    EXPECT_FALSE(find_dfu({}));
}

TEST(DfuInterface, InDfuModeIsPreferred) {
    auto two = device(description(0x1209, 0x0001));
    two.descriptors.interfaces.push_back(two.descriptors.interfaces[0]);
    two.descriptors.interfaces[0].protocol = 1;
    two.descriptors.interfaces[1].number = 3;
    EXPECT_EQ(find_dfu(two)->number, 3);
}

TEST(DfuInterface, HasTheDescriptorOfTheConfigurationIfNoOther) {
    auto odd = device(description(0x1209, 0x0001));
    std::swap(odd.descriptors.extra, odd.descriptors.interfaces[0].extra);
    EXPECT_EQ(find_dfu(odd)->functional->transfer_size, 64);
    odd.descriptors.extra.clear();
    EXPECT_FALSE(find_dfu(odd)->functional);
}

// Devices that say the wrong thing.

TEST(DfuInterface, WithDfuseAndProtocol0IsInDfuMode) {
    auto early = description(0x0483, 0xDF11);
    early.version = 0x011A;
    auto attached = device(early);
    attached.descriptors.interfaces[0].protocol = 0;
    EXPECT_TRUE(find_dfu(attached)->in_dfu_mode);
}

TEST(DfuInterface, OfNxpLpcIsInDfuMode) {
    auto lpc = description(0x1FC9, 0x000C);
    lpc.in_dfu_mode = false;
    EXPECT_TRUE(find_dfu(device(lpc))->in_dfu_mode);
}

TEST(DfuInterface, OfAJabraAloneIsInDfuMode) {
    auto attached = device(description(0x0B0E, 0x0001));
    attached.descriptors.interfaces[0].protocol = 0;
    EXPECT_TRUE(find_dfu(attached)->in_dfu_mode);
    attached.descriptors.interfaces.push_back({.number = 1, .extra = {}});
    EXPECT_FALSE(find_dfu(attached)->in_dfu_mode);
}

TEST(DfuInterface, OfAMapleSpeaksDfu11) {
    auto maple = description(0x1EAF, 0x0003);
    maple.version = 0x011A;
    maple.bcd_device = 0x0200;
    EXPECT_EQ(find_dfu(device(maple))->functional->version, 0x0110);
    maple.bcd_device = 0x0201;
    EXPECT_EQ(find_dfu(device(maple))->functional->version, 0x011A);
}

}  // namespace
}  // namespace perth::cli
