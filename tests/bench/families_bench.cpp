// What differs from family to family: a yield on each core, flash and RAM of two small programs as
// perth builds them, and the longest stretch with interrupts masked. Images are given as NAME=ELF;
// masked images as masked_FAMILY_MACHINE.
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

/// A board of each family that has one.
struct Family {
    const char* name;
    const char* board;
};
constexpr Family families[] = {
    {"stm32f4", "pyboard-v11"}, {"nrf51", "microbit"}, {"lm3s", "lm3s6965evb"}, {"rp2040", "pico"}};

void print_sizes(const Projects& projects) {
    std::vector<Row> rows = {{"bytes", "board", "blink: flash", "RAM", "two tasks: flash", "RAM"}};
    for (const auto& [name, board] : families) {
        const auto file = fmt::format("{}/board-defs/boards/{}.json", PERTH_SOURCE_DIR, board);
        if (!std::filesystem::exists(file)) continue;
        const auto blink = projects.of_template("blink", board);
        const auto two = projects.of_source("two_tasks", board);
        rows.push_back({name, board, fmt::format("{}", flash_size(blink)),
                        fmt::format("{}", ram_size(blink)), fmt::format("{}", flash_size(two)),
                        fmt::format("{}", ram_size(two))});
    }
    print_table("flash and RAM by perth build", rows,
                "RAM: variables, without task memory and stack.");
}

void print_masked(const std::vector<std::string>& arguments) {
    std::vector<Row> rows = {{"instructions", "longest masked", "in", "of a trace of"}};
    for (const std::string& argument : arguments) {
        const auto equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        if (!name.starts_with("masked_")) continue;
        const auto bar = name.rfind('_');
        const Masked masked = longest_masked(argument.substr(equals + 1), name.substr(bar + 1));
        rows.push_back({name.substr(7, bar - 7), fmt::format("{}", masked.instructions),
                        masked.function, fmt::format("{}", masked.traced)});
    }
    print_table(
        "longest stretch with interrupts masked", rows,
        "Sleeps, time-outs, events, queues, tasks and text; waits (WFI) are no instructions.");
}

void print_all(const std::vector<std::string>& arguments) {
    print_yields(Images(arguments));
    print_masked(arguments);
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
