#include "cli/mon/session.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <utility>

namespace perth::cli::mon {

namespace {

using namespace std::chrono_literals;
using Clock = serial::Stream::Clock;

constexpr auto key_pause = 50ms;  // between two looks at the keyboard

/// Returns whether a key was pressed; reads what was typed.
bool key_pressed(int fd) {
    pollfd polled = {fd, POLLIN, 0};
    if (fd < 0 || ::poll(&polled, 1, 0) <= 0 || (polled.revents & POLLIN) == 0) return false;
    std::array<char, 256> typed;
    return ::read(fd, typed.data(), typed.size()) > 0;
}

}  // namespace

Session::Session(SessionTerms terms)
    : on_event_(std::move(terms.on_event)),
      waves_(std::move(terms.waves)),
      decoder_(terms.decoder, [this](const MonEvent& event) {
          tally_.take(event);
          if (waves_ && !analyser_) waves_->take(event);
          on_event_(event);
      }) {
    if (terms.analyser) analyser_.emplace(*terms.analyser);
}

void Session::feed(std::int64_t time, std::uint8_t byte) {
    now_ = std::max(now_, time);
    if (analyser_) analyser_->feed(time, byte);
    decoder_.feed(time, byte);
}

void Session::pass(std::int64_t time) {
    now_ = std::max(now_, time);
    if (analyser_) analyser_->pass(time);
    decoder_.pass(time);
}

std::optional<std::int64_t> Session::deadline() const noexcept {
    const auto one = decoder_.deadline();
    const auto other = analyser_ ? analyser_->deadline() : std::nullopt;
    if (one && other) return std::min(*one, *other);
    return one ? one : other;
}

void Session::trigger() {
    if (analyser_) analyser_->trigger(now_);
}

void Session::finish() {
    tally_.finish(now_);
    if (!waves_) return;
    if (analyser_) return show(*analyser_, *waves_);
    waves_->finish(now_);
}

void listen(serial::Stream& stream, Session& session, const ListenTerms& terms) {
    const Clock::time_point begin = stream.now();
    const auto now = [&] {
        return std::chrono::duration_cast<std::chrono::microseconds>(stream.now() - begin).count();
    };
    std::array<std::uint8_t, 4096> bytes;
    while (!session.is_complete()) {
        Clock::time_point until = begin + std::chrono::hours(24) * 365;
        const auto no_later = [&](std::optional<std::int64_t> time) {
            if (time) until = std::min(until, begin + std::chrono::microseconds(*time));
        };
        no_later(session.deadline());
        no_later(terms.limit);
        if (terms.key_fd >= 0) until = std::min(until, stream.now() + key_pause);
        const std::size_t count = stream.read(bytes, until);
        const std::int64_t time = now();
        for (std::size_t i = 0; i < count; ++i) {
            const auto behind = static_cast<std::int64_t>(count - 1 - i);
            session.feed(std::max<std::int64_t>(0, time - behind * terms.byte_us), bytes[i]);
        }
        session.pass(terms.limit ? std::min(time, *terms.limit) : time);
        if (key_pressed(terms.key_fd)) session.trigger();
        if (terms.limit && time >= *terms.limit) return;
    }
}

void play(const RecordedBytes& record, Session& session, std::optional<std::int64_t> limit) {
    const std::int64_t end = std::min(record.end, limit.value_or(record.end));
    for (const TimedByte& it : record.bytes) {
        if (it.time > end || session.is_complete()) break;
        session.feed(it.time, it.byte);
    }
    if (!session.is_complete()) session.pass(end);
}

}  // namespace perth::cli::mon
