#include "cli/flash/dfu.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/fakes/dfu_device.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;
namespace dfu = fakes::dfu;
using Loader = fakes::DfuLoader::Behaviour;
using Runtime = fakes::DfuRuntime::Behaviour;

const Programmer::Advance nobody_watches = [](std::size_t) {};

/// A plain DFU device in a host in process.
struct DfuBoard {
    explicit DfuBoard(const Loader& behaviour = {})
        : loader(std::make_shared<fakes::DfuLoader>(behaviour, host.clock())) {}

    void plug_loader() { host.plug(2, loader); }
    void plug_program(const Runtime& behaviour = {}) {
        host.plug(2, std::make_shared<fakes::DfuRuntime>(behaviour), [this] { return loader; });
    }
    usb::Attached attached() { return host.attached().at(0); }
    std::string download(const Bytes& image) {
        return dfu_download(host, attached(), {}, image, nobody_watches);
    }
    Bytes upload(std::size_t limit = 1 << 20) {
        return dfu_upload(host, attached(), {}, limit, nobody_watches);
    }

    fakes::UsbHost host;
    std::shared_ptr<fakes::DfuLoader> loader;
};

TEST(Dfu, DownloadsToADeviceThatLeavesByItself) {
    DfuBoard board({.will_detach = true});
    board.plug_loader();
    const Bytes image = sample_image(1000);
    EXPECT_EQ(board.download(image), "the device left its bootloader");
    EXPECT_EQ(board.loader->image(), image);
}

TEST(Dfu, DownloadsToADeviceThatWaitsForAReset) {
    DfuBoard board;
    board.plug_loader();
    const Bytes image = sample_image(1024);  // whole blocks
    EXPECT_EQ(board.download(image), "the device left its bootloader");
    EXPECT_EQ(board.loader->image(), image);
}

TEST(Dfu, DownloadsToADeviceThatStays) {
    DfuBoard board({.is_tolerant = true});
    board.plug_loader();
    EXPECT_EQ(board.download(sample_image(10)), "the device is ready for another image");
    EXPECT_EQ(board.loader->state(), dfu::idle);
}

TEST(Dfu, SendsBlocksOfOneSizeAndAsksAfterEach) {
    DfuBoard board({.is_tolerant = true, .transfer_size = 128});
    board.plug_loader();
    board.download(sample_image(300));
    EXPECT_THAT(board.host.trace(), HasSubstr("DNLOAD 0 (128)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"
                                              "DNLOAD 1 (128)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"
                                              "DNLOAD 2 (44)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"
                                              "DNLOAD 3 (0)\nGETSTATUS 0 (6)\nGETSTATUS 0 (6)\n"));
    EXPECT_THAT(board.host.trace(), Not(HasSubstr("stall")));
}

TEST(Dfu, SendsNoMoreThanLinuxPassesOn) {
    DfuBoard board({.is_tolerant = true, .transfer_size = 16384});
    board.plug_loader();
    board.download(sample_image(5000));
    EXPECT_THAT(board.host.trace(), HasSubstr("DNLOAD 0 (4096)"));
}

TEST(Dfu, SendsPacketsToADeviceThatDoesNotSayHowMuchItTakes) {
    DfuBoard board({.is_tolerant = true, .transfer_size = 0});
    board.plug_loader();
    EXPECT_THAT(error_text([&] { board.download(sample_image(100)); }),
                HasSubstr("writing byte 0"));
    EXPECT_THAT(board.host.trace(), HasSubstr("DNLOAD 0 (64)"));
}

TEST(Dfu, UploadsUntilTheDeviceEnds) {
    DfuBoard board;
    board.plug_loader();
    for (const std::size_t size : {0U, 255U, 256U, 1000U}) {
        board.loader->set_image(sample_image(size));
        EXPECT_EQ(board.upload(), sample_image(size));
        EXPECT_EQ(board.loader->state(), dfu::idle);
    }
}

TEST(Dfu, UploadsNoMoreThanItIsTold) {
    DfuBoard board({.never_ends = true});
    board.plug_loader();
    EXPECT_EQ(board.upload(1000).size(), 1000U);
    EXPECT_EQ(board.loader->state(), dfu::idle);
}

TEST(Dfu, DetachesAProgramThatLeavesByItself) {
    DfuBoard board;
    board.plug_program();
    const auto found = detach(board.host, board.attached(), board.host.now() + 5s);
    EXPECT_EQ(usb::name_of(found), "the USB device 1209:0002 at 1-2");
}

TEST(Dfu, DetachesAProgramByAReset) {
    DfuBoard board;
    board.plug_program({.will_detach = false, .answers_status = true});
    EXPECT_EQ(detach(board.host, board.attached(), board.host.now() + 5s).descriptors.pid, 0x0002);
}

TEST(Dfu, NeedNotDetachABootloader) {
    DfuBoard board;
    board.plug_loader();
    EXPECT_EQ(detach(board.host, board.attached(), board.host.now()).descriptors.pid, 0x0002);
    EXPECT_EQ(board.host.transfers(), 0U);
}

