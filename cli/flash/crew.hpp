// Flashing several devices at the same time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "cli/flash/perform.hpp"
#include "cli/support/error.hpp"
#include "cli/support/progress_group.hpp"

namespace perth::cli {

using HostFactory = std::function<std::unique_ptr<usb::Host>()>;

/// How flashing one device ended.
struct FlashOutcome {
    Target target;
    UpdateReport report = {};
    std::optional<Error> error = {};  ///< it was not flashed
};

/// Flashes each target in a thread of its own, with a USB host of its own, and returns when all are
/// done, in their order. `say` is called by one thread at a time, no bar in the way. Throws
/// `Interrupted` at Ctrl-C, after all have come to an end.
[[nodiscard]] std::vector<FlashOutcome> flash_devices(const HostFactory& make_host,
                                                      const std::vector<Target>& targets,
                                                      const FlashJob& job, const AskFirmware& ask,
                                                      const Say& say, ProgressGroup& progress);

/// Returns the outcome as JSON: device, method, and result or error.
[[nodiscard]] std::string outcome_json(const FlashOutcome& outcome);

/// Returns the `Error` of those that failed, or nothing. It ends with the exit code of the first;
/// one of one device is that device's own.
[[nodiscard]] std::optional<Error> failure_of(const std::vector<FlashOutcome>& outcomes);

}  // namespace perth::cli
