#include <gtest/gtest.h>

#include "cli/flash/update.hpp"

namespace perth::cli {
namespace {

using Action = SectorUpdate::Action;
using namespace std::chrono_literals;

UpdateReport sample_report() {
    return {.sectors = {{{.address = 0x08000000, .size = 0x4000}, Action::same, 16384},
                        {{.address = 0x08004000, .size = 0x4000}, Action::write, 1},
                        {{.address = 0x08008000, .size = 0x8000}, Action::rewrite, 4096}},
            .compared = true,
            .erased_all = false,
            .dry_run = false,
            .read = 25000,
            .written = 4352,
            .verified = true,
            .started = "the device left its bootloader",
            .traffic = {.sent = 5000, .received = 26000, .round_trips = 42},
            .took = 1250ms};
}

TEST(UpdateReport, IsJson) {
    EXPECT_EQ(update_json(sample_report()),
              R"({"sectors":[)"
              R"({"address":134217728,"size":16384,"action":"same","bytes":16384},)"
              R"({"address":134234112,"size":16384,"action":"write","bytes":1},)"
              R"({"address":134250496,"size":32768,"action":"erase and write","bytes":4096}],)"
              R"("compared":true,"erased_all":false,"dry_run":false,"read":25000,"written":4352,)"
              R"("verified":true,"started":"the device left its bootloader","sent":5000,)"
              R"("received":26000,"round_trips":42,"seconds":1.250})");
}

TEST(UpdateReport, IsASentence) {
    UpdateReport report = sample_report();
    EXPECT_EQ(update_text(report),
              "2 of 3 sectors differed, 4.2 KiB written and verified in 1.2 s");
    report.compared = false;
    EXPECT_EQ(update_text(report), "4.2 KiB written and verified in 1.2 s");
    report.verified = false;
    report.erased_all = true;
    EXPECT_EQ(update_text(report), "all erased, 4.2 KiB written in 1.2 s");
    report.dry_run = true;
    EXPECT_EQ(update_text(report), "2 of 3 sectors would be written, nothing was changed");
    report.sectors.resize(1);
    EXPECT_EQ(update_text(report), "nothing to write, the image is there already");
    report.sectors.clear();
    EXPECT_EQ(update_text(report), "all of it would be written, nothing was changed");
    report.dry_run = false;
    EXPECT_EQ(update_text(report), "all erased, 4.2 KiB written in 1.2 s");
}

TEST(UpdateReport, IsAPlanBefore) {
    UpdateReport report = sample_report();
    EXPECT_EQ(plan_text(report), "erasing 32.0 KiB, writing 4.0 KiB");
    report.sectors.pop_back();
    EXPECT_EQ(plan_text(report), "writing 1 B");
    report.erased_all = true;
    EXPECT_EQ(plan_text(report), "erasing everything, writing 1 B");
    report.sectors.pop_back();
    EXPECT_EQ(plan_text(report), "");
}

TEST(UpdateReport, TellsOfEachSector) {
    EXPECT_EQ(sector_lines(sample_report()),
              (std::vector<std::string>{"0x08000000  16.0 KiB  same",
                                        "0x08004000  16.0 KiB  write, 1 byte",
                                        "0x08008000  32.0 KiB  erase and write, 4096 bytes"}));
}

}  // namespace
}  // namespace perth::cli
