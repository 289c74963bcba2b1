// Reads two lines from the console by its stream, and writes them back; tasks sleep between.
#include "perth/io/app.hpp"
#include "perth/io/console.hpp"
#include "perth/perth.hpp"

const char perth::app::name[] = "lines";
const char perth::app::version[] = "0";

namespace {

perth::Task<> echo() {
    char buffer[16];
    perth::println("ready");
    for (int i = 0; i < 2; ++i) {
        const auto line = co_await perth::console().read_line(buffer);
        if (line) (void)co_await perth::console().write_all(*line);
    }
}

}  // namespace

int main() {
    perth::Scheduler sch;
    sch.run(echo());
    perth::hal::exit(0);
}
