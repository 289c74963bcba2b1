#include "sim/pins.hpp"

#include <algorithm>
#include <cstdlib>
#include <random>

#include "clock.hpp"

namespace perth::sim {

namespace {

/// Returns so many times in order, each at least 1 µs after the one before, the last at most `last`
/// if there is room.
std::vector<std::int64_t> times(int count, std::int64_t last, std::uint32_t seed) {
    std::minstd_rand random(seed);  // the standard says which numbers it gives
    std::vector<std::int64_t> result;
    const auto room = static_cast<std::uint64_t>(std::max<std::int64_t>(last - count, 0)) + 1;
    for (int i = 0; i < count; ++i) result.push_back(static_cast<std::int64_t>(random() % room));
    std::sort(result.begin(), result.end());
    for (int i = 0; i < count; ++i) result[static_cast<unsigned>(i)] += i + 1;
    return result;
}

Changes moving(const Contact& contact, Level from, Level to) {
    Changes changes = {{Microseconds(0), contact.pad, to}};
    const Bounce& bounce = contact.bounce;
    for (const std::int64_t time : times(2 * bounce.count, bounce.time.count(), bounce.seed)) {
        const Level level = changes.back().level == to ? from : to;
        changes.push_back({Microseconds(time), contact.pad, level});
    }
    return changes;
}

/// As play(), from now on; the first change is made when it returns.
void play_now(const Changes& changes) {
    host::board().drive(changes.front().pad, changes.front().level);
    play(Microseconds(host::simulated_clock().now()), {changes.begin() + 1, changes.end()});
}

}  // namespace

void play(Microseconds start, const Changes& changes) {
    for (const Change& change : changes) {
        host::board().at(start + change.after, [pad = change.pad, level = change.level] {
            host::board().drive(pad, level);
        });
    }
}

Changes closing(const Contact& contact) { return moving(contact, Level::open, contact.closed); }
Changes opening(const Contact& contact) { return moving(contact, contact.closed, Level::open); }

Contact Button::next() noexcept {
    const Contact contact = contact_;
    ++contact_.bounce.seed;
    return contact;
}

void Button::press_at(Microseconds time) { play(time, closing(next())); }
void Button::release_at(Microseconds time) { play(time, opening(next())); }

void Button::press() { play_now(closing(next())); }
void Button::release() { play_now(opening(next())); }

Changes Encoder::turn(int quarters, Microseconds each) {
    Changes changes;
    for (int i = 0; i != quarters; i += quarters > 0 ? 1 : -1) {
        // Contact 0 is closed at positions 1 and 2, contact 1 at 2 and 3.
        const unsigned before = position_;
        position_ = (position_ + (quarters > 0 ? 1U : 3U)) % 4;
        const unsigned moved = (quarters > 0 ? before : position_) % 2;
        Contact& contact = contacts_[moved];
        const bool closed = moved == 0 ? position_ == 1 || position_ == 2 : position_ >= 2;
        const Microseconds start = each * std::abs(i);
        for (Change change : closed ? closing(contact) : opening(contact)) {
            change.after += start;
            changes.push_back(change);
        }
        ++contact.bounce.seed;
    }
    return changes;
}

void Encoder::turn_at(Microseconds start, int quarters, Microseconds each) {
    play(start, turn(quarters, each));
}

}  // namespace perth::sim
