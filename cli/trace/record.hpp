// The events of a simulated board's record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cli/agent/trace.hpp"
#include "cli/emulator/waveform.hpp"

namespace perth::cli {

/// Keeps what a traced program noted, and the levels of its pads.
class TraceSink : public RecordSink {
public:
    /// Keeps at most so many events: those at the beginning.
    explicit TraceSink(std::size_t most = 4'000'000) : most_(most) {}

    void take(const RecordEvent& event) override;
    void finish(std::int64_t end) override { end_ = end; }

    [[nodiscard]] const std::vector<TraceEvent>& events() const noexcept { return events_; }
    /// Returns the time of the end, µs.
    [[nodiscard]] std::int64_t end() const noexcept { return end_; }
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

private:
    void add(const TraceEvent& event);

    std::size_t most_;
    std::vector<TraceEvent> events_;
    std::int64_t end_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace perth::cli
