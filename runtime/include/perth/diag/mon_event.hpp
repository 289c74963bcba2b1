// An Event that a monitor shows.
#pragma once

#include "perth/diag/mon.hpp"
#include "perth/sync/event.hpp"

namespace perth::mon {

/// As perth::Event: active while it is set.
///
///     perth::Task<> consumer(perth::Scheduler&, perth::mon::Event& ready) {
///         co_await ready.wait();
///         ready.clear();  // inactive
///     }
///
/// Interrupt: not allowed.
class Event {
public:
    explicit Event(const Ident& ident) noexcept : shown_(ident) {}

    void set() noexcept {
        if (!event_.is_set()) shown_.set(true);
        event_.set();
    }
    void clear() noexcept {
        if (event_.is_set()) shown_.set(false);
        event_.clear();
    }
    [[nodiscard]] bool is_set() const noexcept { return event_.is_set(); }
    /// As perth::Event::wait().
    [[nodiscard]] auto wait() noexcept { return event_.wait(); }

private:
    Trigger shown_;
    perth::Event event_;
};

}  // namespace perth::mon
