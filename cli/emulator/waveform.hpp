// The waveforms of a run: what the simulated board records, on its way to those who show it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/emulator/record.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// A pad of the simulated board that the board's definition names.
struct NamedPad {
    unsigned pad = 0;
    std::string name;
    bool active_low = false;
    bool is_input = false;
    Level released = Level::open;  ///< what a button there leaves behind: nothing if it is pulled
};

/// Returns the board's pins in the order of its definition, but those whose pad is no P<n>.
[[nodiscard]] std::vector<NamedPad> named_pads(const Board& board);

/// Returns the number of a pad "P12", or nothing if it is none.
[[nodiscard]] std::optional<unsigned> pad_number(std::string_view text);

/// Returns the pad of that number, or nothing if the board does not name it.
[[nodiscard]] const NamedPad* find_pad(const std::vector<NamedPad>& pads, unsigned number);

/// Returns what a signal is called: "LED", "P12", "UART0_TX", "ADC1", "PWM2", "I2C0", "SPI0".
[[nodiscard]] std::string signal_name(const std::vector<NamedPad>& pads, Signal signal,
                                      unsigned number);

/// Receives a record.
class RecordSink {
public:
    RecordSink() = default;
    virtual ~RecordSink() = default;
    RecordSink(const RecordSink&) = delete;
    RecordSink& operator=(const RecordSink&) = delete;

    virtual void take(const RecordEvent& event) = 0;
    /// Returns whether more should wait until what it made of the last is taken.
    [[nodiscard]] virtual bool is_full() const noexcept { return false; }
    /// Nothing more comes; `end` is the time of the end.
    virtual void finish(std::int64_t end) = 0;
};

/// Reads a record and hands it to everyone who wants it.
class Recording {
public:
    void add(RecordSink& sink) { sinks_.push_back(&sink); }

    /// Takes the next bytes. A line that is not in order ends the record: nothing behind it counts.
    ///
    /// Errors: those of the sinks (disk full).
    void feed(std::string_view bytes);
    /// Returns whether more should wait, for one of the sinks is full.
    [[nodiscard]] bool is_full() const noexcept;
    /// Ends the record where it is; further calls do nothing. Errors: as feed().
    void finish();

    /// Returns what was not in order, if anything.
    [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }
    /// Returns the time of the last line.
    [[nodiscard]] std::int64_t time() const noexcept { return reader_.time(); }

private:
    RecordReader reader_;
    std::vector<RecordSink*> sinks_;
    std::optional<Error> failure_;
    bool finished_ = false;
};

}  // namespace perth::cli
