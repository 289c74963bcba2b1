// What an update did, in words and as JSON.
#include <fmt/format.h>

#include <algorithm>

#include "cli/flash/update.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

using Action = SectorUpdate::Action;

std::string_view word(Action action) {
    switch (action) {
        case Action::same:
            return "same";
        case Action::write:
            return "write";
        case Action::rewrite:
            break;
    }
    return "erase and write";
}

std::string sector_json(const SectorUpdate& one) {
    return json_object({{"address", std::to_string(one.sector.address)},
                        {"size", std::to_string(one.sector.size)},
                        {"action", json_string(word(one.action))},
                        {"bytes", std::to_string(one.bytes)}});
}

std::string boolean(bool value) { return value ? "true" : "false"; }

}  // namespace

std::size_t UpdateReport::count(SectorUpdate::Action action) const noexcept {
    return static_cast<std::size_t>(
        std::count_if(sectors.begin(), sectors.end(),
                      [&](const SectorUpdate& one) { return one.action == action; }));
}

std::string update_json(const UpdateReport& report) {
    std::vector<std::string> sectors;
    for (const SectorUpdate& one : report.sectors) sectors.push_back(sector_json(one));
    return json_object({{"sectors", json_list(sectors)},
                        {"compared", boolean(report.compared)},
                        {"erased_all", boolean(report.erased_all)},
                        {"dry_run", boolean(report.dry_run)},
                        {"read", std::to_string(report.read)},
                        {"written", std::to_string(report.written)},
                        {"verified", boolean(report.verified)},
                        {"started", json_string(report.started)},
                        {"sent", std::to_string(report.traffic.sent)},
                        {"received", std::to_string(report.traffic.received)},
                        {"round_trips", std::to_string(report.traffic.round_trips)},
                        {"seconds", fmt::format("{:.3f}", report.took.count())}});
}

std::string plan_text(const UpdateReport& report) {
    std::size_t erased = 0;
    std::size_t written = 0;
    for (const SectorUpdate& one : report.sectors) {
        if (one.action == Action::rewrite) erased += one.sector.size;
        if (one.action != Action::same) written += one.bytes;
    }
    if (written == 0) return "";
    std::string text;
    if (report.erased_all) text = "erasing everything, ";
    if (erased > 0) text = fmt::format("erasing {}, ", pretty_size(erased));
    return text + fmt::format("writing {}", pretty_size(written));
}

std::string update_text(const UpdateReport& report) {
    const std::size_t all = report.sectors.size();
    const std::size_t changed = all - report.count(Action::same);
    if (all > 0 && changed == 0) return "nothing to write, the image is there already";
    if (report.dry_run) {
        return fmt::format(
            "{} would be written, nothing was changed",
            all == 0 ? "all of it" : fmt::format("{} of {}", changed, counted(all, "sector")));
    }
    std::string text;
    if (report.erased_all) text = "all erased, ";
    if (report.compared) {
        text += fmt::format("{} of {} differed, ", changed, counted(all, "sector"));
    }
    text += fmt::format("{} written", pretty_size(report.written));
    if (report.verified) text += " and verified";
    return text + fmt::format(" in {:.1f} s", report.took.count());
}

std::vector<std::string> sector_lines(const UpdateReport& report) {
    std::vector<std::string> lines;
    for (const SectorUpdate& one : report.sectors) {
        lines.push_back(fmt::format("0x{:08x} {:>9}  {}", one.sector.address,
                                    pretty_size(one.sector.size), word(one.action)));
        if (one.action != Action::same) lines.back() += ", " + counted(one.bytes, "byte");
    }
    return lines;
}

}  // namespace perth::cli
