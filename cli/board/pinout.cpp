#include "cli/board/pinout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "cli/support/letters.hpp"

namespace perth::cli {
namespace {

/// What is written beside a place, from the board outwards.
using Words = std::array<std::string, 3>;  // label, pad, use
using Widths = std::array<std::size_t, 3>;

std::vector<Words> words_of(const std::vector<Header::Place>& places,
                            const std::map<std::string, std::string>& uses) {
    std::vector<Words> words;
    for (const Header::Place& place : places) {
        const auto use = uses.find(place.pad);
        words.push_back({place.label, place.pad == place.label ? "" : place.pad,
                         use == uses.end() ? "" : use->second});
    }
    return words;
}

void widen(Widths& widths, const std::vector<Words>& words) {
    for (const Words& each : words) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], each[i].size());
        }
    }
}

std::string left_of(const Words& words, const Widths& widths) {
    return fmt::format("{:>{}}  {:>{}}  {:>{}}", words[2], widths[2], words[1], widths[1], words[0],
                       widths[0]);
}

std::string right_of(const Words& words, const Widths& widths) {
    return fmt::format("{:<{}}  {:<{}}  {}", words[0], widths[0], words[1], widths[1], words[2]);
}

std::string without_end(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

struct Sides {
    std::vector<Words> left;
    std::vector<Words> right;
};

/// A board in the middle, whose width shows that the two rows belong together.
void draw(const Sides& sides, const Widths& left, const Widths& right,
          std::vector<std::string>& lines) {
    const std::string indent(left[0] + left[1] + left[2] + 5, ' ');
    lines.push_back(indent + "┌──────┐");
    for (std::size_t i = 0; i < std::max(sides.left.size(), sides.right.size()); ++i) {
        const bool on_left = i < sides.left.size();
        const bool on_right = i < sides.right.size();
        lines.push_back(without_end(
            fmt::format("{} {}      {} {}", left_of(on_left ? sides.left[i] : Words{}, left),
                        on_left ? "┤" : "│", on_right ? "├" : "│",
                        right_of(on_right ? sides.right[i] : Words{}, right))));
    }
    lines.push_back(indent + "└──────┘");
}

}  // namespace

std::map<std::string, std::string> pad_uses(const Board& board) {
    std::map<std::string, std::string> uses;
    for (const Pin& pin : board.pins) uses[pin.pad] = pin.name;
    for (const Bus& bus : board.buses) {
        for (std::size_t i = 0; i < bus.pads.size(); ++i) {
            uses[bus.pads[i]] = fmt::format("{} {}", bus.name, upper_case(bus_pads(bus.kind)[i]));
        }
    }
    if (board.console && !board.console->uart.empty()) {
        uses[board.console->tx] = "console TX";
        uses[board.console->rx] = "console RX";
    }
    return uses;
}

std::vector<std::string> draw_pinout(const Board& board) {
    const auto uses = pad_uses(board);
    Widths left{};
    Widths right{};
    std::vector<Sides> headers;
    for (const Header& header : board.pinout) {
        headers.push_back({words_of(header.left, uses), words_of(header.right, uses)});
        widen(left, headers.back().left);
        widen(right, headers.back().right);
    }
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        if (i != 0) lines.emplace_back();
        if (!board.pinout[i].title.empty()) lines.push_back(board.pinout[i].title);
        draw(headers[i], left, right, lines);
    }
    return lines;
}

}  // namespace perth::cli
