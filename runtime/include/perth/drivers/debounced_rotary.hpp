// A rotary encoder on two pins.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "perth/base/panic.hpp"
#include "perth/drivers/action.hpp"
#include "perth/drivers/own_turn.hpp"
#include "perth/drivers/rotary_decoder.hpp"
#include "perth/sync/doorbell.hpp"
#include "perth/sync/short_lock.hpp"

namespace perth {

namespace detail {

/// Steps that nobody was told of yet, oldest first, as a ring of runs of steps in the same
/// direction. If there is no room for another run, what comes is added to the newest: so the sum is
/// right, however many come.
class RotarySteps {
public:
    void add(int step) noexcept {
        const bool goes_on = used_ > 0 && (newest() > 0) == (step > 0);
        if (!goes_on && used_ < runs_.size()) {
            ++used_;
            newest() = 0;
        }
        newest() += step;
    }
    /// Takes the oldest step; zero if there is none.
    int take() noexcept {
        while (used_ > 0) {
            int& oldest = runs_[first_];
            if (oldest != 0) {
                const int step = oldest > 0 ? 1 : -1;
                oldest -= step;
                return step;
            }
            first_ = (first_ + 1) % runs_.size();
            --used_;
        }
        return 0;
    }

private:
    [[nodiscard]] int& newest() noexcept { return runs_[(first_ + used_ - 1) % runs_.size()]; }

    std::array<int, 8> runs_;
    std::size_t first_ = 0;
    std::size_t used_ = 0;
};

/// The part of a DebouncedRotary that does not depend on its pins.
///
/// Shared state: `lock_` protects the decoder and the steps, which interrupts write.
class Rotary : Doorbell {
public:
    Rotary(const Rotary&) = delete;
    Rotary& operator=(const Rotary&) = delete;

protected:
    Rotary(Scheduler& scheduler, Action<int> action, RotaryDecoder::Options options) noexcept
        : Doorbell(&answer), decoder_(options), action_(action), turn_(scheduler, {&act, this}) {
        listen(scheduler);
    }
    ~Rotary() = default;

    /// In an interrupt: takes the levels that `read` gives.
    template <typename Read>
    void sample(Read read) noexcept {
        int step;
        {
            const ShortLock::Guard guard(lock_);
            const auto [clk, data] = read();
            step = decoder_.sample(clk, data);
            if (step != 0) steps_.add(step);
        }
        if (step != 0) ring();
    }

private:
    static void answer(Doorbell& bell) noexcept {
        static_cast<Rotary&>(bell).turn_.after_interrupt();
    }
    static void act(void* self) noexcept;
    int take() noexcept;

    ShortLock lock_;
    RotaryDecoder decoder_;
    RotarySteps steps_;
    Action<int> action_;
    OwnTurn turn_;
    Lifeline life_;
};

}  // namespace detail

/// Calls `action(1)` or `action(-1)` at each step of a rotary encoder, in order, in a turn of its
/// own soon after the edge that completed the step. Its interrupts decode (see RotaryDecoder for
/// the two ways to do that), so no step is missed while other tasks are busy.
///
///     perth::Task<> watch_knob(perth::Scheduler& sch) {
///         board::KnobClk clk;  // off at rest
///         board::KnobData data;
///         const auto print = [](int step) { perth::println("{}", step); };
///         perth::DebouncedRotary knob(sch, clk, data, print, {.invert = true});
///         co_await perth::sleep(1h);
///     }
///
/// Cancel:     destroying it ends the calls; what it calls may do that.
/// Interrupt:  not allowed. An edge takes about 100 instructions, bounded.
/// Memory:     about 152 bytes on a 32-bit core; allocates nothing.
/// Source: Perthensis, DebouncedRotary.
template <typename Clk, typename Data>
class DebouncedRotary : detail::Rotary {
public:
    /// The scheduler and the pins, a hal::Input each, must outlive it. The decoder is given whether
    /// they are on: `invert` is for pins that are off at rest. Panics if the chip cannot watch both
    /// pins at once (Input::on_edge()).
    DebouncedRotary(Scheduler& scheduler, Clk& clk, Data& data, Action<int> action,
                    RotaryDecoder::Options options = {}) noexcept
        : Rotary(scheduler, action, options), clk_(clk), data_(data) {
        const hal::Callback edge = {&on_edge, this};
        const bool watched =
            clk.on_edge(hal::Edge::both, edge) && data.on_edge(hal::Edge::both, edge);
        if (!watched) panic("the pins of a rotary encoder share an interrupt line");
    }
    ~DebouncedRotary() {
        clk_.ignore_edges();
        data_.ignore_edges();
    }

private:
    static void on_edge(void* self) noexcept {
        auto& it = *static_cast<DebouncedRotary*>(self);
        it.sample([&it] { return std::pair(it.clk_.is_on(), it.data_.is_on()); });
    }

    Clk& clk_;
    Data& data_;
};

}  // namespace perth
