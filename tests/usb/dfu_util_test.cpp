// dfu-util, which knows nothing of us, finds the models to be what they pretend to be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "cli/support/files.hpp"
#include "tests/cli/commands/perth.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/fakes/dfu_device.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/usb/testbed.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;

class DfuUtil : public testing::Test {
protected:
    Finished dfu_util(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), PERTH_DFU_UTIL);
        return folder_.run_other(std::move(arguments));
    }

    std::shared_ptr<fakes::Stm32Dfuse> plug_stm32(fakes::Stm32Dfuse::Behaviour behaviour = {}) {
        behaviour.times = fakes::FlashTimes::none();
        auto rom = std::make_shared<fakes::Stm32Dfuse>(behaviour, std::chrono::steady_clock::now);
        testbed_.plug(2, rom);
        return rom;
    }

    Perth folder_;
    fakes::UsbTestbed testbed_;
};

std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

TEST_F(DfuUtil, ListsTheMemoriesOfAnStm32) {
    plug_stm32();
    const Finished done = dfu_util({"--list"});

    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("Found DFU: [0483:df11] ver=2200, devnum=1, cfg=1, intf=0, "
                                    "path=\"1-2\", alt=0, name=\"@Internal Flash  "
                                    "/0x08000000/04*016Kg,01*064Kg,07*128Kg\", "
                                    "serial=\"385C34733435\""));
}

TEST_F(DfuUtil, WritesAndLeaves) {
    const auto rom = plug_stm32();
    rom->flash().assign(rom->flash().size(), 0x55);
    const Bytes image = sample_image(40'000);
    folder_.write("image.bin", text_of(image));
    const Finished done = dfu_util({"-a", "0", "-s", "0x08000000:leave", "-D", "image.bin"});

    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_TRUE(std::equal(image.begin(), image.end(), rom->flash().begin()));
    EXPECT_EQ(rom->started_at(), 0x08000000U);
}

TEST_F(DfuUtil, ReadsAnStm32) {
    const auto rom = plug_stm32();
    const Bytes image = sample_image(10'000);
    std::copy(image.begin(), image.end(), rom->flash().begin());
    const Finished done = dfu_util({"-a", "0", "-s", "0x08000000:10000", "-U", "read.bin"});

    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_EQ(read_file(folder_.folder() / "read.bin"), text_of(image));
}

TEST_F(DfuUtil, IsToldOfReadProtection) {
    plug_stm32({.is_protected = true});
    const Finished done = dfu_util({"-a", "0", "-s", "0x08000000:16", "-U", "read.bin"});
    EXPECT_NE(done.exit_code, 0);
}

TEST_F(DfuUtil, WritesAndReadsAPlainDevice) {
    const auto loader = std::make_shared<fakes::DfuLoader>(
        fakes::DfuLoader::Behaviour{.is_tolerant = true}, std::chrono::steady_clock::now);
    testbed_.plug(2, loader);
    const Bytes image = sample_image(2'000);
    folder_.write("image.bin", text_of(image));

    const Finished written = dfu_util({"-D", "image.bin"});
    EXPECT_EQ(written.exit_code, 0) << written.out << written.err;
    EXPECT_EQ(loader->image(), image);

    const Finished read = dfu_util({"-U", "read.bin"});
    EXPECT_EQ(read.exit_code, 0) << read.out << read.err;
    EXPECT_EQ(read_file(folder_.folder() / "read.bin"), text_of(image));
}

TEST_F(DfuUtil, DetachesARunningProgram) {
    const auto loader = std::make_shared<fakes::DfuLoader>(fakes::DfuLoader::Behaviour{},
                                                           std::chrono::steady_clock::now);
    testbed_.plug(2, std::make_shared<fakes::DfuRuntime>(fakes::DfuRuntime::Behaviour{}),
                  [loader] { return loader; });

    EXPECT_THAT(dfu_util({"--list"}).out, HasSubstr("Found Runtime: [1209:0001]"));
    EXPECT_EQ(dfu_util({"--detach"}).exit_code, 0);
    std::string list;
    for (int i = 0; i < 50 && list.find("Found DFU:") == list.npos; ++i) {
        list = dfu_util({"--list"}).out;
    }
    EXPECT_THAT(list, HasSubstr("Found DFU: [1209:0002]"));
}

}  // namespace
}  // namespace perth::cli
