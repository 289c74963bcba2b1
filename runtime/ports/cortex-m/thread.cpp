// Threads: a switch by PendSV, the lowest exception, and their part of the clock.
//
// The main thread stays on the main stack (MSP), as in a program without threads; the others have
// their stacks in PSP. So interrupts run on the main stack, below what the main thread left there,
// and a thread's stack need not have room for them:
//
//     main stack   | main thread | r0-r3… by the core | r4-r11 by PendSV | interrupts …
//     own stack    | thread      | r0-r3… by the core | r4-r11 by PendSV
//
// Nothing of this is linked in a program without threads. What they hook into has weak symbols
// for it: perth_arm, set_alarm and perth_fault here, Scheduler::idle in core.
//
// An own alarm of the time base, `clock`, stands for three: the scheduler's, the first sleeper's
// and the end of the slice.
#include "perth/hal/thread.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "fault.hpp"
#include "perth/base/panic.hpp"
#include "startup.hpp"

#ifdef __ARM_FP
#error "threads do not save the registers of the FPU: compile for soft floating point"
#endif

namespace perth::hal {
namespace {

using cortex_m::scb;
using cortex_m::SystemControl;
using State = ThreadRecord::State;

constexpr std::int64_t slice = 1000;                     // µs
constexpr std::uint32_t unused = 0xA5C3'5A3C;            // what a stack is filled with
constexpr std::uint32_t thumb = 1U << 24;                // xPSR.T
constexpr std::uint32_t lowest_of_pendsv = 0xFFU << 16;  // SHPR3

/// First in, first out.
struct Line {
    ThreadRecord* first;
    ThreadRecord* last;  // valid if there is a first

