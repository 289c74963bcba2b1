#include "perth/diag/mon.hpp"

#include <algorithm>

#include "perth/base/panic.hpp"
#include "perth/core/busy_wait.hpp"

namespace perth {

namespace detail {
/// Prints one line about more instances than an ident has. Linked only together with the console;
/// weak here.
[[gnu::weak]] void print_excess(unsigned ident, unsigned instances) noexcept;
}  // namespace detail

namespace mon {

namespace {

constexpr int most_waits = 2;  // of send(), a byte's time each
constexpr Duration pulse_width(20);

std::uint8_t edge(std::uint8_t kind, unsigned ident) noexcept {
    return static_cast<std::uint8_t>(kind + ident);
}

}  // namespace

void Monitor::begin(const Transport& transport) noexcept {
    transport_ = transport;
    send(program_start);
}

Result<Ident> Monitor::claim(unsigned ident, unsigned max_instances, Excess excess) noexcept {
    if (transport_.send == nullptr) panic("a monitor's ident claimed before begin()", ident);
    if (ident >= ident_count || max_instances == 0 || max_instances > ident_count - ident) {
        return Errc::out_of_range;
    }
    const std::uint32_t idents = ((std::uint32_t{1} << max_instances) - 1) << ident;
    if ((claimed_ & idents) != 0) return Errc::duplicate;
    claimed_ |= idents;
    return Ident(*this, ident, max_instances, excess == Excess::quiet);
}

bool Monitor::try_send(std::uint8_t byte) const noexcept {
    const hal::Critical guard;
    return transport_.send(transport_.line, byte);
}

void Monitor::send(std::uint8_t byte) noexcept {
    for (int waits = 0; !try_send(byte); ++waits) {
        if (waits == most_waits || hal::in_interrupt()) {
            const hal::Critical guard;
            ++lost_;
            return;
        }
        hal::busy_wait(transport_.byte_us);
    }
}

void Monitor::send_alone(std::uint8_t byte) noexcept {
    send(byte);
    hal::busy_wait(transport_.byte_us);
}

unsigned Monitor::enter(const Ident& ident) noexcept {
    unsigned living;
    {
        const hal::Critical guard;
        living = living_[ident.first_]++;
    }
    const unsigned number = ident.first_ + std::min<unsigned>(living, ident.instances_ - 1U);
    send(edge(active_edge, number));
    if (living >= ident.instances_ && !ident.is_quiet_ && perth::detail::print_excess != nullptr &&
        !hal::in_interrupt()) {
        perth::detail::print_excess(ident.first_, living + 1);
    }
    return number;
}

void Monitor::leave(unsigned first, unsigned ident) noexcept {
    {
        const hal::Critical guard;
        --living_[first];
    }
    send(edge(inactive_edge, ident));
}

void Trigger::pulse() noexcept {
    set(true);
    busy_wait(pulse_width);
    set(false);
}

}  // namespace mon
}  // namespace perth
