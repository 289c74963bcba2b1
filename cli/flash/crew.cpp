#include "cli/flash/crew.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

/// What a thread cannot say by returning: an interrupt, or a bug.
using Thrown = std::exception_ptr;

void flash_one(const HostFactory& make_host, FlashOutcome& outcome, const FlashJob& job,
               const AskFirmware& ask, const Say& say, Progress& progress, Thrown& thrown) {
    try {
        const auto host = make_host();
        outcome.report = flash_device(*host, outcome.target, job, ask, say, progress);
    } catch (const Error& error) {
        Error::Parts parts = error.parts();
        parts.device = outcome.target.name;
        outcome.error.emplace(std::move(parts));
    } catch (...) {
        thrown = std::current_exception();
    }
    progress.end();
}

}  // namespace

std::vector<FlashOutcome> flash_devices(const HostFactory& make_host,
                                        const std::vector<Target>& targets, const FlashJob& job,
                                        const AskFirmware& ask, const Say& say,
                                        ProgressGroup& progress) {
    std::vector<FlashOutcome> outcomes;
    for (const Target& target : targets) outcomes.push_back({.target = target});
    std::vector<Thrown> thrown(targets.size());
    const Say say_above = [&](std::string_view line) { progress.above([&] { say(line); }); };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < targets.size(); ++i) {
            threads.emplace_back([&, i] {
                flash_one(make_host, outcomes[i], job, ask, say_above, progress.of(i), thrown[i]);
            });
        }
    }
    for (const Thrown& one : thrown) {
        if (one) std::rethrow_exception(one);
    }
    return outcomes;
}

std::string outcome_json(const FlashOutcome& outcome) {
    std::vector<std::pair<std::string_view, std::string>> members = {
        {"device", json_string(outcome.target.name)},
        {"method", json_string(outcome.target.method)}};
    if (!outcome.error) {
        members.emplace_back("result", update_json(outcome.report));
    } else {
        const Error::Parts& parts = outcome.error->parts();
        members.emplace_back("error",
                             json_object({{"code", std::to_string(static_cast<int>(parts.exit))},
                                          {"what", json_string(parts.what)},
                                          {"why", json_string(parts.why)},
                                          {"hint", json_string(parts.hint)}}));
    }
    return json_object(members);
}

std::optional<Error> failure_of(const std::vector<FlashOutcome>& outcomes) {
    const auto is_failed = [](const FlashOutcome& one) { return one.error.has_value(); };
    const auto first = std::find_if(outcomes.begin(), outcomes.end(), is_failed);
    if (first == outcomes.end()) return std::nullopt;
    if (outcomes.size() == 1) return first->error;
    std::string why;
    std::vector<std::string> results;
    for (const FlashOutcome& one : outcomes) {
        results.push_back(outcome_json(one));
        if (!one.error) continue;
        if (!why.empty()) why += "\n";
        why += fmt::format("{}: {}", one.target.name, one.error->parts().what);
        if (!one.error->parts().why.empty()) why += "\n" + one.error->parts().why;
    }
    return Error({.what = fmt::format("{} of {} devices failed",
                                      std::count_if(outcomes.begin(), outcomes.end(), is_failed),
                                      outcomes.size()),
                  .why = std::move(why),
                  .hint = first->error->parts().hint,
                  .exit = first->error->parts().exit,
                  .result = json_list(results)});
}

}  // namespace perth::cli
