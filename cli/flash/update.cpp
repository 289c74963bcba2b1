#include "cli/flash/update.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "cli/flash/check.hpp"
#include "cli/flash/sectors.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

using Action = SectorUpdate::Action;

/// A sector, what it shall hold, and what is to be done.
struct Work {
    SectorImage image;
    Action action = Action::same;

    [[nodiscard]] bool changes() const noexcept { return action != Action::same; }
};

/// One phase's progress over several calls of a programmer.
class Phase {
public:
    Phase(Progress& progress, std::string name, std::size_t total) : progress_(progress) {
        progress_.begin(std::move(name), total, true);
    }
    ~Phase() { progress_.end(); }
    Phase(const Phase&) = delete;
    Phase& operator=(const Phase&) = delete;

    /// For the next call.
    [[nodiscard]] Programmer::Advance advance() {
        check_interrupt();
        return [this](std::size_t done) { progress_.update(before_ + done); };
    }
    void finished(std::size_t bytes) { progress_.update(before_ += bytes); }

private:
    Progress& progress_;
    std::size_t before_ = 0;
};

class Update {
public:
    Update(Programmer& programmer, const UpdateOptions& options, Progress& progress,
           std::uint32_t table, std::vector<SectorImage> images)
        : programmer_(programmer), options_(options), progress_(progress), table_(table) {
        for (SectorImage& image : images) {
            const Action action = image.sector.erasable ? Action::rewrite : Action::write;
            work_.push_back({.image = std::move(image), .action = action});
        }
    }

    void decide() {
        report_.erased_all = options_.erase;
        if (options_.erase) {
            for (Work& work : work_) work.action = Action::write;
        } else if (!options_.full) {
            compare();
        }
        for (const Work& work : work_) {
            report_.sectors.push_back(
                {.sector = work.image.sector, .action = work.action, .bytes = work.image.given()});
        }
        if (options_.decided) options_.decided(report_);
    }

    void perform() {
        if (programmer_.keeps_rest()) keep_rest();
        erase();
        write();
        if (options_.verify) verify();
        if (options_.start) report_.started = programmer_.start(table_);
    }

    [[nodiscard]] UpdateReport report() {
        report_.traffic = programmer_.traffic();
        return std::move(report_);
    }

private:
    template <typename Which>
    [[nodiscard]] std::size_t total(const Which& which) const {
        std::size_t bytes = 0;
        for (const Work& work : work_) {
            if (which(work)) bytes += work.image.bytes.size();
        }
        return bytes;
    }

    void compare() {
        const auto readable = [](const Work& work) { return work.image.sector.readable; };
        Phase phase(progress_, "comparing", total(readable));
        for (Work& work : work_) {
            if (!readable(work)) continue;
            compare(work, phase);
            report_.compared = true;
        }
    }

    /// Reads until it is clear that the sector must be erased, in pieces that grow: what differs
    /// mostly does so early, and the rest of it would take a slow line long to read.
    void compare(Work& work, Phase& phase) {
        const SectorImage& image = work.image;
        Bytes content = image.bytes;  // what has not been read counts as the same
        bool blank_so_far = true;
        std::size_t done = 0;
        for (std::size_t piece = 256; done < content.size(); piece *= 64) {
            const auto part =
                std::span(content).subspan(done).first(std::min(piece, content.size() - done));
            programmer_.read(static_cast<std::uint32_t>(image.address + done), part,
                             phase.advance());
            phase.finished(part.size());
            report_.read += part.size();
            done += part.size();
            blank_so_far = blank_so_far && is_blank(part);
            if (!blank_so_far && image.first_difference(content) != content.size()) {
                return phase.finished(content.size() - done);
            }
        }
        const bool same = image.first_difference(content) == content.size();
        work.action = same ? Action::same : Action::write;
    }

