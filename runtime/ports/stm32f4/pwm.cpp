// The timers that switch pads. Source: ST RM0090, "General-purpose timers (TIM2 to TIM5)", "PWM
// mode"; for TIM1 and TIM8, "Using the break function" (MOE).
#include <perth_port.hpp>

#include "clock.hpp"

namespace perth::hal::stm32f4 {
namespace {

struct Facts {
    std::uint8_t number;
    Bus bus;
    std::uint8_t enable_bit;  // in the bus's enable register
    bool has_outputs_bit;     // BDTR.MOE
    std::uintptr_t address;
};
// ST RM0090, "Memory map" and "RCC APB1/APB2 peripheral clock enable register".
constexpr Facts timers[] = {
    {1, Bus::apb2, 0, true, 0x4001'0000},   {3, Bus::apb1, 1, false, 0x4000'0400},
    {4, Bus::apb1, 2, false, 0x4000'0800},  {8, Bus::apb2, 1, true, 0x4001'0400},
    {9, Bus::apb2, 16, false, 0x4001'4000}, {10, Bus::apb2, 17, false, 0x4001'4400},
    {12, Bus::apb1, 6, false, 0x4000'1800}, {13, Bus::apb1, 7, false, 0x4000'1C00},
    {14, Bus::apb1, 8, false, 0x4000'2000}};
constexpr unsigned timer_count = sizeof timers / sizeof *timers;

struct State {
    std::uint16_t duty[4];
    std::uint8_t claimed;  // a bit a channel
    std::uint8_t begun;    // likewise
};
State states[timer_count];  // changed with interrupts masked

unsigned place_of(unsigned number) noexcept {
    unsigned place = 0;
    while (timers[place].number != number) ++place;
    return place;
}

Timer& registers(unsigned place) noexcept {
    return *reinterpret_cast<Timer*>(timers[place].address);
}

// A period has `count` counts of `prescaler` + 1 clocks; count + 1 must fit into CCR.
struct Period {
    std::uint32_t prescaler;
    std::uint32_t count;
};
Period period_of(Bus bus, std::uint32_t frequency_hz) noexcept {
    constexpr std::uint32_t longest = 0xFFFF;
    const std::uint32_t clocks = timer_hz(bus) / frequency_hz;
    const std::uint32_t prescaler = clocks == 0 ? 0 : (clocks - 1) / longest;
    return {prescaler, clocks / (prescaler + 1)};
}

std::uint32_t compare_for(std::uint16_t duty, std::uint32_t count) noexcept {
    return duty == 0xFFFF ? count : duty * count >> 16;
}

void write_compare(unsigned place, unsigned channel) noexcept {
    Timer& timer = registers(place);
    timer.compare[channel] = compare_for(states[place].duty[channel], timer.reload + 1);
}

void start_channel(Timer& timer, unsigned channel) noexcept {
    Register& mode = timer.capture_mode[channel / 2];
    const unsigned shift = channel % 2 * 8;
    mode = (mode & ~(0xFFU << shift)) | Timer::pwm_mode << shift;
    timer.capture_enable = timer.capture_enable | 1U << (channel * 4);
}

}  // namespace

bool begin_pwm(unsigned number, unsigned channel, std::uint32_t frequency_hz,
               std::uint16_t duty) noexcept {
    const unsigned place = place_of(number);
    const Facts& facts = timers[place];
    if (frequency_hz == 0) return false;
    const Period period = period_of(facts.bus, frequency_hz);
    if (period.count < 2) return false;

    const Critical guard;
    auto& bus_enable = rcc().apb_enable[static_cast<unsigned>(facts.bus)];
    bus_enable = bus_enable | 1U << facts.enable_bit;
    (void)bus_enable;
    Timer& timer = registers(place);
    State& state = states[place];
    const bool is_first = state.begun == 0;
    state.begun = static_cast<std::uint8_t>(state.begun | 1U << channel);
    state.duty[channel] = duty;
    // All of it is in force from the same update on.
    timer.control1 = timer.control1 | Timer::no_updates | Timer::preload;
    timer.prescaler = period.prescaler;
    timer.reload = period.count - 1;
    for (unsigned each = 0; each < 4; ++each) {
        if ((state.begun >> each & 1U) != 0) write_compare(place, each);
    }
    start_channel(timer, channel);
    timer.control1 = timer.control1 & ~Timer::no_updates;
    if (is_first) timer.event = Timer::update;
    if (facts.has_outputs_bit) timer.dead_time = Timer::outputs;
    timer.control1 = Timer::preload | Timer::enable;
    return true;
}

void set_duty(unsigned number, unsigned channel, std::uint16_t duty) noexcept {
    const unsigned place = place_of(number);
    const Critical guard;
    if ((states[place].begun >> channel & 1U) == 0) return;
    states[place].duty[channel] = duty;
    write_compare(place, channel);
}

bool end_pwm(unsigned number, unsigned channel) noexcept {
    const unsigned place = place_of(number);
    const Critical guard;
    State& state = states[place];
    if ((state.begun >> channel & 1U) == 0) return false;
    state.begun = static_cast<std::uint8_t>(state.begun & ~(1U << channel));
    Timer& timer = registers(place);
    timer.capture_enable = timer.capture_enable & ~(1U << (channel * 4));
    if (state.begun == 0) timer.control1 = 0;
    return true;
}

bool claim_pwm(unsigned number, unsigned channel) noexcept {
    State& state = states[place_of(number)];
    const Critical guard;
    if ((state.claimed >> channel & 1U) != 0) return false;
    state.claimed = static_cast<std::uint8_t>(state.claimed | 1U << channel);
    return true;
}

void unclaim_pwm(unsigned number, unsigned channel) noexcept {
    State& state = states[place_of(number)];
    const Critical guard;
    state.claimed = static_cast<std::uint8_t>(state.claimed & ~(1U << channel));
}

}  // namespace perth::hal::stm32f4
