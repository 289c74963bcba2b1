// Pads: levels, pulls and open drain as QEMU's GPIO shows them, and edges, which drive_pads.sh
// makes. QEMU has no GPIOTE, so this is about the fall-back that looks at the pads every
// millisecond.
#include <perth_port.hpp>

#include "perth/hal/pin.hpp"
#include "verdict.hpp"

namespace {

using perth::hal::Edge;
using perth::hal::Input;
using perth::hal::Pull;
using perth::test::check;
using perth::test::print;
namespace pad = perth::pad;

struct Count {
    volatile int calls = 0;
    volatile bool in_interrupt = true;
    volatile bool level = false;  // at the last call

    template <typename P>
    perth::hal::Callback callback() {
        return {[](void* it) {
                    auto& count = *static_cast<Count*>(it);
                    count.calls = count.calls + 1;
                    count.level = P::read();
                    count.in_interrupt = count.in_interrupt && perth::hal::in_interrupt();
                },
                this};
    }
};

// Long enough for the fall-back to see it.
void drive(unsigned pin, bool level) {
    print("pad ");
    print(static_cast<std::int32_t>(pin));
    print(level ? " 1\n" : " 0\n");
    char answer;
    while (perth::hal::console_read(&answer, 1) == 0) {
    }
    perth::hal::busy_wait(3'000);
}

template <typename P>
void make_pulse() {
    drive(P::pin, true);
    drive(P::pin, false);
}

void levels() {
    using P = pad::P0_03;
    {
        perth::hal::Output<P> output;
        check("an output is low at first", !P::read() && !P::driven());
        output.on();
        check("an output's level can be read", P::read() && P::driven());
    }
    {
        const Input<P, perth::active::high, Pull::up> input;
        check("a pulled-up input reads high", P::read());
    }
    {
        const Input<P, perth::active::high, Pull::down> input;
        check("a pulled-down input reads low", !P::read());
        drive(P::pin, true);
        check("a driven input reads as it is driven", P::read());
        drive(P::pin, false);
        check("and again", !P::read());
    }
}

// QEMU drives what is not pulled low; silicon lets go.
void open_drain() {
    using P = pad::P0_30;
    perth::hal::OpenDrain<P, Pull::up> line;
    check("an open-drain output is let go at first", P::driven());
    line.pull_low();
    check("and can be pulled low", !line.is_high());
    line.let_go();
    check("and let go", line.is_high());
}

template <typename P>
void calls_for_each_kind_of_edge() {
    Count count;
    Input<P, perth::active::high, Pull::down> input;
    drive(P::pin, false);
    (void)input.on_edge(Edge::rising, count.callback<P>());
    make_pulse<P>();
    make_pulse<P>();
    check("two rising edges call twice", count.calls == 2 && count.level);
    check("in interrupt context", count.in_interrupt);
    (void)input.on_edge(Edge::falling, count.callback<P>());
    make_pulse<P>();
    check("a falling one is told from it", count.calls == 3 && !count.level);
    (void)input.on_edge(Edge::both, count.callback<P>());
    make_pulse<P>();
    check("both edges call twice", count.calls == 5);
    input.ignore_edges();
    make_pulse<P>();
    check("what is ignored calls nobody", count.calls == 5);
}

void four_at_a_time() {
    Count counts[5];
    Input<pad::P0_01, perth::active::high, Pull::down> a;
    Input<pad::P0_02, perth::active::high, Pull::down> b;
    Input<pad::P0_16, perth::active::high, Pull::down> c;
    Input<pad::P0_20, perth::active::high, Pull::down> d;
    Input<pad::P0_31, perth::active::high, Pull::down> e;
    (void)a.on_edge(Edge::rising, counts[0].callback<pad::P0_01>());
    (void)b.on_edge(Edge::rising, counts[1].callback<pad::P0_02>());
    (void)c.on_edge(Edge::rising, counts[2].callback<pad::P0_16>());
    (void)d.on_edge(Edge::rising, counts[3].callback<pad::P0_20>());
    const auto callback = counts[4].callback<pad::P0_31>();
    check("a fifth pad is refused",
          e.on_edge(Edge::rising, callback).error() == perth::Errc::invalid_argument);
    make_pulse<pad::P0_16>();
    make_pulse<pad::P0_01>();
    make_pulse<pad::P0_20>();
    make_pulse<pad::P0_31>();
    check("each calls its own", counts[0].calls == 1 && counts[1].calls == 0 &&
                                    counts[2].calls == 1 && counts[3].calls == 1 &&
                                    counts[4].calls == 0);
    b.ignore_edges();
    check("it gets the place of one that is ignored",
          e.on_edge(Edge::rising, callback).has_value());
    make_pulse<pad::P0_31>();
    check("and is called", counts[4].calls == 1);
}

}  // namespace

int main() {
    levels();
    open_drain();
    calls_for_each_kind_of_edge<pad::P0_17>();
    four_at_a_time();
    perth::test::finish();
}