TEST(Dfu, SaysThatAProgramDidNotComeBack) {
    fakes::UsbHost host;
    host.plug(2, std::make_shared<fakes::DfuRuntime>(Runtime{}));
    const auto detaching = [&] { return detach(host, host.attached().at(0), host.now() + 5s); };
    EXPECT_EQ(error_text(detaching),
              "error: the USB device 1209:0001 at 1-2 did not enter its bootloader\n"
              "  it left the bus and did not come back\n"
              "  hint: bring it into its bootloader by its buttons or jumpers");
}

TEST(Dfu, SaysThatAProgramStayedWhatItIs) {
    fakes::UsbHost host;
    host.plug(2, std::make_shared<fakes::DfuRuntime>(Runtime{}),
              [] { return std::make_shared<fakes::DfuRuntime>(Runtime{}); });
    const auto detaching = [&] { return detach(host, host.attached().at(0), host.now() + 5s); };
    EXPECT_EQ(error_text(detaching),
              "error: the USB device 1209:0001 at 1-2 did not enter its bootloader\n"
              "  the USB device 1209:0001 at 1-2 has no interface in DFU mode\n"
              "  hint: bring it into its bootloader by its buttons or jumpers");
    EXPECT_EQ(error_exit(detaching), Exit::no_device);
}

TEST(Dfu, SaysThatADeviceHasNoDfu) {
    fakes::UsbHost host;
    usb::Attached other;
    other.place = {.bus = 1, .ports = {3}};
    other.descriptors.vid = 0x1234;
    EXPECT_EQ(error_text([&] { return detach(host, other, host.now()); }),
              "error: the USB device 1234:0000 at 1-3 has no DFU interface");
}

TEST(Dfu, SaysThatAProgramIsNoBootloader) {
    DfuBoard board;
    board.plug_program();
    EXPECT_EQ(error_text([&] { board.download({}); }),
              "error: the USB device 1209:0001 at 1-2 is not in DFU mode");
}

TEST(Dfu, SaysWhyTheDeviceRefusesAnImage) {
    DfuBoard board({.rejects = dfu::err_firmware});
    board.plug_loader();
    const auto download = [&] { board.download(sample_image(10)); };
    EXPECT_EQ(error_text(download),
              "error: the USB device 1209:0002 at 1-2 failed while putting the image in its place\n"
              "  errFIRMWARE (0x0a): the device has no valid program");
    EXPECT_EQ(error_exit(download), Exit::device_error);
}

TEST(Dfu, SaysWhereAnImageBecameTooLong) {
    DfuBoard board({.capacity = 512});
    board.plug_loader();
    EXPECT_EQ(error_text([&] { board.download(sample_image(1000)); }),
              "error: the USB device 1209:0002 at 1-2 failed while writing byte 512 and following\n"
              "  errWRITE (0x03): the device cannot write its memory");
}

TEST(Dfu, SaysThatADeviceGivesNoImages) {
    DfuBoard board({.can_upload = false});
    board.plug_loader();
    EXPECT_EQ(error_text([&] { return board.upload(); }),
              "error: the USB device 1209:0002 at 1-2 failed while starting to read\n"
              "  it gives no images");
}

TEST(Dfu, SaysThatADeviceTakesNoImages) {
    DfuBoard board({.can_download = false});
    board.plug_loader();
    EXPECT_EQ(error_text([&] { board.download(sample_image(1000)); }),
              "error: the USB device 1209:0002 at 1-2 failed while starting to write\n"
              "  it takes no images");
}

TEST(Dfu, DoesNotTakeAStayingDevicesSilenceForSuccess) {
    DfuBoard board({.is_tolerant = true});
    board.plug_loader();
    bool is_ended = false;
    board.host.set_tamper([&](auto, const usb::Setup& setup, auto, std::size_t length) {
        is_ended = is_ended || (setup.request == dfu::dnload && length == 0);
        return is_ended && setup.request == dfu::getstatus
                   ? std::optional(fakes::Answer{.outcome = usb::Outcome::gone})
                   : std::nullopt;
    });
    EXPECT_EQ(error_text([&] { board.download(sample_image(10)); }),
              "error: the USB device 1209:0002 at 1-2 vanished while putting the image in its "
              "place\n"
              "  DFU_GETSTATUS: the device is not there any more\n"
              "  hint: plug it in again and run the same command again");
}

class DfuStartsIn : public testing::TestWithParam<dfu::State> {};

TEST_P(DfuStartsIn, AnyStateThatAnEarlierToolLeft) {
    DfuBoard board({.is_tolerant = true});
    board.host.plug(2, board.loader, [&] {
        board.loader->power_cycle();
        return board.loader;
    });
    board.loader->set_state(GetParam());
    const Bytes image = sample_image(300);
    board.download(image);
    EXPECT_EQ(board.loader->image(), image);
}

INSTANTIATE_TEST_SUITE_P(States, DfuStartsIn,
                         testing::Values(dfu::idle, dfu::dnload_idle, dfu::manifest_wait_reset,
                                         dfu::upload_idle, dfu::error));

}  // namespace
}  // namespace perth::cli
