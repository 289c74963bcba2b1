// Buttons and knobs at the simulated pads: lists of what changes when, with or without bounce.
#pragma once

#include <cstdint>
#include <vector>

#include "host.hpp"

namespace perth::sim {

using host::Level;
using host::Microseconds;

/// What the world does to a pad, so long after the list begins.
struct Change {
    Microseconds after;
    int pad;
    Level level;
    bool operator==(const Change&) const = default;
};
using Changes = std::vector<Change>;

/// Lets a list begin at this time.
void play(Microseconds start, const Changes& changes);

/// How a contact bounces: it opens and closes again so many times within this time, at times that
/// the seed decides. The same values give the same times on every computer.
struct Bounce {
    int count = 0;
    Microseconds time{0};
    std::uint32_t seed = 1;
};

/// A contact that connects a pad with a level; open, it lets go, so that a resistor decides.
struct Contact {
    int pad;
    Level closed = Level::low;
    Bounce bounce = {};
};

/// What a contact's pad goes through when it closes or opens, beginning with the first change. Each
/// call with the same arguments returns the same.
[[nodiscard]] Changes closing(const Contact& contact);
[[nodiscard]] Changes opening(const Contact& contact);

/// A button: a contact and when it is pressed. Each movement bounces otherwise, by the seed and the
/// number of movements before.
///
///     sim::Button button({.pad = 8, .bounce = {.count = 5, .time = 3ms}});
///     button.press_at(10ms);
///     button.release_at(200ms);
///     sch.run(program());
class Button {
public:
    explicit Button(Contact contact) : contact_(contact) {}

    /// Now: the first change is made when it returns.
    void press();
    void release();
    void press_at(Microseconds time);
    void release_at(Microseconds time);

private:
    [[nodiscard]] Contact next() noexcept;

    Contact contact_;
};

/// A rotary encoder: two contacts, a quarter of a period apart.
///
/// Turning clockwise moves `clock` first: closed, both, `data` alone, none. It begins with both
/// open, which lets go of the pads, so that a resistor decides.
class Encoder {
public:
    Encoder(Contact clock, Contact data) : contacts_{clock, data} {}

    /// Turns by so many quarters of a period, clockwise if positive; the first at `start`, each
    /// `each` after the one before. Usual encoders click every four.
    void turn_at(Microseconds start, int quarters, Microseconds each);
    /// As turn_at(), as a list.
    [[nodiscard]] Changes turn(int quarters, Microseconds each);

private:
    Contact contacts_[2];
    unsigned position_ = 0;  // 0…3, quarters
};

}  // namespace perth::sim
