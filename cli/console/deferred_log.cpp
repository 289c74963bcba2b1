#include "cli/console/deferred_log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/console/banner.hpp"

namespace perth::cli {
namespace {

constexpr char mark = '\x02';
constexpr std::size_t longest_banner = 256;
/// Between two looks at what was built, while lines come that nothing there explains.
constexpr std::chrono::seconds look_pause{1};

std::string in_hexadecimal(std::string_view line) {
    std::string text;
    for (const char byte : line) {
        text += fmt::format(" {:02x}", static_cast<unsigned char>(byte));
    }
    return text;
}

}  // namespace

void DeferredLog::feed(std::string_view bytes, std::string& out) {
    while (!bytes.empty()) {
        if (inside_ || (at_line_start_ && bytes.front() == mark)) {
            take(bytes.front(), out);
            bytes.remove_prefix(1);
            continue;
        }
        const std::size_t end = bytes.find('\n');
        const std::size_t size = end == bytes.npos ? bytes.size() : end + 1;
        read_along(bytes.substr(0, size));
        out += bytes.substr(0, size);
        at_line_start_ = end != bytes.npos;
        bytes.remove_prefix(size);
    }
}

/// Takes the next byte of a line that begins with 02.
void DeferredLog::take(char byte, std::string& out) {
    if (!inside_) {
        inside_ = true;
        at_line_start_ = false;
        return;
    }
    if (byte != '\n') {
        held_ += byte;
        if (held_.size() > longest) finish(out);
        return;
    }
    if (held_.ends_with('\r')) held_.pop_back();  // some lines make CR LF of LF
    out += text_of(held_) + "\n";
    held_.clear();
    inside_ = false;
    at_line_start_ = true;
}

void DeferredLog::finish(std::string& out) {
    if (!inside_) return;
    out += mark + held_;
    held_.clear();
    inside_ = false;
}

/// Looks for the line that a firmware begins with.
void DeferredLog::read_along(std::string_view bytes) {
    if (at_line_start_) line_.clear();
    line_ += bytes.substr(0, longest_banner - std::min(line_.size(), longest_banner));
    if (!line_.ends_with('\n')) return;
    line_.erase(line_.find_last_not_of("\r\n") + 1);
    if (const auto banner = parse_banner(line_)) {
        build_ = banner->build;
        strings_.clear();
        looked_ = {};
    }
}

void DeferredLog::look() {
    const auto now = std::chrono::steady_clock::now();
    if (!files_ || now - looked_ < look_pause) return;
    looked_ = now;
    strings_.clear();
    for (const BuiltFile& file : files_()) {
        strings_.push_back({.build = file.build, .section = read_log_section(file.file)});
    }
}

/// Returns what is shown in the place of a line that begins with 02.
std::string DeferredLog::text_of(std::string_view line) {
    if (!is_explained(line)) look();
    for (const LogStrings& strings : strings_) {
        if (!is_of(strings, line)) continue;
        if (strings.section.empty()) break;  // its log is text: the line is the program's own
        if (const auto text = decode_log_line(line, strings)) return *text;
        return fmt::format("log (damaged):{}", in_hexadecimal(line));
    }
    const bool is_program_s = is_explained(line) || !may_be_log_line(line);
    if (is_program_s) return mark + std::string(line);
    return fmt::format("log ({}):{}", reason(), in_hexadecimal(line));
}

/// Whether the ELF is the running firmware's, as far as that is known.
bool DeferredLog::is_of(const LogStrings& strings, std::string_view line) const {
    return build_.empty() ? is_log_line(line, strings.build) : strings.build.starts_with(build_);
}

bool DeferredLog::is_explained(std::string_view line) const {
    return std::any_of(strings_.begin(), strings_.end(),
                       [&](const LogStrings& strings) { return is_of(strings, line); });
}

std::string DeferredLog::reason() const {
    if (build_.empty()) return "no ELF here fits";
    return fmt::format("no ELF here has build {}", build_);
}

}  // namespace perth::cli
