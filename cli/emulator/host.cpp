#include "cli/emulator/host.hpp"

#include <csignal>

namespace perth::cli {
namespace {

std::vector<std::string> arguments(const HostPlan& plan) {
    std::vector<std::string> args = {std::filesystem::absolute(plan.program).string()};
    args.insert(args.end(), plan.arguments.begin(), plan.arguments.end());
    return args;
}

}  // namespace

std::map<std::string, std::string> host_environment(const HostPlan& plan) {
    std::map<std::string, std::string> variables;
    if (plan.realtime) variables["PERTH_REALTIME"] = "1";
    if (plan.limit) variables["PERTH_FOR_US"] = std::to_string(plan.limit->count());
    return variables;
}

HostGuest::HostGuest(const HostPlan& plan)
    : console_(make_socket_pair()),
      process_({.args = arguments(plan), .environment = host_environment(plan)},
               console_.theirs.get(), console_.theirs.get()),
      limited_(plan.limit.has_value()) {
    console_.theirs.close();
}

GuestEnd HostGuest::end() {
    GuestEnd end = process_.end();
    if (limited_ && end.signal == SIGALRM) {
        return {.code = 0, .signal = {}, .time_over = true, .words = {}};
    }
    return end;
}

}  // namespace perth::cli
