// The simulated pads: who drives which level, and who is told that it changed.
//
// Pads that are wired together have one level. The strongest that drives it decides: an output of
// the firmware, then the world, then a pull; of equal ones that disagree, low.
#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "chip.hpp"
#include "clock.hpp"
#include "host.hpp"
#include "perth/hal/hal.hpp"
#include "record.hpp"
#include "spi_bus.hpp"

namespace perth {

namespace host {
namespace {

enum class Mode : std::uint8_t { input, output, open_drain };

struct Pad {
    bool claimed = false;
    Mode mode = Mode::input;
    bool latch = false;
    hal::Pull pull = hal::Pull::none;
    Level world = Level::open;
    std::uint32_t joined = 0;  // a bit for each pad that it is wired to, itself included
    Level level = Level::open;
    hal::Edge edge = hal::Edge::both;
    hal::Callback on_edge = {};
    std::vector<std::function<void(bool)>> on_level = {};
};

constexpr int pad_count = 32;

struct Pads {
    Pads() { restart(); }
    void restart() {
        for (int i = 0; i < pad_count; ++i) {
            Pad& pad = pads[static_cast<unsigned>(i)];
            pad = {.claimed = pad.claimed, .joined = std::uint32_t{1} << i};
        }
        changes.clear();
    }
    // What follows: under the lock.
    Pad& operator[](int number) { return pads[static_cast<unsigned>(number)]; }

    std::mutex mutex;  // threads use them, too
    std::array<Pad, pad_count> pads;
    std::vector<PinChange> changes;
};

Pads& pads() noexcept {
    static Pads instance;
    return instance;
}

Level driven(const Pad& pad) noexcept {
    if (pad.mode == Mode::input) return Level::open;
    if (pad.latch) return pad.mode == Mode::output ? Level::high : Level::open;
    return Level::low;
}

Level pulled(const Pad& pad) noexcept {
    if (pad.pull == hal::Pull::none) return Level::open;
    return pad.pull == hal::Pull::up ? Level::high : Level::low;
}

/// Calls `action` with the number of each pad in the set.
template <typename F>
void for_each_pad(std::uint32_t set, F action) {
    for (; set != 0; set &= set - 1) action(std::countr_zero(set));
}

/// Returns what several that drive the same wire make of it.
template <typename F>
Level together(std::uint32_t set, F level_of) {
    Level result = Level::open;
    for_each_pad(set, [&](int number) {
        const Level level = level_of(pads()[number]);
        if (level == Level::low || result == Level::open) result = level;
    });
    return result;
}

Level resolve(std::uint32_t set) {
    Level level = together(set, driven);
    if (level == Level::open) level = together(set, [](const Pad& pad) { return pad.world; });
    if (level == Level::open) level = together(set, pulled);
    return level;
}

bool watches(const Pad& pad, bool level) noexcept {
    return pad.on_edge.function != nullptr &&
           (pad.edge == hal::Edge::both || (pad.edge == hal::Edge::rising) == level);
}

/// Tells everybody that a pad is now high, or not. Not under the lock.
void tell(int number, bool level) {
    Pad& pad = pads()[number];
    for (const auto& action : pad.on_level) action(level);
    for (const sim::SpiDevice* device : spi_devices()) device->pad_changed(number, level);
    if (!watches(pad, level)) return;
    // Its Input may be gone when the handler has its turn.
    simulated_clock().interrupt(
        {[](void* watched) { static_cast<const Pad*>(watched)->on_edge(); }, &pad});
}

/// Gives the wired pads a level that they drive together; returns which are high now and were not,
/// or the other way round.
std::uint32_t settle(std::uint32_t set, Level level) {
    std::uint32_t changed = 0;
    for_each_pad(set, [&](int each) {
        Pad& pad = pads()[each];
        if (pad.level == level) return;
        if ((pad.level == Level::high) != (level == Level::high))
            changed |= std::uint32_t{1} << each;
        pad.level = level;
        record().pad(each, level);
    });
    return changed;
}

/// Changes who drives a pad, and what comes of it. `action` takes the pad.
template <typename F>
void change(int number, F action) {
    std::uint32_t changed = 0;
    Level level = Level::open;
    {
        const std::lock_guard lock(pads().mutex);
        action(pads()[number]);
        const std::uint32_t set = pads()[number].joined;
        level = resolve(set);
        changed = settle(set, level);
    }
    for_each_pad(changed, [level](int each) { tell(each, level == Level::high); });
}

void note_change(int number) {
    pads().changes.push_back({Microseconds(simulated_clock().now()), number, pads()[number].latch});
}

void make_input(int number, hal::Pull pull) {
    change(number, [pull](Pad& pad) {
        pad.mode = Mode::input;
        pad.pull = pull;
    });
}

void make_output(int number, Mode mode, bool level, hal::Pull pull) {
    change(number, [=](Pad& pad) {
        pad.mode = mode;
        pad.latch = level;
        pad.pull = pull;
        note_change(number);
    });
}

}  // namespace

void restart_pads() { pads().restart(); }

void Board::drive(int number, Level level) noexcept {
    change(number, [level](Pad& pad) { pad.world = level; });
}

void Board::drive(int number, bool level) noexcept {
    drive(number, level ? Level::high : Level::low);
}

void Board::wire(int number, int other) noexcept {
    change(number, [other](const Pad& pad) {
        const std::uint32_t set = pad.joined | pads()[other].joined;
        for_each_pad(set, [set](int each) { pads()[each].joined = set; });
    });
}

Level Board::level(int number) const noexcept {
    const std::lock_guard lock(pads().mutex);
    return pads()[number].level;
}

void Board::on_level(int number, std::function<void(bool)> action) {
    pads()[number].on_level.push_back(std::move(action));
}

const std::vector<PinChange>& Board::pin_changes() const noexcept { return pads().changes; }

}  // namespace host

namespace hal {

using host::Mode;
using host::pads;

void make_output(int pad, bool level) noexcept {
    host::make_output(pad, Mode::output, level, Pull::none);
}
void make_open_drain(int pad, bool level, Pull pull) noexcept {
    host::make_output(pad, Mode::open_drain, level, pull);
}
void make_input(int pad, Pull pull) noexcept { host::make_input(pad, pull); }
void release_pad(int pad) noexcept { host::make_input(pad, Pull::none); }
void write_pad(int pad, bool level) noexcept {
    host::change(pad, [=](host::Pad& it) {
        if (it.latch == level) return;
        it.latch = level;
        host::note_change(pad);
    });
}
bool read_pad(int pad) noexcept {
    const std::lock_guard lock(pads().mutex);
    return pads()[pad].level == host::Level::high;
}
bool driven_pad(int pad) noexcept {
    const std::lock_guard lock(pads().mutex);
    return pads()[pad].latch;
}
bool claim_pad(int pad) noexcept {
    const std::lock_guard lock(pads().mutex);
    return !std::exchange(pads()[pad].claimed, true);
}
void unclaim_pad(int pad) noexcept {
    const std::lock_guard lock(pads().mutex);
    pads()[pad].claimed = false;
}
bool watch_pad(int pad, Edge edge, Callback callback) noexcept {
    pads()[pad].edge = edge;
    pads()[pad].on_edge = callback;
    return true;
}
void ignore_pad(int pad) noexcept { pads()[pad].on_edge = {}; }

}  // namespace hal
}  // namespace perth
