// A build plan made by hand, for tests of what follows from one.
#pragma once

#include "cli/build/plan.hpp"

namespace perth::cli {

/// Returns a board with one region of each kind, two LEDs and a button.
inline Board sample_board() {
    Board board;
    board.name = "sample";
    board.title = "Sample board";
    board.mcu = "sample-chip";
    board.port = "stm32f4";
    board.core = "cortex-m4";
    board.crystal_hz = 8000000;
    board.clock_hz = 168000000;
    board.memory = {
        {.name = "flash", .start = 0x08000000, .size = 0x10000, .access = "rx", .sectors = {}},
        {.name = "ram", .start = 0x20000000, .size = 0x5000, .access = "rwx", .sectors = {}}};
    board.clocks = {{"pll_m", 8}, {"pll_n", 336}};
    board.bootloader = 0x1FFF0000;
    board.console = Console{.uart = "USART1", .tx = "PB6", .rx = "PB7", .baud = 115200, .note = ""};
    board.pins = {{.name = "LED_RED", .pad = "PA13", .active = Pin::Active::low},
                  {.name = "LED", .pad = "PB4"},
                  {.name = "BUTTON",
                   .pad = "P0.17",
                   .active = Pin::Active::low,
                   .use = Pin::Use::input,
                   .pull = Pin::Pull::up}};
    return board;
}

/// Returns a plan for clang and that board, in /home/ü/my project.
inline BuildPlan sample_plan() {
    BuildPlan plan;
    plan.name = "hello";
    plan.version = "1.2.3";
    plan.board = sample_board();
    plan.project = "/home/ü/my project";
    plan.runtime = "/usr/share/perth/runtime";
    plan.folder = plan.project / "build" / "sample";
    plan.toolchain.compiler = {
        .kind = Compiler::Kind::clang, .cxx = "/usr/bin/clang++-19", .version = "19.1.7"};
    plan.toolchain.core = "cortex-m4";
    plan.toolchain.c = "/usr/bin/clang-19";
    plan.toolchain.archiver = "/usr/bin/llvm-ar";
    plan.toolchain.objcopy = "/usr/bin/llvm-objcopy";
    plan.toolchain.sysroot = {.cxx_include = {"/arm/c++"},
                              .c_include = {"/arm/include"},
                              .libraries = {"/arm/libc_nano.a", "/arm/libgcc.a"}};
    plan.sources = {"/home/ü/my project/src/main.cpp", "/home/ü/shared/x.cpp"};
    plan.runtime_sources = {"/usr/share/perth/runtime/src/core/a.cpp"};
    plan.task_memory = 5120;
    return plan;
}

}  // namespace perth::cli