    void push(ThreadRecord& thread) noexcept {
        thread.next = nullptr;
        if (first == nullptr) {
            first = &thread;
        } else {
            last->next = &thread;
        }
        last = &thread;
    }
    void push_front(ThreadRecord& thread) noexcept {
        thread.next = first;
        if (first == nullptr) last = &thread;
        first = &thread;
    }
    ThreadRecord* pop() noexcept {
        ThreadRecord* const thread = first;
        if (thread != nullptr) first = thread->next;
        return thread;
    }
};

// Written with interrupts masked only, but for `rotate`. Who runs is in no line; so is a thread
// that waits while nobody else can run: it sleeps itself, as the current one.
constinit struct {
    ThreadRecord* current;     // null until the first thread is started
    Line ready;                // wait for their turns
    Line woken;                // go before them, and before who runs
    ThreadRecord* sleepers;    // in order of `due`
    const Attention* watched;  // while the main thread is idle: what ends that
    Scheduler* scheduler;      // the main thread's, while another runs
    Attention* alarm;          // the scheduler's alarm, null if there is none
    std::int64_t alarm_due;
    std::int64_t slice_end;  // valid while `slicing`
    Attention clock;
    bool slicing;
    bool woken_runs;  // since it was woken, no slice has ended
    bool rotate;      // who runs goes to the end of the line
    bool busy;        // alarms are being served
    ThreadRecord main;
} threads{};

void set_state(ThreadRecord& thread, State state) noexcept {
    thread.state.store(state, std::memory_order_relaxed);
}
bool is(const ThreadRecord& thread, State state) noexcept {
    return thread.state.load(std::memory_order_relaxed) == state;
}

/// Makes PendSV come as soon as nothing else does.
void pend_switch() noexcept { scb().interrupt_state = SystemControl::pend_switch; }

/// Lets pending interrupts come. Interrupts are masked before and after.
void let_interrupts_in() noexcept { asm volatile("cpsie i\n\tisb\n\tcpsid i" ::: "memory"); }

void begin() noexcept {
    if (threads.current != nullptr) return;
    scb().handler_priority[2] = scb().handler_priority[2] | lowest_of_pendsv;
    set_state(threads.main, State::ready);
    threads.current = &threads.main;
}

void make_ready(ThreadRecord& thread) noexcept {
    set_state(thread, State::ready);
    if (&thread != threads.current) threads.woken.push(thread);
}

void wake_thread(ThreadRecord& thread) noexcept {
    make_ready(thread);
    pend_switch();
}

/// Returns whether `running` has to share the processor.
bool shares(const ThreadRecord& running) noexcept {
    return is(running, State::ready) &&
           (threads.ready.first != nullptr || threads.woken.first != nullptr ||
            threads.watched != nullptr);
}

std::int64_t next_due() noexcept {
    std::int64_t due = threads.alarm != nullptr ? threads.alarm_due : no_alarm;
    if (threads.sleepers != nullptr && threads.sleepers->due < due) due = threads.sleepers->due;
    if (threads.slicing && threads.slice_end < due) due = threads.slice_end;
    return due;
}

void arm_clock() noexcept { perth_set_clock_alarm(next_due(), threads.clock); }

void begin_slice() noexcept {
    threads.slicing = true;
    threads.slice_end = now() + slice;
}

// One that has just been woken took the rest of another's slice: that one's turn is over.
void end_slice() noexcept {
    if (!threads.woken_runs) {
        threads.rotate = true;
    } else if (ThreadRecord* const preempted = threads.ready.pop()) {
        threads.ready.push(*preempted);
    }
    threads.woken_runs = false;
    pend_switch();
}

void serve_alarms() noexcept {
    const std::int64_t time = now();
    if (threads.alarm != nullptr && threads.alarm_due <= time) {
        Attention::raise(threads.alarm->alarm);
        threads.alarm = nullptr;
        pend_switch();
    }
    while (threads.sleepers != nullptr && threads.sleepers->due <= time) {
        ThreadRecord& thread = *threads.sleepers;
        threads.sleepers = thread.next;
        wake_thread(thread);
    }
    if (threads.slicing && threads.slice_end <= time) {
        threads.slicing = shares(*threads.current);
        threads.slice_end = time + slice;
        end_slice();
    }
}

/// Waits until `self`, the current thread, is ready. Interrupts are masked before and after.
void wait_until_ready(ThreadRecord& self) noexcept {
    for (;;) {
        pend_switch();
        let_interrupts_in();  // others run here
        if (is(self, State::ready)) return;
        idle();
    }
}

void check_stack(const ThreadRecord& thread, const std::uint32_t* saved) noexcept {
    if (saved >= thread.stack && *thread.stack == unused) [[likely]]
        return;
    panic("stack of a thread overflowed", thread.stack_words * sizeof *thread.stack,
          reinterpret_cast<std::uintptr_t>(&thread));
}

/// The current scheduler is the main thread's alone.
void change_scheduler(const ThreadRecord& from, const ThreadRecord& to) noexcept {
    Scheduler*& scheduler = current_scheduler();
    if (&from == &threads.main) {
        threads.scheduler = scheduler;
        scheduler = nullptr;
    } else if (scheduler != nullptr) {
        panic("scheduler runs in a thread");
    }
    if (&to == &threads.main) scheduler = threads.scheduler;
}

/// Where a thread begins.
[[noreturn]] void run_thread(ThreadEntry entry, void (*function)(), void* argument) {
    entry(function, argument);
    (void)cortex_m::mask();
    ThreadRecord& self = *threads.current;
    set_state(self, State::ended);
    if (self.joiner != nullptr) make_ready(*self.joiner);
    self.joiner = nullptr;
    for (;;) wait_until_ready(self);
}

}  // namespace

void start_thread(ThreadRecord& thread, ThreadEntry entry, void (*function)(),
                  void* argument) noexcept {
    for (std::size_t i = 0; i < thread.stack_words; ++i) thread.stack[i] = unused;
    auto* const frame =
        reinterpret_cast<cortex_m::FaultFrame*>(thread.stack + thread.stack_words) - 1;
    *frame = {.r0 = reinterpret_cast<std::uint32_t>(entry),
              .r1 = reinterpret_cast<std::uint32_t>(function),
              .r2 = reinterpret_cast<std::uint32_t>(argument),
              .r3 = 0,
              .r12 = 0,
              .lr = 0,
              .pc = reinterpret_cast<std::uint32_t>(&run_thread) & ~1U,
              .xpsr = thumb};
    constexpr unsigned saved_words = 8;  // r4…r11, whatever they are
    thread.context = reinterpret_cast<std::uint32_t*>(frame) - saved_words;
    const Critical guard;
    begin();
    set_state(thread, State::ready);
    threads.ready.push(thread);
    if (threads.slicing) return;
    begin_slice();
    arm_clock();
}

void join_thread(ThreadRecord& thread) noexcept {
    const Critical guard;
    if (!is(thread, State::ended)) {
        ThreadRecord& self = *threads.current;
        thread.joiner = &self;
        set_state(self, State::joining);
        wait_until_ready(self);
    }
    thread.context = nullptr;
}

void sleep_thread_until(std::int64_t due) noexcept {
    const Critical guard;
    if (due <= now()) return;
    begin();
    ThreadRecord& self = *threads.current;
    self.due = due;
    set_state(self, State::sleeping);
    ThreadRecord** place = &threads.sleepers;
    while (*place != nullptr && (*place)->due <= due) place = &(*place)->next;
    self.next = *place;
    *place = &self;
    if (place == &threads.sleepers) arm_clock();
    wait_until_ready(self);
}

void yield_thread() noexcept {
    if (threads.current == nullptr) return;
    threads.rotate = true;
    pend_switch();
    asm volatile("dsb\n\tisb" ::: "memory");
}

ThreadRecord* current_thread() noexcept {
    return threads.current == &threads.main ? nullptr : threads.current;
}

std::size_t unused_stack(const ThreadRecord& thread) noexcept {
    std::size_t words = 0;
    while (words < thread.stack_words && thread.stack[words] == unused) ++words;
    return words * sizeof *thread.stack;
}

void idle_beside_threads(const Attention& attention) noexcept {
    if (current_thread() != nullptr) panic("scheduler runs in a thread");
    begin();
    threads.watched = &attention;
    set_state(threads.main, State::idle);
    pend_switch();
    let_interrupts_in();  // others run here
    threads.watched = nullptr;
    set_state(threads.main, State::ready);
    if (!attention.any()) idle();
}

void end_idle_beside_threads() noexcept {
    if (threads.watched != nullptr) pend_switch();
}

void set_alarm(std::int64_t due, Attention& attention) noexcept {
    const Critical guard;
    threads.alarm = &attention;
    threads.alarm_due = due;
    arm_clock();
}

}  // namespace perth::hal

