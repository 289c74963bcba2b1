#include "cli/build/ninja_output.hpp"

#include <charconv>
#include <system_error>
#include <utility>

namespace perth::cli {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

/// What Ninja and CMake say of themselves while all is well, and what an error of perth's says
/// better.
bool is_chatter(std::string_view text) {
    return starts_with(text, "ninja: no work to do") || starts_with(text, "ninja: build stopped") ||
           starts_with(text, "-- ");
}

/// "FAILED: output", with or without colours; the next line is the command.
bool is_failure(std::string_view text) {
    constexpr std::string_view red = "\x1b[31m";
    if (starts_with(text, red)) text.remove_prefix(red.size());
    return starts_with(text, "FAILED: ");
}

}  // namespace

void NinjaOutput::feed(std::string_view piece) {
    rest_ += piece;
    std::size_t begin = 0;
    for (std::size_t end = rest_.find('\n'); end != std::string::npos;
         end = rest_.find('\n', begin)) {
        line(std::string_view(rest_).substr(begin, end - begin));
        begin = end + 1;
    }
    rest_.erase(0, begin);
}

void NinjaOutput::finish() {
    if (!rest_.empty()) line(rest_);
    rest_.clear();
}

bool NinjaOutput::is_step(std::string_view text) {
    if (text.empty() || text.front() != '[') return false;
    const char* const end = text.data() + text.size();
    std::size_t done = 0;
    std::size_t total = 0;
    const auto first = std::from_chars(text.data() + 1, end, done);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '/') return false;
    const auto second = std::from_chars(first.ptr + 1, end, total);
    if (second.ec != std::errc{} || end - second.ptr < 2 || *second.ptr != ']') return false;
    listener_.progress(done, total);
    listener_.step({second.ptr + 2, static_cast<std::size_t>(end - second.ptr - 2)});
    return true;
}

void NinjaOutput::line(std::string_view text) {
    if (std::exchange(command_follows_, false) || is_step(text) || is_chatter(text)) return;
    if (is_failure(text)) {
        command_follows_ = true;
        return;
    }
    listener_.message(text);
}

}  // namespace perth::cli
