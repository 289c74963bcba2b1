// The waveforms of a run: what the simulated board records, on its way to those who show it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/emulator/pads.hpp"
#include "cli/emulator/record.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

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
