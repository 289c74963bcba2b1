// Sends back what it receives, by interrupt, sleeping between; ends after a line.
#include "verdict.hpp"

namespace {
volatile int interrupts = 0;
}

int main() {
    perth::hal::console_on_receive({[](void*) { interrupts = interrupts + 1; }, nullptr});
    perth::test::print("ready\n");
    for (;;) {
        char text[16];
        std::size_t size;
        {
            const perth::hal::Critical guard;
            size = perth::hal::console_read(text, sizeof text);
            if (size == 0) perth::hal::idle();
        }
        perth::hal::console_write(text, size);
        if (size != 0 && text[size - 1] == '\n') break;
    }
    perth::test::check("interrupts brought the bytes", interrupts > 0);
    perth::test::check("none was lost", perth::hal::console_lost() == 0);
    perth::test::finish();
}