extern "C" {

// In the place of the one that the time base has for programs without threads.
void perth_arm() {
    using namespace perth::hal;
    perth_arm_clock();
    if (threads.busy) return;
    threads.busy = true;
    while (perth::Attention::take(threads.clock.alarm)) {
        serve_alarms();
        arm_clock();
    }
    threads.busy = false;
}

/// Called by PendSV with r4…r11 saved; `saved` is the process stack pointer. Returns that of the
/// thread to go on with, null for the main thread.
[[gnu::used]] std::uint32_t* perth_switch_threads(std::uint32_t* saved) {
    using namespace perth::hal;
    const Critical guard;
    ThreadRecord& leaving = *threads.current;
    if (&leaving != &threads.main) {
        check_stack(leaving, saved);
        leaving.context = saved;
    }
    if (threads.watched != nullptr && threads.watched->any()) {
        threads.watched = nullptr;
        make_ready(threads.main);
    }
    const bool rotate = threads.rotate;
    threads.rotate = false;
    if (is(leaving, State::ready)) {
        if (rotate) {
            threads.ready.push(leaving);
        } else {
            threads.ready.push_front(leaving);
        }
    }
    ThreadRecord* next = threads.woken.pop();
    threads.woken_runs = next != nullptr;
    if (next == nullptr) next = threads.ready.pop();
    if (next == nullptr) next = &leaving;  // nobody can run: it waits itself
    if (next != &leaving) change_scheduler(leaving, *next);
    threads.current = next;  // before the clock is armed, which may find `leaving` due
    if (!threads.slicing && shares(*next)) {
        begin_slice();
        arm_clock();
    }
    return next == &threads.main ? nullptr : static_cast<std::uint32_t*>(next->context);
}

#if __ARM_ARCH >= 7
#define PERTH_SAVE_ON_MAIN_STACK "push {r4-r11}\n\t"
#define PERTH_SAVE_AT_R0 "stmdb r0!, {r4-r11}\n"
#define PERTH_RESTORE_FROM_R0 \
    "ldmia r0!, {r4-r11}\n\t" \
    "msr psp, r0\n\t"
#define PERTH_RESTORE_FROM_MAIN_STACK "pop {r4-r11}\n\t"
#else
#define PERTH_LOW_FROM_HIGH \
    "mov r4, r8\n\t"        \
    "mov r5, r9\n\t"        \
    "mov r6, r10\n\t"       \
    "mov r7, r11\n\t"
#define PERTH_HIGH_FROM_LOW \
    "mov r8, r4\n\t"        \
    "mov r9, r5\n\t"        \
    "mov r10, r6\n\t"       \
    "mov r11, r7\n\t"
#define PERTH_SAVE_ON_MAIN_STACK "push {r4-r7}\n\t" PERTH_LOW_FROM_HIGH "push {r4-r7}\n\t"
#define PERTH_SAVE_AT_R0                         \
    "subs r0, #16\n\t"                           \
    "stmia r0!, {r4-r7}\n\t" PERTH_LOW_FROM_HIGH \
    "subs r0, #32\n\t"                           \
    "stmia r0!, {r4-r7}\n\t"                     \
    "subs r0, #16\n"
#define PERTH_RESTORE_FROM_R0                    \
    "ldmia r0!, {r4-r7}\n\t" PERTH_HIGH_FROM_LOW \
    "ldmia r0!, {r4-r7}\n\t"                     \
    "msr psp, r0\n\t"
#define PERTH_RESTORE_FROM_MAIN_STACK "pop {r4-r7}\n\t" PERTH_HIGH_FROM_LOW "pop {r4-r7}\n\t"
#endif

// Source: ARM DDI 0403, "Exception return behavior": EXC_RETURN 0xFFFFFFF9 is thread mode with the
// main stack, 0xFFFFFFFD with the process stack; bit 2 tells them apart.
[[gnu::naked, gnu::used]] void PendSV_Handler() {
    asm volatile(
        "mrs  r0, psp\n\t"
        "mov  r1, lr\n\t"
        "lsls r1, r1, #29\n\t"
        "bmi  1f\n\t" PERTH_SAVE_ON_MAIN_STACK
        "b    2f\n"
        "1:\n\t" PERTH_SAVE_AT_R0
        "2:\n\t"
        "bl   perth_switch_threads\n\t"
        "cmp  r0, #0\n\t"
        "beq  3f\n\t" PERTH_RESTORE_FROM_R0
        "movs r0, #2\n\t"
        "mvns r0, r0\n\t"
        "bx   r0\n"
        "3:\n\t" PERTH_RESTORE_FROM_MAIN_STACK
        "movs r0, #6\n\t"
        "mvns r0, r0\n\t"
        "bx   r0");
}

/// As the one in fault.cpp, for a program that may be on a thread's stack. A stack pointer outside
/// RAM is replaced by a place on the main stack.
[[gnu::naked, gnu::used]] void perth_fault() {
    asm volatile(
        "mrs  r0, msp\n\t"
        "mov  r1, lr\n\t"
        "lsls r1, r1, #29\n\t"
        "bpl  1f\n\t"
        "mrs  r0, psp\n"
        "1:\n\t"
        "ldr  r2, =__perth_ram_start\n\t"
        "ldr  r3, =__perth_stack_top - 32\n\t"
        "cmp  r0, r3\n\t"
        "bhi  2f\n\t"
        "cmp  r0, r2\n\t"
        "bhs  4f\n"
        "2:\n\t"
        "movs r0, #6\n\t"
        "mvns r0, r0\n\t"
        "mov  r1, lr\n\t"
        "lsls r1, r1, #29\n\t"
        "mov  lr, r0\n\t"
        "bmi  3f\n\t"
        "msr  msp, r3\n"
        "3:\n\t"
        "sub  sp, #32\n\t"
        "mov  r3, sp\n\t"
        "movs r0, #0\n"
        "4:\n\t" PERTH_FAULT_IN_C
        "lsls r2, r1, #29\n\t"
        "bmi  5f\n\t"
        "msr  msp, r0\n\t"
        "bx   r1\n"
        "5:\n\t"
        "msr  psp, r0\n\t"
        "bx   r1\n\t"
        ".ltorg"
        :
        : "i"(&perth_fault_in_c));
}

}  // extern "C"
