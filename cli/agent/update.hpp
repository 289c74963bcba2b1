// Bringing a new program onto a board whose firmware has an agent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "cli/agent/firmware_facts.hpp"
#include "cli/agent/update_plan.hpp"
#include "cli/image/image.hpp"
#include "cli/support/progress.hpp"

namespace perth::cli {

/// What was done, or would be.
struct SyncReport {
    std::size_t sectors = 0;          ///< of the image
    std::size_t changed_sectors = 0;  ///< that differ from what is on the board
    std::size_t changed_blocks = 0;
    std::size_t resumed_blocks = 0;  ///< that an interrupted sync had brought there
    std::size_t image_bytes = 0;
    std::size_t sent_bytes = 0;  ///< of the image
    bool dry_run = false;
};

/// Returns the image as the flash is to hold it: whole sectors, gaps erased. A program's begin with
/// the flash; others, as assets, with their own first.
///
/// Errors: bytes outside of what may be replaced (Fault::bad_input).
[[nodiscard]] WantedFlash lay_out(const Image& image, const FirmwareFacts& facts);

/// Writes `image`, a program or its assets, beside the running program, has it put into place and
/// started, and checks it. To be called again after any failure, and after a cut of line or power:
/// it goes on where it was.
///
/// Errors: the board takes no updates, or the program's fixed beginning differs (Fault::refused),
/// the image does not fit (Fault::bad_input), other content after the restart (Fault::verify); as
/// Agent::ask(). Throws `Interrupted` at Ctrl-C; then nothing on the board has changed but what
/// waits beside the program.
SyncReport sync_firmware(Agent& agent, const Image& image, bool dry_run, Progress& progress);

}  // namespace perth::cli
