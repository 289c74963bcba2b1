#include "cli/emulator/host.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <limits>

#include "cli/support/error.hpp"
#include "cli/support/spawn.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10;
/// Bytes of the record that are read before somebody else's turn.
constexpr std::size_t most_at_once = std::size_t{1} << 20;

std::vector<std::string> arguments(const HostPlan& plan) {
    std::vector<std::string> args = {std::filesystem::absolute(plan.program).string()};
    args.insert(args.end(), plan.arguments.begin(), plan.arguments.end());
    return args;
}

/// Returns a file in memory, inherited by children; it goes with the last of its readers.
Handle make_stimulus(const std::string& lines) {
    if (lines.empty()) return {};
    Handle file(::memfd_create("perth-stimulus", 0));
    std::string_view rest = lines;
    while (file.is_open() && !rest.empty()) {
        const ssize_t size = ::write(file.get(), rest.data(), rest.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(size));
    }
    if (!file.is_open() || !rest.empty()) {
        throw Error(
            {.what = "cannot hand the stimulus to the firmware", .why = std::strerror(errno)});
    }
    return file;
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

HostGuest::Record HostGuest::make_record(const HostPlan& plan) {
    if (plan.recording == nullptr) return {};
    Pipe pipe = make_pipe();
    ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(pipe.write.get(), F_SETFD, 0);
    ::fcntl(pipe.write.get(), F_SETPIPE_SZ, most_at_once);  // faster where it is allowed
    return {std::move(pipe.read), std::move(pipe.write)};
}

HostGuest::HostGuest(const HostPlan& plan)
    : console_(make_socket_pair()),
      stimulus_(make_stimulus(plan.stimulus)),
      record_(make_record(plan)),
      recording_(plan.recording),
      process_({.args = arguments(plan),
                .environment = host_environment(
                    plan, {.stimulus = stimulus_.get(), .record = record_.theirs.get()})},
               console_.theirs.get(), console_.theirs.get()),
      limited_(plan.limit.has_value()) {
    console_.theirs.close();
    stimulus_.close();
    record_.theirs.close();
}

std::vector<int> HostGuest::service() const {
    if (!record_.ours.is_open() || recording_->is_full()) return {};
    return {record_.ours.get()};
}

void HostGuest::serve() {
    if (record_.ours.is_open() && !recording_->is_full()) read_record(most_at_once);
}

void HostGuest::read_record(std::size_t most) {
    std::string piece(piece_size, '\0');
    for (std::size_t sum = 0; sum < most;) {
        const ssize_t size = ::read(record_.ours.get(), piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return;  // nothing there
        if (size == 0) {
            record_.ours.close();
            return;
        }
        sum += static_cast<std::size_t>(size);
        recording_->feed({piece.data(), static_cast<std::size_t>(size)});
    }
}

GuestEnd HostGuest::end() {
    GuestEnd end = process_.end();
    if (record_.ours.is_open()) read_record(std::numeric_limits<std::size_t>::max());
    if (limited_ && end.signal == SIGALRM) {
        return {.code = 0, .signal = {}, .time_over = true, .words = {}};
    }
    return end;
}

}  // namespace perth::cli
