#include "cli/flash/crew.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "cli/support/signals.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/flash_board.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {
namespace {

/// Boards at ports 2 and 3, each on a host of its own, so that each thread has its own models.
class Crew : public testing::Test {
protected:
    struct Bench {
        fakes::UsbHost host;
        std::shared_ptr<fakes::Stm32Dfuse> rom;
    };

    Crew() {
        board_.memory[0].size = 1 << 20;
        board_.usb = {{.vid = 0x0483, .pid = 0xDF11, .mode = "dfu"}};
        for (unsigned i = 0; i < 2; ++i) {
            auto& bench = benches_.emplace_back(std::make_unique<Bench>());
            bench->rom = std::make_shared<fakes::Stm32Dfuse>(
                fakes::Stm32Dfuse::Behaviour{.times = fakes::FlashTimes::none()},
                bench->host.clock());
            bench->host.plug(i + 2, bench->rom);
            const auto found =
                find_targets(bench->host, {.board = board_, .via = "", .device = {}});
            targets_.push_back(found.at(0));
        }
    }

    std::vector<FlashOutcome> flash() {
        ProgressGroup progress(Progress::Show::nothing, 80, {"1-2", "1-3"},
                               [](const std::string&) {});
        const FlashJob job{.image = sample_image(), .board = board_};
        return flash_devices([this] { return std::make_unique<AnyHost>(benches_); }, targets_, job,
                             [](const std::string&, const Board&) { return false; },
                             [](std::string_view) {}, progress);
    }

    /// Opens a device on the bench that has it.
    class AnyHost final : public usb::Host {
    public:
        explicit AnyHost(std::vector<std::unique_ptr<Bench>>& benches) : benches_(benches) {}

        std::vector<usb::Attached> attached() override { return mine().attached(); }
        std::unique_ptr<usb::Device> open(const usb::Attached& one) override {
            bench_ = one.place.ports.at(0) - 2;
            return mine().open(one);
        }
        void wait_for_change(Clock::time_point deadline) override {
            mine().wait_for_change(deadline);
        }
        Clock::time_point now() override { return mine().now(); }
        void sleep(Clock::duration duration) override { mine().sleep(duration); }

    private:
        fakes::UsbHost& mine() { return benches_[bench_]->host; }

        std::vector<std::unique_ptr<Bench>>& benches_;
        std::size_t bench_ = 0;
    };

    Board board_ = flash_board();
    std::vector<std::unique_ptr<Bench>> benches_;
    std::vector<Target> targets_;
};

TEST_F(Crew, FlashesAllAtTheSameTime) {
    const auto outcomes = flash();
    ASSERT_EQ(outcomes.size(), 2U);
    EXPECT_EQ(outcomes[0].target.name, "1-2");
    EXPECT_EQ(outcomes[1].target.name, "1-3");
    EXPECT_TRUE(outcomes[0].report.verified && outcomes[1].report.verified);
    EXPECT_EQ(benches_[0]->rom->started_at(), 0x08000000U);
    EXPECT_EQ(benches_[1]->rom->started_at(), 0x08000000U);
    EXPECT_FALSE(failure_of(outcomes));
}

class CrewWithASmallChip : public Crew {
protected:
    CrewWithASmallChip() {
        benches_[1]->rom = std::make_shared<fakes::Stm32Dfuse>(
            fakes::Stm32Dfuse::Behaviour{.times = fakes::FlashTimes::none(),
                                         .layouts = {"@Internal Flash  /0x08000000/01*016Kg"}},
            benches_[1]->host.clock());
        benches_[1]->host.unplug(3);
        benches_[1]->host.plug(3, benches_[1]->rom);
        targets_[1] =
            find_targets(benches_[1]->host, {.board = board_, .via = "", .device = {}}).at(0);
    }
};

TEST_F(CrewWithASmallChip, FlashesTheOthersAndFails) {
    const auto outcomes = flash();
    EXPECT_TRUE(outcomes[0].report.verified);
    ASSERT_TRUE(outcomes[1].error);
    EXPECT_EQ(outcomes[1].error->parts().device, "1-3");
    const auto failure = failure_of(outcomes);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->text(),
              "error: 1 of 2 devices failed\n"
              "  1-3: app.elf does not fit this device: it has no memory at 0x08004000\n"
              "  its memory is from 0x08000000 to 0x08003fff\n"
              "  hint: see with perth devices whether it is the board you mean");
    EXPECT_EQ(failure->parts().exit, Exit::wrong_use);
    EXPECT_EQ(failure->parts().result,
              "[" + outcome_json(outcomes[0]) + "," + outcome_json(outcomes[1]) + "]");
}

TEST_F(CrewWithASmallChip, TellsOfAnErrorInJson) {
    EXPECT_EQ(outcome_json(flash()[1]),
              R"({"device":"1-3","method":"dfuse","error":{"code":2,)"
              R"("what":"app.elf does not fit this device: it has no memory at 0x08004000",)"
              R"("why":"its memory is from 0x08000000 to 0x08003fff",)"
              R"("hint":"see with perth devices whether it is the board you mean"}})");
}

TEST_F(CrewWithASmallChip, GivesTheErrorOfASingleDeviceAsItIs) {
    const std::vector<FlashOutcome> one = {flash()[1]};
    EXPECT_EQ(failure_of(one)->parts().what,
              "app.elf does not fit this device: it has no memory at 0x08004000");
    EXPECT_EQ(failure_of(one)->parts().device, "1-3");
}

TEST_F(Crew, EndsAllBeforeAnInterruptGoesOn) {
    ProgressGroup progress(Progress::Show::nothing, 80, {"1-2", "1-3"}, [](const std::string&) {});
    std::atomic<int> made = 0;
    EXPECT_THROW((void)flash_devices(
                     [&]() -> std::unique_ptr<usb::Host> {
                         if (++made == 1) throw Interrupted{};
                         return std::make_unique<AnyHost>(benches_);
                     },
                     targets_, {.image = sample_image(), .board = board_},
                     [](const std::string&, const Board&) { return false; },
                     [](std::string_view) {}, progress),
                 Interrupted);
    EXPECT_EQ(
        benches_[0]->rom->started_at().has_value() + benches_[1]->rom->started_at().has_value(), 1);
}

}  // namespace
}  // namespace perth::cli