    /// Of sectors that the image gives only in part.
    void keep_rest() {
        const auto is_partly_erased = [](const Work& work) {
            return work.action == Action::rewrite && work.image.given() < work.image.sector.size;
        };
        std::size_t bytes = 0;
        for (const Work& work : work_) bytes += is_partly_erased(work) ? work.image.sector.size : 0;
        if (bytes == 0) return;
        Phase phase(progress_, "reading", bytes);
        for (Work& work : work_) {
            if (!is_partly_erased(work)) continue;
            Bytes content(work.image.sector.size);
            programmer_.read(work.image.sector.address, content, phase.advance());
            phase.finished(content.size());
            report_.read += content.size();
            work.image.keep(content);
        }
    }

    [[nodiscard]] Bytes read(const SectorImage& image, Phase& phase) {
        Bytes content(image.bytes.size());
        programmer_.read(image.address, content, phase.advance());
        phase.finished(content.size());
        report_.read += content.size();
        return content;
    }

    [[nodiscard]] bool holds_table(const Work& work) const noexcept {
        const Sector& sector = work.image.sector;
        return table_ >= sector.address && table_ - sector.address < sector.size;
    }

    void erase() {
        if (options_.erase) {
            const Phase phase(progress_, "erasing", 0);
            return programmer_.erase_all();
        }
        std::vector<Sector> sectors;
        std::size_t bytes = 0;
        for (const Work& work : work_) {
            if (work.action != Action::rewrite) continue;
            // What is erased first is what a program starts with.
            sectors.insert(holds_table(work) ? sectors.begin() : sectors.end(), work.image.sector);
            bytes += work.image.sector.size;
        }
        if (sectors.empty()) return;
        Phase phase(progress_, "erasing", bytes);
        programmer_.erase(sectors, phase.advance());
    }

    void write() {
        std::vector<Run> runs;
        for (const Work& work : work_) {
            if (!work.changes()) continue;
            const std::vector<Run> more = runs_to_write(work.image);
            runs.insert(runs.end(), more.begin(), more.end());
        }
        put_last(runs, table_);
        std::size_t bytes = 0;
        for (const Run& run : runs) bytes += run.bytes.size();
        Phase phase(progress_, "writing", bytes);
        for (const Run& run : runs) {
            programmer_.write(run.address, run.bytes, phase.advance());
            phase.finished(run.bytes.size());
        }
        report_.written = bytes;
    }

    void verify() {
        const auto checked = [](const Work& work) {
            return work.changes() && work.image.sector.readable;
        };
        Phase phase(progress_, "verifying", total(checked));
        report_.verified = true;
        for (const Work& work : work_) {
            if (checked(work)) {
                verify(work.image, phase);
            } else if (work.changes()) {
                report_.verified = false;
            }
        }
    }

    void verify(const SectorImage& image, Phase& phase) {
        const Bytes content = read(image, phase);
        const std::size_t at = image.first_difference(content);
        if (at == content.size()) return;
        throw Error(
            {.what = fmt::format("what was written reads back differently at 0x{:08x}",
                                 image.address + at),
             .why = fmt::format("wrote {:02x}, read {:02x}, in the sector of {} at 0x{:08x}",
                                image.bytes[at], content[at], pretty_size(image.sector.size),
                                image.sector.address),
             .hint = "if it happens again, the sector is write-protected or worn out",
             .fault = Fault::verify});
    }

    Programmer& programmer_;
    const UpdateOptions& options_;
    Progress& progress_;
    std::uint32_t table_;  // address of the vector table
    std::vector<Work> work_;
    UpdateReport report_;
};

}  // namespace

UpdateReport update(Programmer& programmer, const Image& image, const Board& board,
                    const UpdateOptions& options, Progress& progress) {
    const auto begin = std::chrono::steady_clock::now();
    check_image(image, board, options.start);
    check_sectors(image, programmer.sectors());
    Update update(programmer, options, progress, vector_table(image, board),
                  by_sector(image, programmer.sectors()));
    update.decide();
    if (!options.dry_run) update.perform();
    UpdateReport report = update.report();
    report.dry_run = options.dry_run;
    report.took = std::chrono::steady_clock::now() - begin;
    return report;
}

}  // namespace perth::cli
