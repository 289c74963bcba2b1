#include "cli/doctor/machine.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <system_error>

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

std::optional<int> number(const std::string& text) {
    int value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

}  // namespace

std::optional<int> Machine::process(std::string_view name) const {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(at("/proc"), none)) {
        const auto pid = number(entry.path().filename());
        if (pid && first_line(entry.path() / "comm") == name) return pid;
    }
    return std::nullopt;
}

bool Machine::has_group(std::string_view name) const {
    std::ifstream in(at("/etc/group"));
    for (std::string line; std::getline(in, line);) {
        if (line.substr(0, line.find(':')) == name) return true;
    }
    return false;
}

bool Machine::has_udevd() const {
    return fs::exists(at("/run/udev/control")) || process("systemd-udevd") || process("udevd");
}

}  // namespace perth::cli
