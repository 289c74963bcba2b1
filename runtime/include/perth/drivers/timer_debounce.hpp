// Debouncing many pins with one timer.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <limits>
#include <span>

#include "perth/drivers/action.hpp"
#include "perth/drivers/own_turn.hpp"
#include "perth/sync/doorbell.hpp"
#include "perth/sync/short_lock.hpp"

namespace perth {

namespace detail {

/// The part of a TimerDebounce that does not depend on the number of pins.
///
/// Nothing ticks. An edge's interrupt writes down the level and when it will count as settled: at
/// the first whole millisecond, counted from the edge that began, behind this edge, plus the
/// threshold. The scheduler's timer is set for the earliest of these times. If the pin bounced
/// meanwhile, the turn finds a later time and waits for that.
///
/// Shared state: `lock_` protects `wake_at_`, `beat_` and the pins' `settles_at` and `is_on`, which
/// interrupts write, too. All else belongs to the scheduler's context.
class Debouncer : Doorbell {
public:
    Debouncer(const Debouncer&) = delete;
    Debouncer& operator=(const Debouncer&) = delete;

    /// Returns whether a pin is counting: whether the timer is needed.
    [[nodiscard]] bool running() const noexcept;

protected:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    struct Pin {
        Debouncer* owner = nullptr;
        void* input = nullptr;
        bool (*read)(void* input) noexcept = nullptr;
        void (*ignore)(void* input) noexcept = nullptr;
        int id = 0;
        Duration threshold{};
        Action<int, bool> action;
        std::int64_t settles_at = never;  // never: it is not counting
        bool is_on = false;
        enum : char { nothing, off, on } reported = nothing;
    };

    Debouncer(Scheduler& scheduler, std::span<Pin> pins) noexcept
        : Doorbell(&answer), pins_(pins), turn_(scheduler, {&act, this}) {
        listen(scheduler);
    }
    ~Debouncer() = default;

    /// Returns where to keep another pin. Errors: Errc::duplicate, Errc::no_memory.
    [[nodiscard]] Result<Pin*> place_for(int id, const void* input) noexcept;
    /// From here on the pin at that place is one of us.
    void keep() noexcept { ++used_; }
    void ignore_all() noexcept;
    static void edge(void* pin) noexcept;

private:
    static void answer(Doorbell& bell) noexcept;
    static void act(void* self) noexcept;
    void note_edge(Pin& pin) noexcept;
    [[nodiscard]] Pin* next_to_report() noexcept;
    [[nodiscard]] Pin* first_to_settle() noexcept;
    void set_timer() noexcept;

    std::span<Pin> pins_;
    std::size_t used_ = 0;
    mutable ShortLock lock_;
    std::int64_t wake_at_ = never;  // when the timer fires or is to fire; never: nothing counts
    std::int64_t beat_ = 0;         // a whole millisecond since it began to run
    OwnTurn turn_;
    Lifeline life_;
};

}  // namespace detail

/// Debounces up to `MaxPins` inputs by their edge interrupts and one timer, which is needed only
/// while a pin has changed and not settled yet; at rest it takes no processor time.
///
///     perth::Task<> watch_doors(perth::Scheduler& sch) {
///         board::Door front;
///         perth::TimerDebounce<4> debounce(sch);
///         (void)debounce.add_pin(1, front, [](int id, bool is_on) {
///             perth::println("door {} is {}", id, is_on ? "open" : "shut");
///         });
///         co_await perth::sleep(1h);
///     }
///
/// A pin has settled when there was no edge for its threshold. What it is then is reported if it
/// differs from what was reported last; the first time it always is.
///
/// Time:       settled at the first whole millisecond behind the last edge, plus the threshold;
///             milliseconds count from the edge with which all began. A lone edge is reported a
///             threshold and a millisecond later.
/// Cancel:     destroying it ends the calls; what it calls may do that.
/// Interrupt:  not allowed. An edge takes about 150 instructions, bounded.
/// Memory:     120 bytes, and 64 a pin, on a 32-bit core; allocates nothing.
/// Source: Perthensis, TimerDebounce.
template <std::size_t MaxPins>
class TimerDebounce : public detail::Debouncer {
public:
    /// `scheduler` must outlive it.
    explicit TimerDebounce(Scheduler& scheduler) noexcept : Debouncer(scheduler, pins_) {}
    ~TimerDebounce() { ignore_all(); }

    /// Takes another pin, a hal::Input that must outlive this; `action` is called with `id` and
    /// whether the pin is on.
    /// Errors: Errc::duplicate if the id or the pin is there already; Errc::no_memory if there are
    /// MaxPins; Errc::invalid_argument if the chip cannot watch the pin (Input::on_edge()).
    template <typename Input>
    Result<void> add_pin(int id, Input& input, Action<int, bool> action,
                         Duration threshold = std::chrono::milliseconds(20)) noexcept {
        const Result<Pin*> place = place_for(id, &input);
        if (!place) return place.error();
        Pin& pin = **place;
        pin = {.owner = this,
               .input = &input,
               .read = [](void* it) noexcept { return static_cast<Input*>(it)->is_on(); },
               .ignore = [](void* it) noexcept { static_cast<Input*>(it)->ignore_edges(); },
               .id = id,
               .threshold = threshold,
               .action = action};
        const Result<void> watched = input.on_edge(hal::Edge::both, {&edge, &pin});
        if (watched) keep();
        return watched;
    }

private:
    std::array<Pin, MaxPins> pins_;
};

}  // namespace perth
