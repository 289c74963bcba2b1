#include "cli/emulator/simulation.hpp"

#include <fmt/format.h>

#include "cli/emulator/stimulus.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_stimulus = std::size_t{1} << 20;

void refuse_one_file_twice(const fs::path& one, const fs::path& other) {
    const auto plain = [](const fs::path& file) { return fs::absolute(file).lexically_normal(); };
    if (one.empty() || other.empty() || plain(one) != plain(other)) return;
    throw Error({.what = fmt::format("{} is given for two files", one.string()),
                 .hint = "give each a name of its own",
                 .exit = Exit::wrong_use});
}

/// Returns what the board's emulator can do to it.
StimulusTarget stimulus_target(const Board& board, const PadNames& pads) {
    StimulusTarget target(pads);
    target.board = board.name;
    switch (board.emulator->kind) {
        case Emulator::Kind::host:
            break;
        case Emulator::Kind::rp2040:
            target.adc_channels = 5;
            break;
        case Emulator::Kind::qemu:
            target.uarts = target.adc_channels = target.i2c_buses = 0;
            break;
    }
    return target;
}

}  // namespace

Simulation::Simulation(const SimulationPlan& plan, const Board& board) {
    refuse_one_file_twice(plan.vcd, plan.svg);
    refuse_one_file_twice(plan.stimulus, plan.vcd);
    refuse_one_file_twice(plan.stimulus, plan.svg);
    const PadNames pads = pad_names(board);
    if (!plan.stimulus.empty()) {
        stimulus_ = expand_stimulus(read_file(plan.stimulus, largest_stimulus),
                                    plan.stimulus.string(), stimulus_target(board, pads));
    }
    if (!plan.vcd.empty()) {
        vcd_ = std::make_unique<VcdWriter>(plan.vcd, board.name, pads);
        recording_.add(*vcd_);
        files_.emplace_back("vcd", plan.vcd);
    }
    if (!plan.svg.empty()) {
        svg_ = std::make_unique<SvgWriter>(plan.svg, plan.title, pads);
        recording_.add(*svg_);
        files_.emplace_back("svg", plan.svg);
    }
    if (plan.pins) {
        pins_ = std::make_unique<PinsView>(*plan.pins, pads);
        recording_.add(*pins_);
    }
}

}  // namespace perth::cli
