#include "cli/emulator/svg_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace perth::cli {
namespace {

bool is_same_band(const WaveSpan& one, const WaveSpan& next) {
    return one.is_dense() && next.is_dense() && one.low == next.low && one.high == next.high;
}

std::string path(std::string_view kind, std::string_view path) {
    if (path.empty()) return {};
    return fmt::format("<path class=\"{}\" d=\"{}\"/>\n", kind, path);
}

}  // namespace

const std::string_view svg_style = R"(<style>
text { font: 12px monospace; fill: #1f2328 }
.h { font: bold 14px sans-serif }
.n { font-weight: bold }
.l { text-decoration: overline }
.s { font-size: 10px; fill: #59636e }
.t { font-size: 11px }
.m { text-anchor: middle }
.p { fill: #ffffff }
.r { fill: #f6f8fa }
.g { stroke: #d1d9e0; fill: none }
.w { stroke: #0969da; stroke-width: 1.5; fill: none }
.b { fill: #0969da; fill-opacity: .45 }
.o { stroke: #818b98; stroke-dasharray: 2 4; fill: none }
.x { stroke: #1a7f37; fill: #dafbe1 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.s { fill: #9198a1 }
.p { fill: #0d1117 }
.r { fill: #151b23 }
.g { stroke: #3d444d }
.w { stroke: #4493f8 }
.b { fill: #4493f8 }
.o { stroke: #9198a1 }
.x { stroke: #3fb950; fill: #12261e }
}
</style>
)";

std::string svg_text(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '&') {
            escaped += "&amp;";
        } else if (c == '<') {
            escaped += "&lt;";
        } else if (c == '>') {
            escaped += "&gt;";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

std::string svg_number(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

std::string wave_paths(const std::vector<WaveSpan>& spans, const WaveScale& scale,
                       const PlotScale& plot) {
    std::string line;
    std::string bands;
    std::string open;
    const double middle = (scale.top + scale.bottom) / 2;
    const auto out = [](std::string& path, auto... parts) { ((path += parts), ...); };
    bool is_drawing = false;  // the line has come as far as this span
    const std::int64_t first = spans.empty() ? plot.end : spans.front().begin;
    if (first > 0)
        out(open, "M", svg_number(plot.left), " ", svg_number(middle), "H",
            svg_number(plot.x(first)));
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const WaveSpan& span = spans[i];
        const double begin = plot.x(span.begin);
        while (i + 1 < spans.size() && is_same_band(span, spans[i + 1])) ++i;
        const bool is_last = i + 1 == spans.size();
        const double end = std::max(begin, plot.x(is_last ? plot.end : spans[i + 1].begin));
        if (span.is_dense()) {
            const double top = scale.y(span.high) - 0.75;
            const double bottom = std::max(scale.y(span.low) + 0.75, top + 1.5);
            out(bands, "M", svg_number(begin), " ", svg_number(top), "H",
                svg_number(std::max(end, begin + 1)), "V", svg_number(bottom), "H",
                svg_number(begin), "z");
        } else if (span.is_open) {
            out(open, "M", svg_number(begin), " ", svg_number(middle), "H", svg_number(end));
        } else if (is_drawing) {
            out(line, "V", svg_number(scale.y(span.low)), "H", svg_number(end));
        } else {
            out(line, "M", svg_number(begin), " ", svg_number(scale.y(span.low)), "H",
                svg_number(end));
        }
        is_drawing = !span.is_dense() && !span.is_open;
    }
    return path("o", open) + path("b", bands) + path("w", line);
}

}  // namespace perth::cli
