// The monitor: what a program does, told while it does it, one byte an event on a line of its own.
//
// A byte 0x40 + ident ('@', 'A' … 'U') says that something begins, 0x60 + ident that it ends, 'z'
// that the program has started. `perth trace --monitor` reads them.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/core/task.hpp"
#include "perth/hal/uart.hpp"

namespace perth {

class Scheduler;

namespace mon {

inline constexpr unsigned ident_count = 22;  ///< 0 to 21
inline constexpr std::uint8_t active_edge = 0x40;
inline constexpr std::uint8_t inactive_edge = 0x60;
inline constexpr std::uint8_t program_start = 'z';

/// What a Monitor sends by. Of a hal::Uart it is made by Monitor::begin(), of SPI by mon::SpiLine.
struct Transport {
    /// Takes a byte and returns true, or has no room. Never waits; called with interrupts masked.
    bool (*send)(void* line, std::uint8_t byte) noexcept;
    void* line;
    std::uint32_t byte_us;  ///< how long a byte takes, rounded up
};

class Monitor;

/// An ident that Monitor::claim() gave: a value to copy; its monitor outlives it.
class Ident {
public:
    [[nodiscard]] unsigned number() const noexcept { return first_; }

private:
    friend class Monitor;
    friend class Scope;
    friend class Trigger;

    Ident(Monitor& monitor, unsigned first, unsigned instances, bool is_quiet) noexcept
        : monitor_(&monitor),
          first_(static_cast<std::uint8_t>(first)),
          instances_(static_cast<std::uint8_t>(instances)),
          is_quiet_(is_quiet) {}

    Monitor* monitor_;
    std::uint8_t first_;
    std::uint8_t instances_;
    bool is_quiet_;
};

/// Sends the bytes.
///
///     perth::hal::Uart<perth::uart::U1> line;
///     perth::mon::Monitor monitor;
///
///     perth::Task<> measure(perth::Scheduler&, perth::mon::Ident ident) {
///         const perth::mon::Scope scope(ident);  // 'A' now, 'a' when this task ends
///         co_await perth::sleep(10ms);
///     }
///     void perth_main(perth::Scheduler& sch) {
///         if (!monitor.begin(line)) return;      // 'z'
///         sch(measure, *monitor.claim(1));
///     }
///
/// Each byte is put into the line's queue with interrupts masked, so that tasks and interrupts send
/// whole bytes. If the queue is full a task waits for room, two bytes' time at most; what finds
/// none then, or at once in an interrupt, is counted by lost().
/// Memory: 48 bytes on a 32-bit core.
class Monitor {
public:
    enum class Excess : bool { told, quiet };

    Monitor() noexcept = default;
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;

    /// Starts the line, which outlives the monitor, and sends 'z'. Errors: Errc::out_of_range if
    /// the line cannot be as fast.
    template <typename U>
    Result<void> begin(hal::Uart<U>& line, std::uint32_t baud = 1'000'000) noexcept {
        const Result<void> begun = line.begin(baud);
        if (!begun) return begun;
        begin({[](void* it, std::uint8_t byte) noexcept {
                   return static_cast<hal::Uart<U>*>(it)->write({&byte, 1}) == 1;
               },
               &line, (10'000'000 + baud - 1) / baud});
        return {};
    }
    /// The same over what is ready to send.
    void begin(const Transport& transport) noexcept;

    /// Takes an ident, once for each thing that is watched; of a thing with several instances at a
    /// time, the next idents too: instance k of those that live, counted from 0, has ident + k, and
    /// those behind the last share its. Each begin beyond `max_instances` is told on the console,
    /// if the program uses one: "Monitor ident: 01 instances: 4."
    ///
    /// Panics before begin(). Errors: Errc::out_of_range unless all are in 0…21 and there is at
    /// least one; Errc::duplicate if one of them was taken before.
    Result<Ident> claim(unsigned ident, unsigned max_instances = 1,
                        Excess excess = Excess::told) noexcept;

