// A list in order of time; the first one has the alarm. There are fewer than ten.
#include "deadline.hpp"

#include <perth_port.hpp>

#include "alarm.hpp"
#include "core_registers.hpp"
#include "startup.hpp"

namespace perth::hal::rp2040 {
namespace {

constexpr unsigned alarm = 3;
constexpr std::uint32_t alarm_mask = 1U << alarm;

Deadline* first;  // written with interrupts masked

void remove(Deadline& deadline) noexcept {
    if (!deadline.is_set) return;
    Deadline** place = &first;
    while (*place != &deadline) place = &(*place)->next;
    *place = deadline.next;
    deadline.is_set = false;
}

// Returns one whose time has come, null if there is none; then the alarm is set for the next one.
Deadline* take_due() noexcept {
    const Critical guard;
    if (first == nullptr || arm_alarm(alarm, first->due)) return nullptr;
    Deadline* const due = first;
    remove(*due);
    return due;
}

}  // namespace

void set_deadline(Deadline& deadline, std::int64_t due) noexcept {
    const Critical guard;
    remove(deadline);
    deadline.due = due;
    deadline.is_set = true;
    Deadline** place = &first;
    while (*place != nullptr && (*place)->due <= due) place = &(*place)->next;
    deadline.next = *place;
    *place = &deadline;
    if (first != &deadline) return;
    set_bits(timer().interrupts, alarm_mask);
    cortex_m::nvic().enable(timer_irq_0 + alarm);
    if (!arm_alarm(alarm, due)) set_bits(timer().forced, alarm_mask);
}

void cancel_deadline(Deadline& deadline) noexcept {
    const Critical guard;
    remove(deadline);
}

}  // namespace perth::hal::rp2040

PERTH_IRQ(TIMER_IRQ_3) {
    using namespace perth::hal::rp2040;
    clear_bits(timer().forced, alarm_mask);
    timer().raw_interrupts = alarm_mask;
    while (const Deadline* const due = take_due()) due->callback();
}
