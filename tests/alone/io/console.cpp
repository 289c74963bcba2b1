#include "perth/io/console.hpp"

#include "perth/io/app.hpp"

namespace {

perth::Task<> run() {
    char buffer[16];
    for (;;) {
        const auto text = co_await perth::console().read_line(buffer);
        if (text) (void)co_await perth::console().write_all(*text);
    }
}

}  // namespace

const char perth::app::name[] = "alone";
const char perth::app::version[] = "1";

void perth_main(perth::Scheduler& sch) { sch(run); }
