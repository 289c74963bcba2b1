// Interrupts on the edges of pads, by EXTI. QEMU has no GPIO here: the edges come from
// drive_edges.sh, straight to the line. QEMU interrupts at each edge, and only EXTI_PR tells
// whether it is one that was asked for.
#include <cstdint>

#include "perth/hal/pin.hpp"
#include "registers.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace {

using perth::hal::Callback;
using perth::hal::Edge;
using perth::hal::Input;
using perth::hal::Pull;
using perth::hal::stm32f4::exti;
using perth::hal::stm32f4::syscfg;
using perth::test::check;

namespace pad = perth::pad;

struct Count {
    volatile int calls = 0;
    volatile bool in_interrupt = true;

    [[nodiscard]] Callback callback() noexcept {
        return {[](void* self) {
                    auto& count = *static_cast<Count*>(self);
                    count.calls = count.calls + 1;
                    if (!perth::hal::in_interrupt()) count.in_interrupt = false;
                },
                this};
    }
};

/// Lets a line rise, then fall.
void make_pulse(unsigned line) noexcept {
    perth::test::print("edge ");
    perth::test::print(static_cast<std::int32_t>(line));
    perth::test::print("\n");
    char answer = 0;
    while (perth::hal::console_read(&answer, 1) == 0) {
    }
}

struct Listening {
    bool rising, falling, enabled;
    bool operator==(const Listening&) const = default;
};
Listening listening(unsigned line) noexcept {
    return {(exti().rising >> line & 1U) != 0, (exti().falling >> line & 1U) != 0,
            (exti().interrupt_mask >> line & 1U) != 0};
}

template <typename P>
bool is_called() {
    Count count;
    Input<P> input;
    const bool watched = input.on_edge(Edge::rising, count.callback()).has_value();
    const bool has_port = (syscfg().edge_port[P::pin / 4] >> (P::pin % 4 * 4) & 0xFU) == P::port;
    make_pulse(P::pin);
    make_pulse(P::pin);
    return watched && has_port && count.calls == 2 && count.in_interrupt && exti().pending == 0;
}

void each_line_calls() {
    check("line 0 calls", is_called<pad::PA0>());
    check("line 1 calls", is_called<pad::PB1>());
    check("line 2 calls", is_called<pad::PC2>());
    check("line 3 calls", is_called<pad::PD3>());
    check("line 4 calls", is_called<pad::PE4>());
    check("line 5 calls", is_called<pad::PF5>());
    check("line 6 calls", is_called<pad::PG6>());
    check("line 7 calls", is_called<pad::PH7>());
    check("line 8 calls", is_called<pad::PI8>());
    check("line 9 calls", is_called<pad::PB9>());
    check("line 10 calls", is_called<pad::PC10>());
    check("line 11 calls", is_called<pad::PD11>());
    check("line 12 calls", is_called<pad::PE12>());
    check("line 13 calls", is_called<pad::PA13>());
    check("line 14 calls", is_called<pad::PB14>());
    check("line 15 calls", is_called<pad::PC15>());
    check("none listens when its input is gone", exti().interrupt_mask == 0);
}

void a_line_listens_as_it_was_told() {
    Count count;
    Input<pad::PC6> input;
    check("nothing at first", listening(6) == Listening{false, false, false});
    (void)input.on_edge(Edge::rising, count.callback());
    check("rising", listening(6) == Listening{true, false, true});
    (void)input.on_edge(Edge::falling, count.callback());
    check("falling", listening(6) == Listening{false, true, true});
    (void)input.on_edge(Edge::both, count.callback());
    check("both", listening(6) == Listening{true, true, true});
    Count other;
    (void)input.on_edge(Edge::both, other.callback());
    make_pulse(6);
    check("the last callback replaces the others", count.calls == 0);
    const int calls = other.calls;  // two edges may come as one
    check("and is called", calls == 1 || calls == 2);
    input.ignore_edges();
    check("nothing at last", listening(6) == Listening{false, false, false});
    make_pulse(6);
    check("and calls nobody", other.calls == calls);
}

void a_line_belongs_to_one_port() {
    Count count;
    Input<pad::PA3> first;
    Input<pad::PB3> second;
    Input<pad::PA7> neighbour;
    check("the first gets the line", first.on_edge(Edge::falling, count.callback()).has_value());
    const auto refused = second.on_edge(Edge::falling, count.callback());
    check("the second does not", refused.error() == perth::Errc::invalid_argument);
    second.ignore_edges();
    (void)neighbour.on_edge(Edge::falling, count.callback());
    make_pulse(3);
    check("the first is still called", count.calls == 1);
    make_pulse(7);
    check("as is another line of the same interrupt register", count.calls == 2);
    first.ignore_edges();
    check("the second gets what the first left",
          second.on_edge(Edge::falling, count.callback()).has_value());
    make_pulse(3);
    check("and is called", count.calls == 3);
}

}  // namespace

int main() {
    each_line_calls();
    a_line_listens_as_it_was_told();
    a_line_belongs_to_one_port();
    perth::test::finish();
}
