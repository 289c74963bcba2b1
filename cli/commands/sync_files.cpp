#include "cli/commands/sync_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/agent/micropython_sync.hpp"
#include "cli/commands/console_agent.hpp"
#include "cli/commands/console_line.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

[[noreturn]] void misuse(std::string what, std::string why, std::string hint) {
    throw Error({.what = std::move(what),
                 .why = std::move(why),
                 .hint = std::move(hint),
                 .exit = Exit::wrong_use});
}

MicroPythonSync wanted_of(const SyncFilesOptions& options, const Context& context) {
    const Manifest* const manifest = context.find_manifest();
    const MicroPythonSettings settings = manifest ? manifest->micropython : MicroPythonSettings{};
    const auto& folders = options.folders.empty() ? settings.sources : options.folders;
    if (folders.empty()) {
        misuse("no folder to copy is given",
               manifest != nullptr ? "perth.json has no \"micropython\": {\"sources\": […]}" : "",
               "perth sync --micropython FOLDER");
    }
    const Trace trace = [&context](std::string_view line) { context.trace(line); };
    MicroPythonSync wanted{.sources = micropython_sources(folders, trace),
                           .to = board_folder(options.to.empty() ? settings.to : options.to),
                           .removes = options.remove,
                           .dry_run = options.dry_run,
                           .start = !options.no_start};
    if (wanted.sources.empty()) {
        misuse("there is nothing to copy",
               fmt::format("no file is in {} but hidden ones", folders.front().string()),
               "-v tells what is passed over");
    }
    return wanted;
}

/// One sync as it is told.
class Telling {
public:
    Telling(const MicroPythonSync& wanted, std::string device, Context& context)
        : wanted_(wanted), device_(std::move(device)), context_(context) {}

    [[nodiscard]] SyncListener listener() {
        return {.planned = [this](const SyncPlan& plan) { tell_plan(plan); },
                .copied = [this](std::size_t done) { context_.progress().update(done); }};
    }

    void tell_end(const SyncOutcome& outcome) {
        context_.progress().end();
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begun_;
        const SyncPlan& plan = outcome.plan;
        context_.say("{}: {}; {} sent, {} received, {:.1f} s", device_, summary(plan),
                     pretty_size(outcome.traffic.sent), pretty_size(outcome.traffic.received),
                     time.count());
        if (wanted_.start && !outcome.restarted) {
            context_.note("warning: the board did not say that it restarts");
        }
        context_.emit(json(outcome, time.count()));
    }

private:
    [[nodiscard]] std::string summary(const SyncPlan& plan) const {
        std::string text =
            plan.copies.empty()
                ? "nothing to copy"
                : fmt::format("{} {} ({})", wanted_.dry_run ? "would copy" : "copied",
                              counted(plan.copies.size(), "file"), pretty_size(plan.bytes));
        if (!plan.removals.empty()) {
            text += fmt::format(", {}{} removed", plan.removals.size(),
                                wanted_.dry_run ? " would be" : "");
        }
        if (plan.same > 0) text += fmt::format(", {} already there", plan.same);
        return text;
    }

    void tell_plan(const SyncPlan& plan) {
        const std::string_view would = wanted_.dry_run ? "would be " : "";
        for (const PlannedCopy& copy : plan.copies) {
            context_.say("{}{} {}", would, copy.is_new ? "new    " : "changed",
                         printable(wanted_.sources[copy.file].path));
        }
        for (const std::string& path : plan.removals) {
            context_.say("{}removed {}", would, printable(path));
        }
        if (!plan.stale.empty()) tell_stale(plan.stale);
        if (!wanted_.dry_run) context_.progress().begin("copy", plan.bytes, true);
    }

    void tell_stale(const std::vector<std::string>& stale) {
        constexpr std::size_t most = 5;
        std::string names;
        for (std::size_t i = 0; i < std::min(most, stale.size()); ++i) {
            names += (i == 0 ? "" : ", ") + printable(stale[i]);
        }
        context_.note("{} of earlier syncs {} no longer here (--delete removes {}): {}{}",
                      counted(stale.size(), "file"), stale.size() == 1 ? "is" : "are",
                      stale.size() == 1 ? "it" : "them", names, stale.size() > most ? ", …" : "");
    }

    [[nodiscard]] std::string json(const SyncOutcome& outcome, double seconds) const {
        const SyncPlan& plan = outcome.plan;
        std::vector<std::string> copies;
        for (const PlannedCopy& copy : plan.copies) {
            const SourceFile& source = wanted_.sources[copy.file];
            copies.push_back(json_object({{"path", json_string(source.path)},
                                          {"bytes", std::to_string(source.content.size())},
                                          {"new", copy.is_new ? "true" : "false"},
                                          {"resumed_at", std::to_string(copy.resume_at)}}));
        }
        return json_object({{"device", json_string(device_)},
                            {"to", json_string(wanted_.to)},
                            {"dry_run", wanted_.dry_run ? "true" : "false"},
                            {"copied", json_list(copies)},
                            {"removed", json_strings(plan.removals)},
                            {"stale", json_strings(plan.stale)},
                            {"same", std::to_string(plan.same)},
                            {"bytes_sent", std::to_string(outcome.traffic.sent)},
                            {"bytes_received", std::to_string(outcome.traffic.received)},
                            {"scripts", std::to_string(outcome.runs)},
                            {"seconds", fmt::format("{:.3f}", seconds)},
                            {"restarted", outcome.restarted ? "true" : "false"}});
    }

    const MicroPythonSync& wanted_;
    std::string device_;
    Context& context_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

void sync_files(const SyncFilesOptions& options, Context& context) {
    const MicroPythonSync wanted = wanted_of(options, context);
    ConsoleLine line(console_finder(context.find_board(), options.device, context, options.baud),
                     "perth sync", context);
    Telling telling(wanted, line.name(), context);
    telling.tell_end(sync_micropython(line.stream(), wanted, telling.listener()));
}

}  // namespace perth::cli
