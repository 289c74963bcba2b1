#include "cli/flash/dfu_status.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/flash/dfu_quirks.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

TEST(DfuStatus, IsRead) {
    const auto busy = parse_dfu_status(Bytes{0x00, 0x64, 0x00, 0x00, 0x04, 0x00});
    ASSERT_TRUE(busy);
    EXPECT_EQ(busy->code, dfu_code::ok);
    EXPECT_EQ(busy->poll, 100ms);
    EXPECT_EQ(busy->state, DfuState::download_busy);

    const auto wrong = parse_dfu_status(Bytes{0x0B, 0x00, 0x00, 0x01, 0x0A, 0x04});
    ASSERT_TRUE(wrong);
    EXPECT_EQ(wrong->code, dfu_code::vendor);
    EXPECT_EQ(wrong->poll, 65536ms);
    EXPECT_EQ(wrong->state, DfuState::error);
    EXPECT_EQ(wrong->string_index, 4);
}

TEST(DfuStatus, IsNothingOfAnotherLength) {
    EXPECT_FALSE(parse_dfu_status(Bytes{}));
    EXPECT_FALSE(parse_dfu_status(Bytes{0, 0, 0, 0, 2}));
    EXPECT_FALSE(parse_dfu_status(Bytes{0, 0, 0, 0, 2, 0, 0}));
}

TEST(DfuStatus, HasTheStandardsNames) {
    EXPECT_EQ(to_string(DfuState::app_idle), "appIDLE");
    EXPECT_EQ(to_string(DfuState::download_busy), "dfuDNBUSY");
    EXPECT_EQ(to_string(DfuState::error), "dfuERROR");
    EXPECT_EQ(to_string(static_cast<DfuState>(11)), "state 0x0b");
    const std::vector<std::string> codes = {
        "OK (0x00): no error",
        "errTARGET (0x01): the address or file is not for this device",
        "errFILE (0x02): the file fails the vendor's check",
        "errWRITE (0x03): the device cannot write its memory",
        "errERASE (0x04): erasing failed",
        "errCHECK_ERASED (0x05): the memory is not erased",
        "errPROG (0x06): programming failed",
        "errVERIFY (0x07): what was programmed reads back differently",
        "errADDRESS (0x08): the address is out of range",
        "errNOTDONE (0x09): the end came before the device had all data",
        "errFIRMWARE (0x0a): the device has no valid program",
        "errVENDOR (0x0b): the vendor's own error",
        "errUSBR (0x0c): the device saw an unexpected USB reset",
        "errPOR (0x0d): the device saw an unexpected power-on reset",
        "errUNKNOWN (0x0e): the device does not know what went wrong",
        "errSTALLEDPKT (0x0f): the device stalled an unexpected request",
    };
    for (std::uint8_t code = 0; code < codes.size(); ++code) {
        EXPECT_EQ(describe_dfu_code(code), codes[code]);
    }
    EXPECT_EQ(describe_dfu_code(0x10), "status 0x10, which DFU 1.1 does not have");
}

TEST(DfuQuirks, AreOfTheDevicesThatHaveThem) {
    const auto poll = [](std::uint16_t vid, std::uint16_t pid, std::uint16_t bcd_device) {
        usb::Descriptors device;
        device.vid = vid;
        device.pid = pid;
        device.bcd_device = bcd_device;
        return dfu_quirks(device).poll;
    };
    EXPECT_EQ(poll(0x1D50, 0x5117, 1), 5ms);
    EXPECT_EQ(poll(0x1457, 0x5126, 1), 5ms);
    EXPECT_EQ(poll(0x1D50, 0x5127, 1), std::nullopt);
    EXPECT_EQ(poll(0x16C0, 0x0762, 1), 5ms);
    EXPECT_EQ(poll(0x16C0, 0x076C, 1), 5ms);
    EXPECT_EQ(poll(0x0908, 0x02C4, 0), 5ms);
    EXPECT_EQ(poll(0x0908, 0x02C4, 1), std::nullopt);
    EXPECT_EQ(poll(0x0763, 0x2806, 1), 5ms);
    EXPECT_EQ(poll(0x0483, 0xDF11, 0x2200), std::nullopt);
}

}  // namespace
}  // namespace perth::cli
