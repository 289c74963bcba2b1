// What a monitor's decoder found, as files: waveforms, a picture, or a timeline for Perfetto.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "cli/mon/analyser.hpp"
#include "cli/mon/decoder.hpp"

namespace perth::cli::mon {

/// A file on its way.
class Waves {
public:
    Waves() = default;
    virtual ~Waves() = default;
    Waves(const Waves&) = delete;
    Waves& operator=(const Waves&) = delete;

    virtual void take(const MonEvent& event) = 0;
    /// Writes the file. Errors: disk full.
    virtual void finish(std::int64_t end) = 0;
};

/// Opens the file that `file` ends with the name of:
///
///   .vcd    a wire an ident, IDENT0 …, unknown before its first change, and TRIGGER: 100 µs high
///   .svg    the same as a picture
///   .json   a timeline, as Perfetto and chrome://tracing read it: a row an ident, and the messages
///
/// Errors: another ending (Exit::wrong_use); it may not be written.
[[nodiscard]] std::unique_ptr<Waves> open_waves(const std::filesystem::path& file);

/// Hands on what an analyser has kept, its trigger as a pulse.
void show(const Analyser& analyser, Waves& waves);

}  // namespace perth::cli::mon
