// The acceptance cases UBT of Pushbutton.
#include "perth/drivers/pushbutton.hpp"

#include <optional>

#include "perth/drivers/wiring.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class PushbuttonTest : public RuntimeTest {
protected:
    static constexpr int pad = 8;

    /// Lets the world press and release the button at these milliseconds in turn.
    static void play(bool level_when_pressed, const std::vector<int>& changes) {
        host::board().drive(pad, !level_when_pressed);
        bool level = level_when_pressed;
        for (const int ms : changes) {
            host::board().at(ms * 1ms, [level] { host::board().drive(pad, level); });
            level = !level;
        }
    }
    void tell_all(Pushbutton& button) {
        button.on_press([this] { trace("press"); });
        button.on_release([this] { trace("release"); });
        button.on_double([this] { trace("double"); });
        button.on_long([this] { trace("long"); });
    }
    void run_until(Duration end) { sch.run(wait_for(end)); }

    Trace trace;
    Scheduler sch;

private:
    static Task<> wait_for(Duration end) { co_await sleep_until(Time(end)); }
};

using UBT_1 = PushbuttonTest;
using UBT_2 = PushbuttonTest;

using GroundButton = ContactInput<pad::P8>;

const std::vector<int> three_presses = {1010, 1110, 1210, 1310, 3010, 5010};
constexpr const char* what_they_are =
    "press@1020 release@1120 double@1220 press@1220 release@1320 press@3020 long@4020 release@5020";

TEST_F(UBT_1, PressReleaseDoubleAndLong) {
    play(false, three_presses);
    const GroundButton pin;
    Pushbutton button(sch, pin);
    tell_all(button);
    run_until(6s);
    EXPECT_EQ(trace.text(), what_they_are);
}

TEST_F(UBT_2, NormallyClosedToGround) {
    play(true, three_presses);
    const ContactInput<pad::P8, {.normally_open = false}> pin;
    Pushbutton button(sch, pin);
    tell_all(button);
    run_until(6s);
    EXPECT_EQ(trace.text(), what_they_are);
}

TEST_F(UBT_2, NormallyOpenToSupply) {
    play(true, three_presses);
    const ContactInput<pad::P8, {.to_ground = false}> pin;
    Pushbutton button(sch, pin);
    tell_all(button);
    run_until(6s);
    EXPECT_EQ(trace.text(), what_they_are);
}

TEST_F(UBT_2, NormallyClosedToSupply) {
    play(false, three_presses);
    const ContactInput<pad::P8, {.normally_open = false, .to_ground = false}> pin;
    Pushbutton button(sch, pin);
    tell_all(button);
    run_until(6s);
    EXPECT_EQ(trace.text(), what_they_are);
}

TEST_F(PushbuttonTest, TheOpenContactIsPulledToItsLevel) {
    {
        const GroundButton open;  // nobody drives the pad
        EXPECT_FALSE(open.is_on());
    }
    const ContactInput<pad::P8, {.to_ground = false}> open;
    EXPECT_FALSE(open.is_on());
}

TEST_F(PushbuttonTest, AThirdPressInTheWindowIsADoubleClickToo) {
    play(false, {1010, 1050, 1110, 1150, 1390, 1450, 1530, 1570});
    const GroundButton pin;
    Pushbutton button(sch, pin);
    button.on_press([this] { trace("press"); });
    button.on_double([this] { trace("double"); });
    run_until(3s);
    EXPECT_EQ(trace.text(), "press@1020 double@1120 press@1120 double@1400 press@1400 press@1540");
}

TEST_F(PushbuttonTest, TheWindowIsOverAtItsEnd) {
    play(false, {1010, 1050, 1410, 1450});  // seen at 1020 and 1420: 400 ms apart
    const GroundButton pin;
    Pushbutton button(sch, pin);
    button.on_double([this] { trace("double"); });
    run_until(3s);
    EXPECT_EQ(trace.text(), "");
}

TEST_F(PushbuttonTest, ItsTimesAreParameters) {
    play(false, {1010, 1110, 1310, 1510});
    const GroundButton pin;
    Pushbutton button(sch, pin, {.debounce = 50ms, .long_press = 75ms, .double_click = 200ms});
    tell_all(button);
    run_until(3s);
    EXPECT_EQ(trace.text(), "press@1050 long@1125 release@1150 press@1350 long@1425 release@1550");
}

TEST_F(PushbuttonTest, WithoutATimeNoPressIsLong) {
    play(false, {1010, 5010});
    const GroundButton pin;
    Pushbutton button(sch, pin, {.long_press = 0ms});
    tell_all(button);
    run_until(6s);
    EXPECT_EQ(trace.text(), "press@1020 release@5020");
}

