#include "cli/console/gap.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/console/banner.hpp"

namespace perth::cli {
namespace {

/// How long a board may be silent before the gap is told without a verdict.
constexpr std::chrono::milliseconds silence{1000};
/// How long the rest of a first line may take.
constexpr std::chrono::milliseconds rest_of_line{300};
constexpr std::size_t longest_banner = 200;  // bytes
constexpr std::string_view beginning = "-- ";

}  // namespace

Gap::Gap(Clock::time_point lost, Clock::time_point back)
    : length_(std::chrono::duration_cast<std::chrono::milliseconds>(back - lost)),
      deadline_(back + silence) {}

bool Gap::take(std::string_view bytes, Clock::time_point now) {
    if (bytes_.empty()) deadline_ = std::min(deadline_, now + rest_of_line);
    bytes_ += bytes;
    const auto text = bytes_.find_first_not_of("\r\n");
    if (text == std::string::npos) return bytes_.size() > longest_banner;
    const std::string_view line = std::string_view(bytes_).substr(text);
    const bool may_be = line.substr(0, beginning.size()) == beginning.substr(0, line.size());
    return !may_be || line.size() > longest_banner || line.find('\n') != line.npos;
}

std::string_view Gap::first_line() const {
    const std::string_view all = bytes_;
    const auto begin = std::min(all.find_first_not_of("\r\n"), all.size());
    return all.substr(begin, std::min(all.find_first_of("\r\n", begin), all.size()) - begin);
}

bool Gap::restarted() const { return parse_banner(first_line()).has_value(); }

std::string Gap::text() const {
    return fmt::format("--- gap {} ms{} ---", length_.count(),
                       restarted() ? ", board restarted" : "");
}

}  // namespace perth::cli