    /// Sends a byte of the protocol. Interrupt: allowed.
    void send(std::uint8_t byte) noexcept;
    /// As send(), and keeps the processor busy until it has gone.
    void send_alone(std::uint8_t byte) noexcept;
    /// Returns how many bytes found no room: what a receiver shows from then on may be wrong.
    [[nodiscard]] std::uint32_t lost() const noexcept { return lost_; }

private:
    friend class Scope;

    /// Says that an instance begins; returns its ident.
    unsigned enter(const Ident& ident) noexcept;
    void leave(unsigned first, unsigned ident) noexcept;
    [[nodiscard]] bool try_send(std::uint8_t byte) const noexcept;

    Transport transport_ = {};  // send is null before begin()
    std::uint32_t claimed_ = 0;
    std::uint32_t lost_ = 0;                             // changed with interrupts masked
    std::array<std::uint8_t, ident_count> living_ = {};  // instances; likewise
};

/// Active while it lives: a block, a function, or the rest of a coroutine, however that ends.
/// Interrupt: allowed.
class Scope {
public:
    explicit Scope(const Ident& ident) noexcept
        : monitor_(*ident.monitor_), first_(ident.first_), ident_(monitor_.enter(ident)) {}
    ~Scope() { monitor_.leave(first_, ident_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

private:
    Monitor& monitor_;
    unsigned first_ : 8;
    unsigned ident_ : 8;
};

/// Marks of a program's own. Interrupt: allowed.
class Trigger {
public:
    explicit Trigger(const Ident& ident) noexcept
        : monitor_(*ident.monitor_), ident_(ident.first_) {}

    /// Active, and 20 µs later inactive; the processor is busy meanwhile.
    void pulse() noexcept;
    void set(bool is_active) noexcept {
        const unsigned edge = is_active ? active_edge : inactive_edge;
        monitor_.send(static_cast<std::uint8_t>(edge + ident_));
    }

private:
    Monitor& monitor_;
    unsigned ident_;
};

/// Runs a Task, active from its first turn until it has ended, failed, was cancelled or was given
/// up at a timeout:
///
///     perth::Task<> poll(perth::Scheduler&, perth::mon::Ident ident) {
///         (void)co_await perth::with_timeout(100ms, perth::mon::watch(ident, read()));
///     }
///
/// Memory: a frame of its own; a Scope within the coroutine needs 8 bytes of that one's.
template <typename T>
Task<T> watch(Ident ident, Task<T> task) {
    const Scope scope(ident);
    co_return co_await std::move(task);
}

/// A task that shows how long others keep the processor: it sends 0x40 and 0x60 in turn, one a turn
/// of its own, and needs ident 0. Between two of its 0x40 all other tasks that are ready had two
/// turns.
///
///     sch(perth::mon::hog_detect, monitor);
///
/// The chip does not sleep meanwhile, and each of its turns takes as long as a byte on the line.
/// Errors: Errc::duplicate if ident 0 is taken.
Task<Result<void>> hog_detect(Scheduler& scheduler, Monitor& monitor);

/// The ident that the receiver of the original shows on this GPIO of its Pico: 3…22, 26 and 27;
/// ident_count for any other, which claim() refuses.
[[nodiscard]] constexpr unsigned gp(unsigned gpio) noexcept {
    if (gpio >= 3 && gpio <= 22) return gpio - 3;
    return gpio == 26 || gpio == 27 ? gpio - 6 : ident_count;
}
/// The same of this pin of the board, 1…40.
/// Source: "Raspberry Pi Pico Datasheet", "Pico pinout".
[[nodiscard]] constexpr unsigned pico(unsigned pin) noexcept {
    if (pin == 31 || pin == 32) return gp(pin - 5);
    if (pin < 1 || pin > 29 || pin % 5 == 3) return ident_count;  // ground, or no GPIO
    return gp(pin - 1 - (pin + 1) / 5);
}

}  // namespace mon
}  // namespace perth
