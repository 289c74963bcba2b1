#include "cli/build/treemap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <span>
#include <string_view>

#include "cli/support/function_name.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

// ---- The layout

/// Returns how far from square the worst tile is when the weights share a strip along `side`.
double worst_ratio(std::span<const std::uint64_t> weights, double side, double unit) {
    const double sum = unit * static_cast<double>(std::accumulate(weights.begin(), weights.end(),
                                                                  std::uint64_t{0}));
    const double strip = sum / side;
    double worst = 1;
    for (const std::uint64_t weight : weights) {
        const double length = unit * static_cast<double>(weight) / strip;
        worst = std::max({worst, length / strip, strip / length});
    }
    return worst;
}

/// Returns how many of the weights share the next strip.
std::size_t strip_length(std::span<const std::uint64_t> weights, double side, double unit) {
    std::size_t count = 1;
    double ratio = worst_ratio(weights.first(1), side, unit);
    while (count < weights.size()) {
        const double next = worst_ratio(weights.first(count + 1), side, unit);
        if (next > ratio) break;
        ratio = next;
        ++count;
    }
    return count;
}

/// Lays the weights as a strip along the shorter side of `space`, and takes it from that.
void lay_strip(std::span<const std::uint64_t> weights, double unit, Tile& space,
               std::vector<Tile>& tiles) {
    const bool upright = space.width >= space.height;
    const double side = upright ? space.height : space.width;
    const double sum = unit * static_cast<double>(std::accumulate(weights.begin(), weights.end(),
                                                                  std::uint64_t{0}));
    const double strip = sum / side;
    double at = 0;
    for (const std::uint64_t weight : weights) {
        const double length = unit * static_cast<double>(weight) / strip;
        tiles.push_back(upright ? Tile{space.x, space.y + at, strip, length}
                                : Tile{space.x + at, space.y, length, strip});
        at += length;
    }
    (upright ? space.x : space.y) += strip;
    (upright ? space.width : space.height) -= strip;
}

// ---- The page

constexpr double page_width = 1120;
constexpr double page_height = 420;
constexpr double title_height = 18;

struct PartColor {
    std::string_view part;
    std::string_view color;
};
constexpr std::array<PartColor, 5> part_colors = {{{"program", "#f2b36b"},
                                                   {"runtime", "#8db8e8"},
                                                   {"C library", "#b6d7a8"},
                                                   {"vectors", "#cfcfcf"},
                                                   {"task memory", "#d9b8e6"}}};

std::string_view color_of(std::string_view part) {
    for (const PartColor& each : part_colors) {
        if (each.part == part) return each.color;
    }
    return "#eeeeee";
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

double percent(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

/// Returns a rectangle with its text, if that has room; what it is called in full when pointed at.
std::string tile_svg(const Tile& tile, std::string_view color, const std::string& text,
                     const std::string& title) {
    constexpr double letter = 6.2;  // of the 10 px font below, on average
    std::string svg = fmt::format(
        "<g><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
        "fill=\"{}\"/>",
        escaped(title), tile.x, tile.y, std::max(tile.width, 0.0), std::max(tile.height, 0.0),
        color);
    const auto room = static_cast<std::size_t>(std::max(0.0, (tile.width - 6) / letter));
    if (tile.height >= 14 && room >= 3) {
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", tile.x + 3, tile.y + 11,
                           escaped(fit(text, room)));
    }
    return svg + "</g>\n";
}

std::vector<SizeItem> of_part(const std::vector<SizeItem>& items, const PartSize& part) {
    std::vector<SizeItem> found;
    for (const SizeItem& item : items) {
        if (item.part == part.part && item.region == part.region) found.push_back(item);
    }
    return found;
}

std::string part_svg(const Tile& space, const PartSize& part, const std::vector<SizeItem>& items) {
    const std::string heading = fmt::format("{}: {} B", part.part, part.size);
    std::string svg = tile_svg(space, "#ffffff", heading, heading);
    Tile inner = space;
    if (space.height > 3 * title_height) {
        inner.y += title_height;
        inner.height -= title_height;
    }
    const std::vector<SizeItem> own = of_part(items, part);
    std::vector<std::uint64_t> weights;
    for (const SizeItem& item : own) weights.push_back(item.size);
    const std::vector<Tile> tiles = squarified(weights, inner);
    for (std::size_t i = 0; i < own.size(); ++i) {
        svg += tile_svg(tiles[i], color_of(part.part), short_function_name(own[i].name),
                        fmt::format("{}: {} B, {:.1f} % of {}", own[i].name, own[i].size,
                                    percent(own[i].size, part.size), part.part));
    }
    return svg;
}

std::string region_svg(const MemoryUse& use, const std::vector<SizeItem>& items) {
    std::vector<PartSize> parts;
    for (const PartSize& part : part_sizes(items)) {
        if (part.region == use.name) parts.push_back(part);
    }
    std::vector<std::uint64_t> weights;
    for (const PartSize& part : parts) weights.push_back(part.size);
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\">\n", page_width, page_height);
    const std::vector<Tile> tiles = squarified(weights, {0, 0, page_width, page_height});
    for (std::size_t i = 0; i < parts.size(); ++i) svg += part_svg(tiles[i], parts[i], items);
    return svg + "</svg>\n";
}

