// Echoes the lines that it reads; four of them are commands.
#include <chrono>
#include <string_view>

#include "perth/base/panic.hpp"
#include "perth/io/app.hpp"
#include "perth/io/console.hpp"
#include "perth/io/print.hpp"
#include "perth/perth.hpp"

const char perth::app::name[] = "usb-console";
const char perth::app::version[] = "1.0";

using namespace std::chrono_literals;

namespace {

void flood() {
    for (int i = 0; i < 10'000; ++i) perth::println("line {}", i);
}

perth::Task<> echo() {
    char buffer[80];
    perth::println("ready");
    for (;;) {
        const auto line = co_await perth::console().read_line(buffer);
        if (!line) continue;
        const std::string_view text = *line;
        if (text == "end\n") co_return;
        if (text == "flood\n") flood();
        if (text == "later\n") co_await perth::sleep(200ms);
        if (text == "panic\n" || text == "later\n") perth::panic("asked for", 1, 2);
        (void)co_await perth::console().write_all(text);
    }
}

}  // namespace

int main() {
    perth::Scheduler sch;
    sch.run(echo());
    perth::hal::exit(0);
}
