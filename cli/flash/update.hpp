// Brings a device's flash into line with an image: compare, erase, write, verify, start.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/image/image.hpp"
#include "cli/support/progress.hpp"

namespace perth::cli {

/// What is done to one sector.
struct SectorUpdate {
    enum class Action {
        same,     ///< nothing: the image's bytes are there
        write,    ///< it is blank
        rewrite,  ///< it is erased first
    };

    Sector sector;
    Action action = Action::same;
    std::size_t bytes = 0;  ///< that the image has in it
};

struct UpdateReport {
    std::vector<SectorUpdate> sectors;  ///< those that the image has bytes in
    bool compared = false;              ///< the device was read first
    bool erased_all = false;
    bool dry_run = false;
    std::size_t read = 0;     ///< bytes
    std::size_t written = 0;  ///< bytes
    bool verified = false;    ///< what was written has been read back, all of it
    std::string started;      ///< what the device did at the end; empty if it was not started
    Traffic traffic;
    std::chrono::duration<double> took{};

    [[nodiscard]] std::size_t count(SectorUpdate::Action action) const noexcept;  ///< sectors
};

struct UpdateOptions {
    bool full = false;     ///< write every sector, whatever is there
    bool erase = false;    ///< erase the whole flash first
    bool verify = true;    ///< read back what was written
    bool start = true;     ///< start the program at the end
    bool dry_run = false;  ///< read and tell, change nothing
    /// Called when it is decided what is to be done, before it is.
    std::function<void(const UpdateReport&)> decided = {};
};

/// Writes the image. Everything is checked before the first byte is erased; the vector table
/// is erased first and written last, so that no part of a program starts as if it were whole. After
/// a failure at any point the same call succeeds.
///
/// Errors: those of check_image(), check_sectors() and the programmer; Fault::verify with the first
///         address that differs.
[[nodiscard]] UpdateReport update(Programmer& programmer, const Image& image, const Board& board,
                                  const UpdateOptions& options, Progress& progress);

/// Returns the report as JSON.
[[nodiscard]] std::string update_json(const UpdateReport& report);

/// Returns what is going to be done: "erasing 48.0 KiB, writing 20.0 KiB"; empty if nothing is.
[[nodiscard]] std::string plan_text(const UpdateReport& report);

/// Returns the sentence about it: "2 of 5 sectors differed, 24.0 KiB written and verified".
[[nodiscard]] std::string update_text(const UpdateReport& report);

/// Returns what --dry-run tells of each sector, a line each.
[[nodiscard]] std::vector<std::string> sector_lines(const UpdateReport& report);

}  // namespace perth::cli
