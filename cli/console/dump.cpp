#include "cli/console/dump.hpp"

#include <algorithm>
#include <array>

#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view mark = "@perth ";
constexpr std::size_t longest = 256;  // bytes of a line that are kept; a dump's are far shorter
constexpr std::size_t most_places = 8;

}  // namespace

void DumpWatch::line(std::string_view text) {
    if (ended_ || !text.starts_with(mark)) return;
    text.remove_prefix(mark.size());
    if (!begun()) {
        if (text.starts_with("panic ") || text.starts_with("fault ")) {
            headline_ = printable(text.substr(0, longest));
        }
        return;
    }
    if (text == "end") {
        ended_ = true;
        return;
    }
    const std::array<std::string_view, 3> places{"build ", "task ", "pc "};
    const bool says_where = std::any_of(places.begin(), places.end(),
                                        [&](auto word) { return text.starts_with(word); });
    if (says_where && places_.size() < most_places) {
        places_.push_back(printable(text.substr(0, longest)));
    }
}

}  // namespace perth::cli
