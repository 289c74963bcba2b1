// What differs from family to family: a yield on each core, flash and RAM of two small programs as
// perth builds them, and the longest stretch with interrupts masked. Images are given as NAME=ELF.
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/support/error.hpp"
#include "tests/bench/built.hpp"
#include "tests/bench/images.hpp"
#include "tests/bench/table.hpp"
#include "tests/bench/trace.hpp"

namespace perth::bench {
namespace {

void print_yields(const Images& images) {
    std::vector<Row> rows = {{"instructions", "2 tasks", "10 tasks", "100 tasks"}};
    for (const char* core : {"m0", "m3", "m4"}) {
        Row row = {fmt::format("Cortex-{}{}", 'M', core[1])};
        for (const int tasks : {2, 10, 100}) {
            const Results results = images.run(fmt::format("yield_{}_{}", core, tasks));
            row.push_back(number(results["instructions"] / results["yields"]));
        }
        rows.push_back(row);
    }
    print_table("yield, per switch", rows, "One machine for all: QEMU's netduinoplus2.");
}

/// What `"profile": true` costs: two looks at the clock, a search in the table.
void print_profiled(const Images& images) {
    std::vector<Row> rows = {{"instructions", "without", "with \"profile\""}};
    for (const char* core : {"m0", "m3", "m4"}) {
        Row row = {fmt::format("Cortex-{}{}", 'M', core[1])};
        for (const std::string& name :
             {fmt::format("yield_{}_10", core), fmt::format("yield_profiled_{}", core)}) {
            const Results results = images.run(name);
            row.push_back(number(results["instructions"] / results["yields"]));
        }
        rows.push_back(row);
    }
    print_table("a turn, counted by the profiler", rows,
                "Ten tasks of two functions, per switch; netduinoplus2.");
}

/// A board of each family, and the emulator's machine: one of QEMU's, or "rp2040".
struct Family {
    const char* name;
    const char* board;
    const char* machine;
};
constexpr Family families[] = {{"stm32f4", "pyboard-v11", "netduinoplus2"},
                               {"nrf51", "microbit", "microbit"},
                               {"lm3s", "lm3s6965evb", "lm3s6965evb"},
                               {"rp2040", "pico", "rp2040"}};

/// Returns instructions a switch; cycles on the RP2040, whose emulator counts those.
double yield_of(const std::filesystem::path& elf, const std::string& machine) {
    if (machine == "rp2040") {
        const Results results = run_rp2040(elf);
        return 125 * results["microseconds"] / results["yields"];
    }
    const Results results = run_image(elf, 0, "stdio", machine);
    return 1000 * results["microseconds"] / results["yields"];
}

void print_port_yields(const Images& images) {
    std::vector<Row> rows = {{"instructions", "2 tasks", "10 tasks", "100 tasks"}};
    for (const auto& [name, board, machine] : families) {
        Row row = {name};
        for (const int tasks : {2, 10, 100}) {
            row.push_back(
                number(yield_of(images.elf(fmt::format("yield_{}_{}", name, tasks)), machine)));
        }
        rows.push_back(row);
    }
    print_table("yield with each family's port, per switch", rows,
                "By the port's own clock; rp2040: cycles, of which a load or a jump takes two.");
}

void print_sizes(const Projects& projects) {
    std::vector<Row> rows = {{"bytes", "board", "blink: flash", "RAM", "two tasks: flash", "RAM"}};
    for (const auto& [name, board, machine] : families) {
        const auto blink = projects.of_template("blink", board);
        const auto two = projects.of_source("two_tasks", board);
        rows.push_back({name, board, fmt::format("{}", flash_size(blink)),
                        fmt::format("{}", ram_size(blink)), fmt::format("{}", flash_size(two)),
                        fmt::format("{}", ram_size(two))});
    }
    print_table("flash and RAM by perth build", rows,
                "RAM: variables, without task memory and stack.");
}

void print_masked(const Images& images) {
    std::vector<Row> rows = {{"instructions", "longest masked", "in", "of a trace of"}};
    for (const auto& [name, board, machine] : families) {
        const auto& elf = images.elf(fmt::format("masked_{}_{}", name, machine));
        const Masked masked = longest_masked(elf, machine);
        rows.push_back({name, fmt::format("{}", masked.instructions), masked.function,
                        fmt::format("{}", masked.traced)});
    }
    print_table(
        "longest stretch with interrupts masked", rows,
        "Sleeps, time-outs, events, queues, tasks and text; waits (WFI) are no instructions.");
}

void print_all(const std::vector<std::string>& arguments) {
    const Images images(arguments);
    print_yields(images);
    print_profiled(images);
    print_port_yields(images);
    print_masked(images);
    print_sizes(Projects());
}

}  // namespace
}  // namespace perth::bench

int main(int count, char** values) {
    try {
        perth::bench::print_all({values + 1, values + count});
    } catch (const perth::cli::Error& error) {
        fmt::print(stderr, "{}\n{}\n", error.what(), error.parts().why);
        return 1;
    }
}
