#include "cli/build/uf2_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "cli/image/image.hpp"
#include "cli/image/uf2.hpp"
#include "cli/support/files.hpp"
#include "tests/cli/build/sample_plan.hpp"
#include "tests/cli/image/content.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

/// An ELF for ARM whose one segment has DEADBEEF for 0x10000000.
constexpr std::string_view elf =
    "7f454c46 01010100 0000000000000000 0200 2800 01000000 01010010 34000000 00000000 00020005"
    "3400 2000 0100 2800 0000 0000 01000000 54000000 00000020 00000010 04000000 08000000 06000000"
    "04000000 deadbeef";

class Uf2File : public testing::Test {
protected:
    Uf2File() {
        plan_.folder = folder_.path();
        plan_.board.flash = {"picoboot", "uf2"};
        plan_.board.uf2_family = uf2_family_rp2040;
        const Bytes bytes = from_hex(elf);
        write_file(plan_.elf(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    [[nodiscard]] std::filesystem::path file() const { return plan_.folder / "hello.uf2"; }

    TemporaryFolder folder_;
    BuildPlan plan_ = sample_plan();
};

TEST_F(Uf2File, IsMadeForABoardWithSuchADrive) {
    write_uf2_file(plan_);
    const Image image = read_image(file());
    EXPECT_EQ(image.uf2_family, uf2_family_rp2040);
    Bytes bytes = from_hex("deadbeef");
    bytes.resize(256, 0xFF);
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x10000000, bytes}}));
}

TEST_F(Uf2File, IsNotMadeForOthers) {
    plan_.board.flash = {"dfuse"};
    write_uf2_file(plan_);
    plan_.board.flash = {"uf2"};
    plan_.board.uf2_family.reset();
    write_uf2_file(plan_);
    EXPECT_FALSE(std::filesystem::exists(file()));
}

}  // namespace
}  // namespace perth::cli
