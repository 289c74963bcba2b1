#include "cli/support/spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr int grace_ms = 1000;  // between SIGTERM and SIGKILL

[[noreturn]] void fail(std::string_view what, int code, Exit exit = Exit::failed) {
    throw Error({.what = std::string(what), .why = std::strerror(code), .exit = exit});
}

// Everything that exec needs, made before fork: between the two only system calls are allowed.
struct Launch {
    std::string program;
    std::string folder;
    std::vector<char*> args;
    std::vector<std::string> variables;
    std::vector<char*> environment;
};

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& added) {
    std::vector<std::string> variables;
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (!added.contains(std::string(text.substr(0, text.find('='))))) {
            variables.emplace_back(text);
        }
    }
    for (const auto& [name, value] : added) variables.push_back(fmt::format("{}={}", name, value));
    return variables;
}

Launch prepare(const Command& command) {
    const auto program = find_program(command.args.at(0));
    if (!program) {
        const char* path = std::getenv("PATH");
        const bool by_name = command.args[0].find('/') == std::string::npos;
        throw Error({.what = fmt::format("cannot find the program {}", command.args[0]),
                     .why = by_name ? fmt::format("looked in {}", path == nullptr ? "" : path)
                                    : "there is no such file that can be run",
                     .exit = Exit::missing_tool});
    }
    Launch launch;
    launch.program = std::filesystem::absolute(*program).string();
    launch.folder = command.folder.string();
    for (const auto& arg : command.args) launch.args.push_back(const_cast<char*>(arg.c_str()));
    launch.args.push_back(nullptr);
    launch.variables = merged_environment(command.environment);
    for (auto& variable : launch.variables) launch.environment.push_back(variable.data());
    launch.environment.push_back(nullptr);
    return launch;
}

enum class Step : int { folder, exec };

struct Failure {
    Step step;
    int code;
};

// Runs between fork and exec; nothing here may allocate or lock.
[[noreturn]] void become(const Launch& launch, const Streams& streams, Group group, int report,
                         pid_t parent) {
    if (group == Group::own) ::setpgid(0, 0);
    ::signal(SIGPIPE, SIG_DFL);  // exec resets what is caught, but keeps what is ignored
    ::signal(SIGXFSZ, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // should perth be killed, nothing of it stays behind
    if (::getppid() != parent) ::_exit(127);
    ::dup2(streams.in, STDIN_FILENO);
    ::dup2(streams.out, STDOUT_FILENO);
    ::dup2(streams.err, STDERR_FILENO);
    Failure failure{Step::folder, 0};
    if (launch.folder.empty() || ::chdir(launch.folder.c_str()) == 0) {
        failure.step = Step::exec;
        ::execve(launch.program.c_str(), launch.args.data(), launch.environment.data());
    }
    failure.code = errno;
    [[maybe_unused]] const ssize_t written = ::write(report, &failure, sizeof failure);
    ::_exit(127);
}

[[noreturn]] void report_failure(const Command& command, const Failure& failure) {
    if (failure.step == Step::folder) {
        fail(fmt::format("cannot work in the folder {}", command.folder.string()), failure.code,
             failure.code == EACCES ? Exit::no_permission : Exit::failed);
    }
    fail(fmt::format("cannot run {}", command.args[0]), failure.code,
         failure.code == EACCES ? Exit::no_permission : Exit::missing_tool);
}

int exit_code_of(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Waits for the child's end, which leaves it a zombie: its group's number stays ours.
void await_end(pid_t pid, int timeout_ms) {
    const Handle ended = watch_end(pid);
    pollfd entry{.fd = ended.get(), .events = POLLIN, .revents = 0};
    while (::poll(&entry, 1, timeout_ms) < 0 && errno == EINTR) continue;
}

/// Ends `whom`, as kill(2) takes it; `pid` is the child that is waited for.
int end(pid_t whom, pid_t pid) {
    ::kill(whom, SIGTERM);
    ::kill(whom, SIGCONT);  // a stopped process sees SIGTERM only then
    await_end(pid, grace_ms);
    ::kill(whom, SIGKILL);
    return reap(pid).value_or(0);
}

}  // namespace

Pipe make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("cannot make a pipe", errno);
    return {Handle(ends[0]), Handle(ends[1])};
}

Handle watch_end(pid_t pid) {
    // glibc 2.36 declares pidfd_open() for C only.
    return Handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

std::optional<int> reap(pid_t pid, int options) {
    for (;;) {
        int status = 0;
        const pid_t ended = ::waitpid(pid, &status, options);
        if (ended == pid) return exit_code_of(status);
        if (ended == 0) return std::nullopt;
        if (errno != EINTR) return 127;  // not our child: someone else has waited for it
    }
}

pid_t start(const Command& command, const Streams& streams, Group group) {
    const Launch launch = prepare(command);
    Pipe report = make_pipe();
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) fail(fmt::format("cannot run {}", command.args[0]), errno);
    if (pid == 0) become(launch, streams, group, report.write.get(), parent);
    if (group == Group::own)
        ::setpgid(pid, pid);  // both sides do it, so that it is done whoever comes first
    report.write.close();
    Failure failure{};
    ssize_t size = 0;
    do {  // ends with 0 bytes as soon as exec has closed the other end
        size = ::read(report.read.get(), &failure, sizeof failure);
    } while (size < 0 && errno == EINTR);
    if (size == sizeof failure) {
        reap(pid);
        report_failure(command, failure);
    }
    return pid;
}

int end_group(pid_t pid) { return end(-pid, pid); }

int end_process(pid_t pid) { return end(pid, pid); }

}  // namespace perth::cli
