#include "cli/emulator/host.hpp"

#include <fmt/format.h>

#include <csignal>

namespace perth::cli {
namespace {

std::vector<std::string> arguments(const HostPlan& plan) {
    std::vector<std::string> args = {std::filesystem::absolute(plan.program).string()};
    args.insert(args.end(), plan.arguments.begin(), plan.arguments.end());
    return args;
}

}  // namespace

std::map<std::string, std::string> host_environment(const HostPlan& plan, const HostFiles& files) {
    std::map<std::string, std::string> variables;
    if (plan.realtime) variables["PERTH_REALTIME"] = "1";
    if (plan.limit) variables["PERTH_FOR_US"] = std::to_string(plan.limit->count());
    if (files.stimulus >= 0) {
        variables["PERTH_STIMULUS"] = fmt::format("/proc/self/fd/{}", files.stimulus);
    }
    if (files.record >= 0) variables["PERTH_RECORD"] = std::to_string(files.record);
    return variables;
}

HostGuest::HostGuest(const HostPlan& plan)
    : console_(make_socket_pair()),
      stimulus_(stimulus_file(plan.stimulus)),
      record_(plan.recording),
      process_({.args = arguments(plan),
                .environment = host_environment(
                    plan, {.stimulus = stimulus_.get(), .record = record_.theirs()})},
               console_.theirs.get(), console_.theirs.get()),
      limited_(plan.limit.has_value()) {
    console_.theirs.close();
    stimulus_.close();
    record_.close_theirs();
}

std::vector<int> HostGuest::service() const {
    if (!record_.wants_service()) return {};
    return {record_.fd()};
}

void HostGuest::serve() { record_.serve(); }

GuestEnd HostGuest::end() {
    GuestEnd end = process_.end();
    record_.drain();
    if (limited_ && end.signal == SIGALRM) {
        return {.code = 0, .signal = {}, .time_over = true, .words = {}};
    }
    return end;
}

}  // namespace perth::cli
