#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>

#include "cli/serial/ports.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli::serial {
namespace {

namespace fs = std::filesystem;

/// Returns the numbers of all processes but this one.
std::set<int> other_processes() {
    std::set<int> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
        const std::string name = entry.path().filename();
        int pid = 0;
        const char* const end = name.data() + name.size();
        const auto [stop, error] = std::from_chars(name.data(), end, pid);
        if (error == std::errc{} && stop == end && pid != ::getpid()) found.insert(pid);
    }
    return found;
}

/// As std::filesystem::equivalent(), which says no of all device nodes in GCC 12's library.
bool is_same(const fs::path& a, const fs::path& b) {
    struct stat of_a = {};
    struct stat of_b = {};
    return ::stat(a.c_str(), &of_a) == 0 && ::stat(b.c_str(), &of_b) == 0 &&
           of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

bool has_open(int pid, const fs::path& node) {
    std::error_code none;
    const fs::directory_iterator descriptors(fs::path("/proc") / std::to_string(pid) / "fd", none);
    if (none) return false;  // another user's, or ended meanwhile
    for (auto it = begin(descriptors); it != end(descriptors); it.increment(none)) {
        // The same name may be another device's: a pseudo-terminal's of another container.
        if (fs::read_symlink(it->path(), none) == node && is_same(it->path(), node)) return true;
        if (none == std::errc::no_such_process) return false;
    }
    return false;
}

}  // namespace

std::optional<Holder> holder_of(const std::string& node) {
    std::error_code failure;
    const fs::path canonical = fs::canonical(node, failure);
    if (failure) return std::nullopt;
    for (const int pid : other_processes()) {
        if (has_open(pid, canonical)) return Holder{.pid = pid, .command = command_of(pid)};
    }
    return std::nullopt;
}

std::string command_of(int pid) {
    constexpr std::size_t longest = 200;
    std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary);
    std::string line(longest, '\0');
    file.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(file.gcount()));
    while (line.ends_with('\0')) line.pop_back();  // each argument ends with one
    for (char& byte : line) {
        if (byte == '\0') byte = ' ';
    }
    return printable(line);
}

}  // namespace perth::cli::serial
