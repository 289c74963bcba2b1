#include "cli/trace/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include "cli/emulator/svg_axis.hpp"
#include "cli/emulator/svg_parts.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

using Kind = TraceTrack::Kind;

constexpr int width = 1200;
constexpr int left = 190;  // of the plot
constexpr int plot = 990;
constexpr int head = 62;  // above the first row
constexpr int row_height = 34;
constexpr int margin = 8;       // above and below what is in a row
constexpr double letter = 6.7;  // pixels of a letter
constexpr double near = 0.8;    // pixels between slices that are drawn as one
constexpr std::size_t label_letters = 24;
/// More are a tangle.
constexpr std::size_t most_arrows = 300;

constexpr std::string_view style = R"(<style>
.task { fill: #0969da }
.drivers { fill: #1b7c83 }
.scheduler { fill: #818b98 }
.sleep { fill: #d1d9e0 }
.interrupt { fill: #bc4c00 }
.scope { fill: #1a7f37 }
.marks { fill: #8250df }
.i { font-size: 11px; fill: #ffffff; pointer-events: none }
.a { stroke: #8250df; stroke-opacity: .75; fill: none }
.e { fill: #8250df }
.z { fill: #cf222e; fill-opacity: .13 }
@media (prefers-color-scheme: dark) {
.task { fill: #4493f8 }
.drivers { fill: #39c5cf }
.scheduler { fill: #9198a1 }
.sleep { fill: #3d444d }
.interrupt { fill: #db6d28 }
.scope { fill: #3fb950 }
.marks { fill: #ab7df8 }
.i { fill: #0d1117 }
.a { stroke: #ab7df8 }
.e { fill: #ab7df8 }
.z { fill: #f85149; fill-opacity: .2 }
}
</style>
)";

/// Slices that lie too near to each other to be told apart.
struct Block {
    double begin;
    double end;
    std::int64_t busy;
    std::size_t count;
    const TraceSlice* first;
};

class Drawing {
public:
    explicit Drawing(const Timeline& timeline)
        : timeline_(timeline), length_(std::max<std::int64_t>(1, timeline.end - timeline.begin)) {}

    void track(const TraceTrack& track);
    void arrows();
    [[nodiscard]] std::string finished(std::string_view title) const;

private:
    [[nodiscard]] double x(std::int64_t time) const {
        const std::int64_t inside =
            std::clamp(time, timeline_.begin, timeline_.end) - timeline_.begin;
        return PlotScale{.left = left, .plot = plot, .end = length_}.x(inside);
    }
    [[nodiscard]] std::vector<Block> blocks(const TraceTrack& track) const;
    [[nodiscard]] double middle(std::size_t track) const {
        return head + row_height * (static_cast<double>(track) + 0.5);
    }
    [[nodiscard]] int bottom() const { return head + row_height * static_cast<int>(rows_); }

    void label(const TraceTrack& track);
    void block(const TraceTrack& track, const Block& block);
    void instants(const TraceTrack& track);
    void levels(const TraceTrack& track);

    const Timeline& timeline_;
    std::int64_t length_;
    std::size_t rows_ = 0;
    std::string stripes_;
    std::string text_;
};

std::string note_of(const TraceTrack& track, std::int64_t length) {
    const std::size_t count = track.slices.size();
    const double share = 100.0 * static_cast<double>(track.busy()) / static_cast<double>(length);
    switch (track.kind) {
        case Kind::pin:
            return counted(track.levels.empty() ? 0 : track.levels.size() - 1, "change");
        case Kind::marks:
            return counted(track.instants.size(), "mark");
        case Kind::task:
        case Kind::drivers:
            return fmt::format("{}, {:.2g} %", counted(count, "turn"), share);
        default:
            return fmt::format("{}, {:.2g} %", counted(count, "time"), share);
    }
}

void Drawing::label(const TraceTrack& track) {
    const int y = bottom();
    text_ += fmt::format("<text x=\"12\" y=\"{}\" class=\"n\"><title>{}</title>{}</text>\n", y + 15,
                         svg_text(track.name), svg_text(fit(track.name, label_letters)));
    text_ += fmt::format("<text x=\"12\" y=\"{}\" class=\"s\">{}</text>\n", y + 28,
                         note_of(track, length_));
}

std::vector<Block> Drawing::blocks(const TraceTrack& track) const {
    std::vector<Block> blocks;
    for (const TraceSlice& slice : track.slices) {
        const double begin = x(slice.begin);
        const double end = std::max(x(slice.end), begin + 1);
        const std::int64_t busy = slice.end - slice.begin;
        if (!blocks.empty() && begin - blocks.back().end < near) {
            Block& last = blocks.back();
            last.end = std::max(last.end, end);
            last.busy += busy;
            ++last.count;
        } else {
            blocks.push_back({begin, end, busy, 1, &slice});
        }
    }
    return blocks;
}

void Drawing::block(const TraceTrack& track, const Block& block) {
    const double extent = (block.end - block.begin) / plot * static_cast<double>(length_);
    // A band is as strong as it is busy, but never too faint to be seen.
    const double share = block.count == 1 ? 1 : static_cast<double>(block.busy) / extent;
    const double opacity = std::clamp(share, 0.35, 1.0);
    const std::string duration = pretty_time(block.busy);
    std::string title =
        block.count == 1
            ? fmt::format("{}: {} at {}", track.name, duration,
                          pretty_time(block.first->begin - timeline_.begin))
            : fmt::format("{}: {}, {} in all", track.name, counted(block.count, "time"), duration);
    if (block.count == 1 && !block.first->note.empty()) title += ", " + block.first->note;
    text_ += fmt::format(
        "<g><title>{}</title><rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>",
        svg_text(title), name_of(track.kind), svg_number(block.begin), bottom() + margin,
        svg_number(block.end - block.begin), row_height - 2 * margin,
        opacity > 0.99 ? "" : fmt::format(" fill-opacity=\"{:.2f}\"", opacity));
    const double wanted = letter * static_cast<double>(duration.size()) + 8;
    if (block.count == 1 && track.kind != Kind::sleep && block.end - block.begin > wanted) {
        text_ += fmt::format("<text class=\"i\" x=\"{}\" y=\"{}\">{}</text>",
                             svg_number(block.begin + 4), bottom() + 21, duration);
    }
    text_ += "</g>\n";
}

/// A diamond each, and the text where the next one leaves room.
void Drawing::instants(const TraceTrack& track) {
    double free_from = 0;
    for (std::size_t i = 0; i < track.instants.size(); ++i) {
        const TraceInstant& instant = track.instants[i];
        const double at = x(instant.time);
        if (at < free_from) continue;
        text_ += fmt::format(
            "<g><title>{} at {}</title><path class=\"marks\" d=\"M{} {}l4 5l-4 5l-4 -5z\"/>",
            svg_text(instant.text), pretty_time(instant.time - timeline_.begin), svg_number(at),
            bottom() + 12);
        free_from = at + 4;
        const double wanted = at + 8 + letter * static_cast<double>(instant.text.size());
        const bool is_last = i + 1 == track.instants.size();
        const double limit = is_last ? width : x(track.instants[i + 1].time) - 4;
        if (track.kind == Kind::marks && wanted < limit) {
            text_ += fmt::format("<text class=\"t\" x=\"{}\" y=\"{}\">{}</text>",
                                 svg_number(at + 7), bottom() + 21, svg_text(instant.text));
        }
        text_ += "</g>\n";
    }
}

void Drawing::levels(const TraceTrack& track) {
    WaveRow row;
    for (const TraceLevel& level : track.levels) {
        row.add(level.time - timeline_.begin, level.high ? 1 : 0, false);
    }
    row.join(std::max<std::int64_t>(
                 1, static_cast<std::int64_t>(1.5 * static_cast<double>(length_) / plot)),
             length_);
    const double top = bottom();
    text_ += wave_paths(row.spans(), {0, 1, top + margin, top + row_height - margin},
                        {.left = left, .plot = plot, .end = length_});
}

void Drawing::track(const TraceTrack& track) {
    if (rows_ % 2 == 0) {
        stripes_ += fmt::format("<rect class=\"r\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
                                bottom(), width, row_height);
    }
    label(track);
    for (const Block& each : blocks(track)) block(track, each);
    instants(track);
    if (track.kind == Kind::pin) levels(track);
    ++rows_;
}

void Drawing::arrows() {
    std::string lines;
    std::string heads;
    std::set<std::tuple<std::size_t, std::size_t, long, long>> drawn;  // of one place, one
    for (const TraceArrow& arrow : timeline_.arrows) {
        // That a timer, or it itself, woke a task is the rule.
        const bool is_plain =
            timeline_.tracks[arrow.from].kind == Kind::scheduler || arrow.from == arrow.to;
        if (is_plain) continue;
        const double x1 = x(arrow.begin);
        const double x2 = x(arrow.end);
        if (!drawn.emplace(arrow.from, arrow.to, std::lround(x1 / 3), std::lround(x2 / 3)).second) {
            continue;
        }
        const bool down = arrow.to > arrow.from;
        const double half = row_height / 2.0 - margin;
        const double y1 = middle(arrow.from) + (down ? half : -half);
        const double y2 = middle(arrow.to) + (down ? -half : half);
        lines += fmt::format("M{} {}L{} {}", svg_number(x1), svg_number(y1), svg_number(x2),
                             svg_number(y2));
        heads += fmt::format("M{} {}l-3 {}h6z", svg_number(x2), svg_number(y2), down ? -6 : 6);
    }
    if (drawn.empty() || drawn.size() > most_arrows) return;
    text_ +=
        fmt::format("<path class=\"a\" d=\"{}\"/>\n<path class=\"e\" d=\"{}\"/>\n", lines, heads);
}

std::string Drawing::finished(std::string_view title) const {
    const int height = bottom() + 12;
    std::string page = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" role=\"img\">\n<title>{2}</title>\n{3}{4}"
        "<rect class=\"p\" width=\"{0}\" height=\"{1}\"/>\n{5}"
        "<text x=\"12\" y=\"24\" class=\"h\">{2}</text>\n",
        width, height, svg_text(title), svg_style, style, stripes_);
    const TimeAxis axis = time_axis(length_);
    page += fmt::format("<text x=\"12\" y=\"{}\" class=\"s\">{}{}</text>\n", head - 10, axis.unit,
                        timeline_.begin < length_ / 1000
                            ? ""
                            : fmt::format(", from {}", pretty_time(timeline_.begin)));
    std::string grid;
    for (std::int64_t time = 0; time <= length_; time += axis.step) {
        const std::string at = svg_number(x(timeline_.begin + time));
        grid += fmt::format("M{} {}V{}", at, head - 4, bottom());
        page += fmt::format("<text x=\"{}\" y=\"{}\" class=\"s m\">{}</text>\n", at, head - 10,
                            axis.label(time));
    }
    page += fmt::format("<path class=\"g\" d=\"{}\"/>\n", grid);
    for (const TraceSlice& gap : timeline_.gaps) {
        const double begin = x(gap.begin);
        page += fmt::format(
            "<rect class=\"z\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>events were "
            "lost</title></rect>\n",
            svg_number(begin), head, svg_number(std::max(1.0, x(gap.end) - begin)),
            bottom() - head);
    }
    return page + text_ + "</svg>\n";
}

}  // namespace

std::string trace_svg(const Timeline& timeline, std::string_view title) {
    Drawing drawing(timeline);
    for (const TraceTrack& track : timeline.tracks) drawing.track(track);
    drawing.arrows();
    return drawing.finished(title);
}

}  // namespace perth::cli
