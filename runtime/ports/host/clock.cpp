#include "clock.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "perth/hal/hal.hpp"
#include "perth/hal/trace.hpp"
#include "record.hpp"
#include "sockets.hpp"

namespace perth::host {

namespace {

std::int64_t steady_us() noexcept {
    return std::chrono::duration_cast<Microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

[[noreturn]] void end_process() noexcept {
    record().end();
    ::signal(SIGALRM, SIG_DFL);
    ::raise(SIGALRM);
    std::_Exit(0);  // the signal is blocked
}

}  // namespace

SimulatedClock& simulated_clock() noexcept {
    static SimulatedClock clock;
    return clock;
}

SimulatedClock::SimulatedClock() : wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

SimulatedClock::~SimulatedClock() {
    stop_alarm_thread();
    ::close(wake_fd_);
}

void SimulatedClock::restart(Pace pace) {
    stop_alarm_thread();
    pace_ = pace;
    now_ = threads_woken_ = 0;
    started_ = steady_us();
    end_ = alarm_ = hal::no_alarm;
    attention_ = nullptr;
    event_due_ = hal::no_alarm;
    script_.clear();
    held_back_.clear();
    counter_ = {};
    idles_ = 0;
    if (pace == Pace::wall_clock) {
        stopping_ = false;
        alarm_thread_ = std::thread([this] { run_alarm_thread(); });
    }
}

std::int64_t SimulatedClock::now() noexcept {
    if (pace_ == Pace::counter_32_bit) {
        const std::lock_guard lock(mutex_);
        return counter_.extend(static_cast<std::uint32_t>(now_));
    }
    return time();
}

std::int64_t SimulatedClock::time() const noexcept {
    return pace_ == Pace::wall_clock ? steady_us() - started_ : now_;
}

void SimulatedClock::set_alarm(std::int64_t due, Attention& attention) noexcept {
    {
        const std::lock_guard lock(mutex_);
        alarm_ = due;
        attention_ = &attention;
    }
    if (pace_ == Pace::wall_clock) {
        changed_.notify_one();
        deliver_events();  // for tasks that never let the port idle
    } else if (due <= now_) {
        deliver();
    }
}

void SimulatedClock::end_at(std::int64_t time) noexcept {
    {
        const std::lock_guard lock(mutex_);
        end_ = time;
    }
    changed_.notify_one();
}

void SimulatedClock::at(std::int64_t time, std::function<void()> action) {
    script_.emplace(time, std::move(action));
    if (pace_ != Pace::wall_clock) return;
    {
        const std::lock_guard lock(mutex_);
        event_due_ = script_.begin()->first;
    }
    changed_.notify_one();
}

std::int64_t SimulatedClock::next_due() const noexcept {
    std::int64_t next = std::min(alarm_, end_);
    if (!script_.empty()) next = std::min(next, script_.begin()->first);
    {
        const std::lock_guard lock(threads_mutex_);
        if (!sleepers_.empty()) next = std::min(next, *sleepers_.begin());
    }
    // A 32-bit counter must be read at least once each time round.
    if (pace_ == Pace::counter_32_bit && next != hal::no_alarm) {
        next = std::min(next, now_ + (std::int64_t{1} << 31));
    }
    return next;
}

void SimulatedClock::jump_to(std::int64_t time) noexcept {
    now_ = std::max(now_, time);
    (void)now();
    deliver();
    wake_threads();
    if (now_ >= end_) end_process();
}

void SimulatedClock::deliver() noexcept {
    deliver_events();
    if (attention_ != nullptr && alarm_ <= now_) {
        alarm_ = hal::no_alarm;
        Attention::raise(attention_->alarm);
    }
}

void SimulatedClock::deliver_events() noexcept {
    if (in_interrupt()) return;
    bool delivered = false;
    while (!script_.empty() && script_.begin()->first <= time()) {
        const auto event = script_.extract(script_.begin());
        in_event_ = delivered = true;
        event.mapped()();
        in_event_ = false;
        serve_interrupts();
    }
    if (pace_ != Pace::wall_clock || !delivered || script_.empty()) return;
    {
        const std::lock_guard lock(mutex_);
        event_due_ = script_.begin()->first;
    }
    changed_.notify_one();
}

void SimulatedClock::interrupt(hal::Callback handler) noexcept {
    {
        const std::lock_guard lock(held_back_mutex_);
        held_back_.push_back(handler);
    }
    if (hal::current_thread() != nullptr) {
        wake();
    } else if (in_event_ || hal::Critical::depth == 0) {
        serve_interrupts();
    } else {
        hal::Critical::held_back = true;
    }
}

void SimulatedClock::serve_interrupts() noexcept {
    if (in_handler_) return;
    hal::Critical::held_back = false;
    for (hal::Callback handler; take_held_back(handler);) {
        in_handler_ = true;
        perth::detail::trace(perth::detail::TraceKind::interrupt);
        handler();
        perth::detail::trace(perth::detail::TraceKind::interrupt_end);
        in_handler_ = false;
    }
}

bool SimulatedClock::take_held_back(hal::Callback& handler) noexcept {
    const std::lock_guard lock(held_back_mutex_);
    if (held_back_.empty()) return false;
    handler = held_back_.front();
    held_back_.pop_front();
    return true;
}

void SimulatedClock::idle() noexcept {
    ++idles_;
    if (pace_ != Pace::wall_clock) {
        if (threads_ > 0 && !threads_rest()) return serve_interrupts();
        const std::int64_t next = next_due();
        if (sockets().wait()) return pass_until(next);
        if (next != hal::no_alarm) {
            jump_to(next);
            return;
        }
    }
    record().flush();
    wait_for_world(hal::no_alarm);
    if (pace_ == Pace::wall_clock) deliver_events();
    serve_interrupts();
}

void SimulatedClock::pass_until(std::int64_t time) noexcept {
    const std::int64_t began = steady_us();
    record().flush();
    wait_for_world(time == hal::no_alarm ? time : std::max<std::int64_t>(time - now_, 0));
    jump_to(std::min(time, now_ + steady_us() - began));
    serve_interrupts();
}

void SimulatedClock::wait_for_world(std::int64_t longest) noexcept {
    asleep_ = true;
    if (woken_.exchange(false)) {  // after the scheduler looked at its attention word
        asleep_ = false;
        return;
    }
    std::vector<pollfd> fds = {{wake_fd_, POLLIN, 0}, {input_fd_, POLLIN, 0}};
    sockets().add_to(fds);
    const timespec limit = {.tv_sec = longest / 1'000'000, .tv_nsec = longest % 1'000'000 * 1000};
    if (::ppoll(fds.data(), fds.size(), longest == hal::no_alarm ? nullptr : &limit, nullptr) > 0) {
        std::uint64_t count = 0;
        if ((fds[0].revents & POLLIN) != 0) (void)!::read(wake_fd_, &count, sizeof count);
        if (fds[1].revents != 0 && on_input_) on_input_();
        sockets().serve(std::span(fds).subspan(2));
    }
    asleep_ = false;
}

void SimulatedClock::wake() noexcept {
    woken_ = true;
    if (threads_ > 0) {
        const std::lock_guard lock(threads_mutex_);
        threads_changed_.notify_all();
    }
    if (!asleep_) return;
    const std::uint64_t one = 1;
    (void)!::write(wake_fd_, &one, sizeof one);
}

void SimulatedClock::busy_wait(std::int64_t duration) noexcept {
    const std::int64_t until = now() + duration;
    if (pace_ == Pace::wall_clock) {
        for (bool over = false; !over;) {
            over = now() >= until;  // what became due meanwhile comes before the end
            deliver_events();
        }
        return;
    }
    const std::int64_t end = now_ + duration;
    if (in_interrupt()) {  // what becomes due comes when it has ended
        now_ = end;
        return;
    }
    for (;;) {
        wait_for_threads();
        const std::int64_t next = std::min(next_due(), end);
        jump_to(next);
        if (next == end) return;
    }
}

void SimulatedClock::stand_still(std::int64_t duration) noexcept {
    if (pace_ == Pace::wall_clock) {
        for (const std::int64_t until = now() + duration; now() < until;) continue;
    } else if (in_interrupt()) {
        now_ += duration;
    } else {
        wait_for_threads();
        jump_to(now_ + duration);
    }
}

void SimulatedClock::thread_begins(hal::ThreadRecord& thread) noexcept {
    const std::lock_guard lock(threads_mutex_);
    thread.state = hal::ThreadRecord::State::ready;
    ++threads_;
    ++running_threads_;
}

void SimulatedClock::thread_ends(hal::ThreadRecord& thread) noexcept {
    const std::lock_guard lock(threads_mutex_);
    thread.state = hal::ThreadRecord::State::ended;
    --threads_;
    if (thread.joiner == nullptr) --running_threads_;  // else that one runs in its place
    thread.joiner = nullptr;
    threads_changed_.notify_all();
}

void SimulatedClock::wait_for_end(hal::ThreadRecord& thread, hal::ThreadRecord* waiter) noexcept {
    const auto ended = [&thread] { return thread.state == hal::ThreadRecord::State::ended; };
    if (pace_ == Pace::wall_clock) return;  // to join the std::jthread is enough
    std::unique_lock lock(threads_mutex_);
    if (ended()) return;
    if (waiter != nullptr) {
        thread.joiner = waiter;
        --running_threads_;
        threads_changed_.notify_all();
        threads_changed_.wait(lock, ended);
        return;
    }
    for (;;) {
        threads_changed_.wait(lock, [&] { return running_threads_ == 0 || ended(); });
        if (ended()) return;
        lock.unlock();
        jump_to(next_due());
        lock.lock();
    }
}

void SimulatedClock::sleep_thread(std::int64_t due, bool in_thread) noexcept {
    if (pace_ == Pace::wall_clock) {
        for (std::int64_t ahead = due - now(); ahead > 0; ahead = due - now()) {
            std::this_thread::sleep_for(Microseconds(ahead));
        }
        return;
    }
    if (!in_thread) {
        if (due > now()) busy_wait(due - now());
        return;
    }
    std::unique_lock lock(threads_mutex_);
    if (due <= now_) return;
    sleepers_.insert(due);
    --running_threads_;
    threads_changed_.notify_all();
    threads_changed_.wait(lock, [this, due] { return due <= threads_woken_; });
}

// Returns whether the clock may jump; if not, somebody woke the main thread.
bool SimulatedClock::threads_rest() noexcept {
    std::unique_lock lock(threads_mutex_);
    threads_changed_.wait(lock, [this] { return running_threads_ == 0 || woken_; });
    return !woken_.exchange(false);
}

void SimulatedClock::wait_for_threads() noexcept {
    std::unique_lock lock(threads_mutex_);
    threads_changed_.wait(lock, [this] { return running_threads_ == 0; });
}

void SimulatedClock::wake_threads() noexcept {
    const std::lock_guard lock(threads_mutex_);
    threads_woken_ = now_;
    while (!sleepers_.empty() && *sleepers_.begin() <= now_) {
        sleepers_.erase(sleepers_.begin());
        ++running_threads_;
    }
    threads_changed_.notify_all();
}

void SimulatedClock::run_alarm_thread() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const std::int64_t next = std::min({alarm_, end_, event_due_});
        const std::int64_t now = time();
        if (end_ <= now) end_process();
        if (next == hal::no_alarm) {
            changed_.wait(lock);
        } else if (next > now) {
            changed_.wait_for(lock, Microseconds(next - now));
        } else {
            (alarm_ <= event_due_ ? alarm_ : event_due_) = hal::no_alarm;
            // The scheduler calls set_alarm() again, which delivers events.
            if (attention_ != nullptr) Attention::raise(attention_->alarm);
            wake();
        }
    }
}

void SimulatedClock::stop_alarm_thread() {
    if (!alarm_thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    alarm_thread_.join();
}

}  // namespace perth::host
