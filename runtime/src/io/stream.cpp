#include "perth/io/stream.hpp"

#include "perth/base/panic.hpp"
#include "perth/sync/waiting.hpp"

namespace perth {

using detail::PollNode;
using detail::PromiseBase;

Stream::~Stream() {
    if (reader_ != nullptr || writer_ != nullptr) panic(Panic::destroyed_while_awaited);
    access_.call(device_, {});
}

Result<void> Stream::write(std::span<const std::uint8_t> bytes) noexcept {
    if (!rest_.empty()) return Errc::queue_full;
    const std::ptrdiff_t count = access_.write(device_, bytes);
    if (count < 0) return static_cast<Errc>(-count);
    rest_ = bytes.subspan(static_cast<std::size_t>(count));
    return {};
}

bool Stream::wait_for_call(Wait& wait, PromiseBase& task) noexcept {
    listen(*task.scheduler);
    access_.call(device_, {[](void* stream) { static_cast<Stream*>(stream)->ring(); }, this});
    if (wait.advance()) return false;
    detail::join(wait.line_, task);
    return true;
}

void Stream::leave(Wait& wait) noexcept {
    if (reader_ == &wait) reader_ = nullptr;
    if (writer_ == &wait) {
        writer_ = nullptr;
        if (!wait.over_) rest_ = {};
    }
    if (reader_ == nullptr && writer_ == nullptr) ignore();
}

void Stream::answer(Doorbell& bell) noexcept {
    auto& stream = static_cast<Stream&>(bell);
    for (Wait* const wait : {stream.reader_, stream.writer_}) {
        // Not those that are over already, or are asked again and again.
        if (wait != nullptr && !wait->line_.empty() && wait->advance()) {
            detail::release_first_from_io(wait->line_);
        }
    }
}

bool Stream::Wait::claim(Wait*& direction) noexcept {
    if (direction != nullptr) {
        error_ = Errc::already_waiting;
        return false;
    }
    direction = this;
    return true;
}

bool Stream::Read::begin() noexcept {
    if (!claim(stream_.reader_)) return true;
    stream_.taken_ = 0;
    return Wait::advance();
}

bool Stream::Read::ends_with(Errc error) noexcept {
    const bool end_is_well =
        until_ == Until::end || (until_ == Until::delimiter && stream_.taken_ > 0);
    if (error != Errc::end_of_stream || !end_is_well) error_ = error;
    return true;
}

bool Stream::Read::advance(PollNode& node, std::int32_t&) noexcept {
    auto& read = static_cast<Read&>(node);
    std::size_t& taken = read.stream_.taken_;
    for (;;) {
        std::span<std::uint8_t> room = read.buffer_.subspan(taken);
        if (room.empty()) {
            const bool is_well = read.until_ == Until::some || read.until_ == Until::full;
            return is_well || read.ends_with(Errc::out_of_range);
        }
        if (read.until_ == Until::delimiter) room = room.first(1);
        const std::ptrdiff_t count = read.stream_.access_.read(read.stream_.device_, room);
        if (count < 0) return read.ends_with(static_cast<Errc>(-count));
        if (count == 0) return false;
        taken += static_cast<std::size_t>(count);
        if (read.until_ == Until::some) return true;
        if (read.until_ == Until::delimiter && room.front() == read.delimiter_) return true;
    }
}

bool Stream::Drain::advance(PollNode& node, std::int32_t&) noexcept {
    auto& drain = static_cast<Drain&>(node);
    std::span<const std::uint8_t>& rest = drain.stream_.rest_;
    while (!rest.empty()) {
        const std::ptrdiff_t count = drain.stream_.access_.write(drain.stream_.device_, rest);
        if (count == 0) return false;
        if (count < 0) {
            drain.error_ = static_cast<Errc>(-count);
            rest = {};
        } else {
            rest = rest.subspan(static_cast<std::size_t>(count));
        }
    }
    drain.over_ = true;
    return true;
}

}  // namespace perth
