// Waveforms as one self-contained picture, as a logic analyser shows them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/emulator/svg_rows.hpp"
#include "cli/emulator/waveform.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {

/// Keeps of a record what a picture can show, and draws it at the end. Neither memory nor the file
/// grow with time: stretches too dense to tell apart become bands. The same record gives the same
/// bytes.
///
/// A row for each pin that the board names and each other signal that changed. An overline marks
/// what is active when low.
class SvgWriter : public RecordSink {
public:
    /// Opens the file; an `Error` if it may not be written. `title` stands above the rows.
    SvgWriter(const std::filesystem::path& file, std::string title, PadNames pads);

    void take(const RecordEvent& event) override;
    void finish(std::int64_t end) override;

private:
    using Key = std::pair<Signal, unsigned>;

    WaveRow& wave(Signal signal, unsigned number) { return waves_[{signal, number}]; }
    TextRow& text(Signal signal, unsigned number, std::string_view joint) {
        return texts_.try_emplace({signal, number}, joint).first->second;
    }

    std::string title_;
    PadNames pads_;
    StagedFile staged_;
    std::map<Key, WaveRow> waves_;
    std::map<Key, TextRow> texts_;
    std::map<unsigned, std::uint32_t> hertz_;  ///< the last of each PWM channel
};

}  // namespace perth::cli
