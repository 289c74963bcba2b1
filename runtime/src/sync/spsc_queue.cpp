#include "perth/sync/spsc_queue.hpp"

namespace perth::detail {

SpscState::~SpscState() {
    check_unawaited(producer_.line);
    check_unawaited(consumer_.line);
}

unsigned SpscState::readable() const noexcept {
    // If this runs on neither side, both may move in between; the modulo keeps it within bounds.
    const unsigned read = read_.load();
    const unsigned written = written_.load();
    const unsigned count = written >= read ? written - read : written + 2 * capacity_ - read;
    return count < capacity_ ? count : capacity_;
}

void SpscState::read(unsigned count) noexcept {
    read_.store(add(read_.load(), count));
    producer_.ring();
}

void SpscState::write(unsigned count) noexcept {
    written_.store(add(written_.load(), count));
    consumer_.ring();
}

void SpscState::close() noexcept {
    closed_.store(true);
    producer_.ring();
    consumer_.ring();
}

bool SpscState::enter(Side side, PromiseBase& task) noexcept {
    End& end = side == Side::consumer ? consumer_ : producer_;
    end.listen(*task.scheduler);
    if (ready(side)) {
        end.ignore();
        return false;
    }
    join(end.line, task);
    return true;
}

void SpscState::End::answer(Doorbell& bell) noexcept {
    End& end = static_cast<End&>(bell);
    if (!end.line.empty() && !end.state.ready(end.side)) return;
    end.ignore();
    release_first_from_io(end.line);
}

}  // namespace perth::detail