TEST_F(PushbuttonTest, BouncesBetweenTwoPollsAreNotSeen) {
    play(false, {1010, 1013, 1016, 1019, 1021, 1024, 1027, 1030, 1033, 1041});
    const GroundButton pin;
    Pushbutton button(sch, pin);
    tell_all(button);
    run_until(2s);
    EXPECT_EQ(trace.text(), "press@1040 release@1060");
}

TEST_F(PushbuttonTest, TellsItsStateAndWhatTheContactSays) {
    play(false, {1010, 1110});
    const GroundButton pin;
    Pushbutton button(sch, pin);
    run_until(1015ms);
    EXPECT_FALSE(button.pressed());
    EXPECT_TRUE(button.raw());
    run_until(1030ms);
    EXPECT_TRUE(button.pressed());
    run_until(1115ms);
    EXPECT_TRUE(button.pressed());
    EXPECT_FALSE(button.raw());
}

TEST_F(PushbuttonTest, HeldWhenConstructedItIsNotPressedThen) {
    play(true, {});  // low from the beginning
    const GroundButton pin;
    Pushbutton button(sch, pin);
    tell_all(button);
    EXPECT_TRUE(button.pressed());
    host::board().at(500ms, [] { host::board().drive(pad, true); });
    run_until(3s);
    EXPECT_EQ(trace.text(), "release@500");
}

Trace* button_trace = nullptr;

Task<> take_a_while(Scheduler&) {
    (*button_trace)("begins");
    co_await sleep(30ms);
    (*button_trace)("ends");
}

TEST_F(PushbuttonTest, StartsACoroutineAsATaskAndActionsMayBeReplaced) {
    button_trace = &trace;
    play(false, {1010, 1110, 2010, 2110, 3010, 3110});
    const GroundButton pin;
    Pushbutton button(sch, pin);
    button.on_press(take_a_while);
    run_until(2s);
    button.on_press([this] { trace("press"); });
    run_until(3s);
    button.on_press({});
    run_until(4s);
    EXPECT_EQ(trace.text(), "begins@1020 ends@1050 press@2020");
}

class DestroyedPushbutton : public PushbuttonTest {
protected:
    /// Presses three times; `destroy` says when the button destroys itself.
    void run_with(auto destroy) {
        play(false, three_presses);
        const GroundButton pin;
        std::optional<Pushbutton> button;
        button.emplace(sch, pin);
        tell_all(*button);
        destroy(button);
        run_until(6s);
        EXPECT_FALSE(button);
    }
    struct End {
        Trace* trace;
        std::optional<Pushbutton>* button;
        void operator()() const {
            button->reset();
            (*trace)("gone");
        }
    };
};

TEST_F(DestroyedPushbutton, ByItsPress) {
    run_with([this](auto& button) { button->on_press(End{&trace, &button}); });
    EXPECT_EQ(trace.text(), "gone@1020");
}

TEST_F(DestroyedPushbutton, ByItsDoubleClickItCallsNoPress) {
    run_with([this](auto& button) { button->on_double(End{&trace, &button}); });
    EXPECT_EQ(trace.text(), "press@1020 release@1120 gone@1220");
}

TEST_F(DestroyedPushbutton, ByItsRelease) {
    run_with([this](auto& button) { button->on_release(End{&trace, &button}); });
    EXPECT_EQ(trace.text(), "press@1020 gone@1120");
}

TEST_F(DestroyedPushbutton, ByItsLongPress) {
    run_with([this](auto& button) { button->on_long(End{&trace, &button}); });
    EXPECT_EQ(trace.text(),
              "press@1020 release@1120 double@1220 press@1220 release@1320 press@3020 gone@4020");
}

TEST_F(DestroyedPushbutton, TogetherWithTheTaskThatOwnsIt) {
    play(false, three_presses);
    const auto owner = [](Scheduler& scheduler, Trace& story, TaskHandle<>& self) -> Task<> {
        const Guard guard(story, "task");
        const GroundButton pin;
        Pushbutton button(scheduler, pin);
        button.on_press([&self] { EXPECT_EQ(self.cancel(), Cancelled::yes); });
        button.on_release([&story] { story("release"); });
        co_await sleep(1h);
    };
    TaskHandle<> task = sch.create_task([]() -> Task<> { co_return; });
    task = sch.create_task(owner, sch, trace, task);
    run_until(6s);
    EXPECT_EQ(trace.text(), "~task@1020");
}

namespace board {
using Button = GroundButton;
}  // namespace board

perth::Task<> watch_button(perth::Scheduler& sch) {
    board::Button pin;
    perth::Pushbutton button(sch, pin);
    button.on_press([] { perth::println("press"); });
    button.on_long([] { perth::println("long"); });
    co_await perth::sleep(1h);
}

TEST_F(PushbuttonTest, Example) {
    play(false, {1010, 3010});
    sch(watch_button);
    run_until(4s);
    EXPECT_TRUE(host::board().console().ends_with("press\nlong\n")) << host::board().console();
}

}  // namespace
}  // namespace perth
