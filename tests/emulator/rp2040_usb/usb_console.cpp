// Echoes the lines that it reads; four of them are commands. With the argument "hasty" it prints
// some and ends before anybody can have opened the port.
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

void flood(int lines) {
    for (int i = 0; i < lines; ++i) perth::println("line {}", i);
}

perth::Task<> echo() {
    char buffer[80];
    perth::println("ready");
    for (;;) {
        const auto line = co_await perth::console().read_line(buffer);
        if (!line) continue;
        const std::string_view text = *line;
        if (text == "end\n") co_return;
        if (text == "flood\n") flood(10'000);
        if (text == "later\n") co_await perth::sleep(200ms);
        if (text == "panic\n" || text == "later\n") perth::panic("asked for", 1, 2);
        (void)co_await perth::console().write_all(text);
    }
}

bool is_hasty() {
    char line[32];
    const char* const words = perth::hal::command_line(line, sizeof line);
    return words != nullptr && std::string_view(words).ends_with("hasty");
}

}  // namespace

int main() {
    if (is_hasty()) {
        flood(100);
        perth::hal::exit(0);
    }
    perth::Scheduler sch;
    sch.run(echo());
    perth::hal::exit(0);
}
