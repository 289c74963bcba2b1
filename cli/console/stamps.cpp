#include "cli/console/stamps.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <utility>

namespace perth::cli {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

std::string iso_text(std::chrono::system_clock::time_point time) {
    const auto since_epoch = duration_cast<milliseconds>(time.time_since_epoch()).count();
    const std::time_t seconds = since_epoch / 1000;
    std::tm local = {};
    ::localtime_r(&seconds, &local);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}", local, since_epoch % 1000);
}

std::string seconds_text(std::chrono::steady_clock::duration time) {
    const auto passed = duration_cast<milliseconds>(time).count();
    return fmt::format("{:>5}.{:03}", passed / 1000, passed % 1000);
}

}  // namespace

Timestamps::Timestamps(Stamp form, std::chrono::steady_clock::time_point since, bool inside_line,
                       Clocks clocks)
    : form_(form), since_(since), at_line_start_(!inside_line), clocks_(std::move(clocks)) {}

void Timestamps::feed(std::string_view bytes, std::string& out) {
    while (!bytes.empty()) {
        if (at_line_start_) out += stamp();
        const std::size_t end = bytes.find('\n');
        const std::size_t size = end == bytes.npos ? bytes.size() : end + 1;
        out += bytes.substr(0, size);
        at_line_start_ = end != bytes.npos;
        bytes.remove_prefix(size);
    }
}

std::string Timestamps::stamp() {
    if (form_ == Stamp::iso) return fmt::format("[{}] ", iso_text(clocks_.wall()));
    const auto now = clocks_.steady();
    const auto passed = now - since_;
    if (form_ == Stamp::delta) since_ = now;
    return fmt::format("[{}{}] ", form_ == Stamp::delta ? "+" : "", seconds_text(passed));
}

}  // namespace perth::cli
