// Telling that a value has stayed the same for a while: a button that is held.
#pragma once

#include <algorithm>
#include <span>
#include <utility>

#include "perth/core/time.hpp"
#include "perth/sync/delay.hpp"

namespace perth {

/// Calls something when a value has not changed for so long; once, or again and again.
///
///     perth::Task<> watch_grip(perth::Scheduler& sch) {
///         perth::Hold held(sch, 800ms, [](bool is_on, perth::Duration) {
///             perth::println("{}", is_on ? "held" : "let go");
///         });
///         held.update(true);  // at each change
///         co_await perth::sleep(1s);
///         held.update(false);
///         co_await perth::sleep(1s);
///     }
///
/// Interrupt: not allowed.
template <typename T, typename F>
class Hold {
public:
    struct Options {
        Duration repeat = Duration::zero();  ///< calls again after each; zero: once
        std::span<const T> only = {};        ///< values that call; none: all. It must outlive this.
    };

    /// `scheduler` must outlive it. `callback` takes the value and how long it has been the same.
    Hold(Scheduler& scheduler, Duration duration, F callback, Options options = {}) noexcept
        : callback_(std::move(callback)),
          duration_(duration),
          options_(options),
          delay_(scheduler, duration, Fire{this}) {}
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    /// Takes the value as it is now. The same again changes nothing; the first, and the first after
    /// stop(), begins the time anew.
    void update(T value) noexcept {
        if (armed_ && value == value_) return;
        value_ = value;
        armed_ = true;
        since_ = Clock::now();
        (void)delay_.trigger(duration_);
    }
    /// Calls nobody until the next update().
    void stop() noexcept {
        armed_ = false;
        delay_.stop();
    }

    [[nodiscard]] const T& value() const noexcept { return value_; }
    /// Returns how long the value has been the same; zero if stopped.
    [[nodiscard]] Duration held() const noexcept {
        return armed_ ? Clock::now() - since_ : Duration::zero();
    }

private:
    struct Fire {
        Hold* hold;
        void operator()() const { hold->fire(); }
    };

    void fire() {
        const auto& only = options_.only;
        if (!only.empty() && std::find(only.begin(), only.end(), value_) == only.end()) return;
        if (options_.repeat > Duration::zero()) (void)delay_.trigger(options_.repeat);
        F callback = callback_;  // it may destroy this
        callback(value_, held());
    }

    F callback_;
    Duration duration_;
    Options options_;
    T value_{};
    Time since_;
    bool armed_ = false;
    Delay<Fire> delay_;
};

template <typename F>
Hold(Scheduler&, Duration, F) -> Hold<bool, F>;

}  // namespace perth
