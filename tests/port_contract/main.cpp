// Runs the behaviour that was chosen; the exit code is the verdict. Where no emulator says which,
// it is typed on the console: so are the tests of a chip that no debugger listens to.
#include <array>
#include <string_view>

#include "behaviour.hpp"
#include "perth/io/app.hpp"
#include "perth/perth.hpp"

const char perth::app::name[] = "contract";
const char perth::app::version[] = "0";

namespace {

// Waits 5 s at most.
std::string_view typed_line() {
    static std::array<char, 32> line;
    std::size_t size = 0;
    const std::int64_t patience = perth::hal::now() + 5'000'000;
    while (perth::hal::now() < patience && size < line.size()) {
        size += perth::hal::console_read(line.data() + size, 1);
        if (size != 0 && line[size - 1] == '\n') return {line.data(), size - 1};
    }
    return {};
}

}  // namespace

int main() {
    using perth::contract::Behaviour;
    std::string_view name = perth::contract::chosen();
    if (name.empty()) name = typed_line();
    for (const Behaviour* each = Behaviour::first(); each != nullptr; each = each->next()) {
        if (name != each->name()) continue;
        perth::println("contract {}", each->name());
        each->run();
        perth::test::finish();
    }
    perth::println("no behaviour {}", name);
    perth::hal::exit(2);
}
