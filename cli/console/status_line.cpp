#include "cli/console/status_line.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view make_room =
    "\x1b"
    "D\x1b[A";  // scrolls if this is the last line
constexpr std::string_view save =
    "\x1b"
    "7";
constexpr std::string_view go_below = "\x1b[B\r";
constexpr std::string_view plain = "\x1b[m";
constexpr std::string_view clear_rest = "\x1b[K";
constexpr std::string_view restore =
    "\x1b"
    "8";

}  // namespace

std::string StatusLine::show(std::string_view text) {
    shown_ = true;
    std::string sequence;
    for (const std::string_view part :
         {make_room, save, go_below, plain, text, clear_rest, restore}) {
        sequence += part;
    }
    return sequence;
}

std::string StatusLine::hide() {
    if (!shown_) return {};
    shown_ = false;
    std::string sequence;
    for (const std::string_view part : {save, go_below, plain, clear_rest, restore}) {
        sequence += part;
    }
    return sequence;
}

}  // namespace perth::cli
