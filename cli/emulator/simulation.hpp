// What a user wants to see of a simulated board, and what is done to it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/emulator/record_pins.hpp"
#include "cli/emulator/svg.hpp"
#include "cli/emulator/vcd.hpp"
#include "cli/emulator/waveform.hpp"

namespace perth::cli {

struct SimulationPlan {
    std::filesystem::path stimulus;           ///< empty: none
    std::filesystem::path vcd;                ///< empty: none
    std::filesystem::path svg;                ///< empty: none
    std::optional<PinsView::Form> pins = {};  ///< nothing: not shown
    std::string title;                        ///< of the picture
};

/// The files and views of one run.
class Simulation {
public:
    using Files = std::vector<std::pair<std::string_view, std::filesystem::path>>;

    /// Reads the stimulus and opens the files: what is wrong with them is an `Error` now.
    Simulation(const SimulationPlan& plan, const Board& board);

    /// Returns what the firmware is to play: lines of expand_stimulus(), or nothing.
    [[nodiscard]] const std::string& stimulus() const noexcept { return stimulus_; }
    /// Returns where what happens is to be recorded; nothing if nobody wants to know.
    [[nodiscard]] Recording* wanted() noexcept {
        return vcd_ || svg_ || pins_ ? &recording_ : nullptr;
    }
    /// Ends the record and writes the files. Errors: disk full.
    void finish() { recording_.finish(); }

    /// Returns the pins, if they are to be seen.
    [[nodiscard]] PinsView* pins() noexcept { return pins_.get(); }
    [[nodiscard]] const Recording& recording() const noexcept { return recording_; }
    /// Returns the files that finish() writes, each with "vcd" or "svg".
    [[nodiscard]] const Files& files() const noexcept { return files_; }

private:
    Recording recording_;
    std::string stimulus_;
    Files files_;
    std::unique_ptr<VcdWriter> vcd_;
    std::unique_ptr<SvgWriter> svg_;
    std::unique_ptr<PinsView> pins_;
};

}  // namespace perth::cli
