// What `perth monitor` costs: 10 MB from a pseudo-terminal at full speed into a file, beside
// picocom in the same run. A byte that is lost fails the bench; a slow run does not.
#include <fcntl.h>
#include <fmt/format.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "cli/support/files.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"
#include "cli/support/spawn.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t amount = 10'000'000;  // bytes

struct Pty {
    Handle master;
    std::string name;
    Handle slave;
};

Pty open_pty() {
    int master = -1;
    int slave = -1;
    char name[128] = {};
    termios raw{};
    ::cfmakeraw(&raw);
    if (::openpty(&master, &slave, name, &raw, nullptr) != 0) std::abort();
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
    ::fcntl(slave, F_SETFD, FD_CLOEXEC);
    return {Handle(master), name, Handle(slave)};
}

std::string console_text() {
    std::string text;
    for (unsigned i = 0; text.size() < amount; ++i) {
        text += fmt::format("line {} of a console, with some text behind it\n", i);
    }
    text.resize(amount);
    return text;
}

struct Cost {
    double wall = 0;
    double user = 0;
    double system = 0;
    bool complete = false;
};

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Returns whether the file has grown to `size` within 30 seconds.
bool wait_for_size(const fs::path& file, std::uintmax_t size) {
    for (const auto end = Clock::now() + 30s; Clock::now() < end;) {
        if (fs::file_size(file) >= size) return true;
        std::this_thread::sleep_for(2ms);
    }
    return false;
}

/// Runs a program that copies the port to its stdout.
Cost measure(std::vector<std::string> command, const std::string& text, const fs::path& folder) {
    const fs::path file = folder / "out";
    Pty port = open_pty();
    const Pty keyboard = open_pty();  // picocom wants a terminal
    command.push_back(port.name);
    Handle out(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const Handle null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    port.slave.close();
    const pid_t pid =
        start({.args = std::move(command), .environment = {{"XDG_RUNTIME_DIR", folder.string()}}},
              {keyboard.slave.get(), out.get(), null.get()});
    std::this_thread::sleep_for(500ms);  // until it has opened the port
    Cost cost;
    const auto begin = Clock::now();
    for (std::string_view rest = text; !rest.empty();) {
        const ssize_t size = ::write(port.master.get(), rest.data(), rest.size());
        if (size <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(size));
    }
    cost.complete = wait_for_size(file, text.size());
    cost.wall = std::chrono::duration<double>(Clock::now() - begin).count();
    ::kill(pid, SIGKILL);
    rusage usage{};
    ::wait4(pid, nullptr, 0, &usage);
    cost.user = seconds(usage.ru_utime);
    cost.system = seconds(usage.ru_stime);
    cost.complete = cost.complete && read_file(file) == text;
    return cost;
}

bool print(const char* name, const Cost& cost) {
    std::fputs(fmt::format("{:<28} {:>8.2f} {:>8.3f} {:>8.3f} {:>8.3f}  {}\n", name, cost.wall,
                           cost.user, cost.system, cost.user + cost.system,
                           cost.complete ? "every byte" : "BYTES LOST")
                   .c_str(),
               stdout);
    return cost.complete;
}

int bench() {
    std::string name = (fs::temp_directory_path() / "perth-bench-XXXXXX").string();
    const fs::path folder = ::mkdtemp(name.data());
    const std::string text = console_text();
    std::printf("10 MB from a pty into a file, seconds\n%-28s %8s %8s %8s %8s\n", "", "wall",
                "user", "system", "CPU");
    bool complete = true;
    const std::vector<std::string> monitor = {PERTH_PROGRAM, "monitor", "-q"};
    auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), monitor.begin(), monitor.end());
        return measure(std::move(more), text, folder);
    };
    complete &= print("perth monitor", with({}));
    complete &= print("perth monitor --raw", with({"--raw"}));
    complete &= print("perth monitor --log", with({"--log", (folder / "log").string()}));
    if (find_program("picocom")) {
        print("picocom", measure({"picocom", "-b", "115200", "-q", "--nolock"}, text, folder));
    }
    fs::remove_all(folder);
    return complete ? 0 : 1;
}

}  // namespace
}  // namespace perth::cli

int main() { return perth::cli::bench(); }