std::string table(const std::string& region, const std::vector<SizeItem>& items) {
    std::string html = "<details><summary>every item</summary><table>\n";
    for (const SizeItem& item : items) {
        if (item.region != region) continue;
        html += fmt::format("<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n", item.size,
                            escaped(item.part), escaped(item.name));
    }
    return html + "</table></details>\n";
}

constexpr std::string_view style = R"(
body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5em auto; max-width: 1120px; color: #222; }
svg { width: 100%; height: auto; border: 1px solid #999; background: #fff; }
svg rect { stroke: #fff; stroke-width: 1; }
svg g:hover > rect { stroke: #222; }
svg text { font: 10px monospace; pointer-events: none; }
td { padding: 0 .8em 0 0; font: 12px monospace; } td.n { text-align: right; }
)";

}  // namespace

std::vector<Tile> squarified(const std::vector<std::uint64_t>& weights, Tile space) {
    std::vector<Tile> tiles;
    const auto sum = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    if (sum == 0) return tiles;
    const double unit = space.width * space.height / static_cast<double>(sum);
    std::span<const std::uint64_t> rest = weights;
    while (!rest.empty()) {
        // Rounding may leave nothing at the very end.
        const double side = std::max(std::min(space.width, space.height), 1e-9);
        const std::size_t count = strip_length(rest, side, unit);
        lay_strip(rest.first(count), unit, space, tiles);
        rest = rest.subspan(count);
    }
    return tiles;
}

std::string treemap_page(const Firmware& firmware, const std::vector<SizeItem>& items) {
    const std::string title = fmt::format("{} for {}", firmware.name, firmware.board);
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<title>{0}</title>\n<style>{1}</style></head><body>\n<h1>{0}</h1>\n<p>build {2}</p>\n",
        escaped(title), style, escaped(firmware.build_id.substr(0, 8)));
    for (const MemoryUse& use : firmware.memory) {
        if (use.used == 0) continue;
        html += fmt::format("<h2>{}: {} of {} B used ({:.1f} %)</h2>\n", escaped(use.name),
                            use.used, use.size, percent(use.used, use.size));
        html += region_svg(use, items) + table(use.name, items);
    }
    if (!firmware.tasks.empty()) html += "<h2>frames of tasks</h2><table>\n";
    for (const TaskFrame& task : firmware.tasks) {
        html += fmt::format("<tr><td class=\"n\">{}</td><td>{}</td></tr>\n", task.bytes,
                            escaped(task.function));
    }
    return html + (firmware.tasks.empty() ? "" : "</table>\n") + "</body></html>\n";
}

}  // namespace perth::cli
