// How a simulated board hands over its record, and is handed its stimulus.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "cli/emulator/waveform.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli {

/// A pipe from a process that records to a Recording.
class RecordPipe {
public:
    /// Without a recording there is no pipe; a recording lives longer.
    explicit RecordPipe(Recording* recording);

    /// Returns the end that the process writes to, -1 if there is none.
    [[nodiscard]] int theirs() const noexcept { return theirs_.get(); }
    /// To be called once the process has started.
    void close_theirs() { theirs_.close(); }

    /// Returns whether serve() is wanted when fd() is readable.
    [[nodiscard]] bool wants_service() const;
    [[nodiscard]] int fd() const noexcept { return ours_.get(); }
    /// Reads what is there, or a good piece of it.
    void serve();
    /// Reads all that is left; the process has ended.
    void drain();
    /// Reads all that comes until the process ends its record, or the time is over.
    void drain_to_end(std::chrono::milliseconds patience);

private:
    void read(std::size_t most);

    Recording* recording_;
    Handle ours_;
    Handle theirs_;
};

/// Returns a file in memory with these lines, which goes with the last of its readers; none without
/// lines. Children inherit it. Errors: memory is full.
[[nodiscard]] Handle stimulus_file(const std::string& lines);

}  // namespace perth::cli
