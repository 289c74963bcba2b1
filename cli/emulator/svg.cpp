#include "cli/emulator/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "cli/emulator/svg_axis.hpp"
#include "cli/support/hex.hpp"

namespace perth::cli {
namespace {

constexpr int width = 1200;
constexpr int left = 150;  // of the plot
constexpr int plot = 1020;
constexpr int head = 62;  // above the first row
constexpr int row_height = 34;
constexpr int tall_height = 54;  // of a row that shows a number
constexpr int margin = 8;        // above and below a wave in its row
constexpr double letter = 6.7;   // pixels of a letter in a box

// The colours suit both a white and a black page, whichever the reader's program shows.
constexpr std::string_view style = R"(<style>
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

std::string xml(std::string_view text) {
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

/// Returns a coordinate, to a tenth of a pixel, as short as it can be.
std::string number(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

std::string hex_of(std::string_view bytes) {
    return hex_text({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

bool is_same_band(const WaveSpan& one, const WaveSpan& next) {
    return one.is_dense() && next.is_dense() && one.low == next.low && one.high == next.high;
}

std::string counted(std::uint64_t count, std::string_view thing) {
    return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

/// The picture while it is drawn, row by row.
class Drawing {
public:
    explicit Drawing(std::int64_t end) : end_(std::max<std::int64_t>(1, end)) {}

    void label(std::string_view name, std::string_view note, bool active_low);
    void levels(WaveRow row);
    void numbers(WaveRow row, bool is_duty);
    void texts(TextRow row, std::string_view thing);

    [[nodiscard]] std::string finished(std::string_view title) const;

private:
    /// Where the values of a row are: its greatest at the top.
    struct Scale {
        std::uint32_t least;
        std::uint32_t greatest;
        double top;
        double bottom;
        [[nodiscard]] double y(std::uint32_t value) const {
            if (greatest == least) return (top + bottom) / 2;
            return bottom - (bottom - top) * (value - least) / (greatest - least);
        }
    };

    [[nodiscard]] double x(std::int64_t time) const {
        return left +
               static_cast<double>(plot) * static_cast<double>(time) / static_cast<double>(end_);
    }
    /// Returns the time that so many pixels stand for.
    [[nodiscard]] std::int64_t time_of(double pixels) const {
        return std::max<std::int64_t>(
            1, static_cast<std::int64_t>(pixels * static_cast<double>(end_) / plot));
    }
    void wave(const std::vector<WaveSpan>& spans, const Scale& scale);
    void path(std::string_view kind, std::string_view path);
    void next_row(int height);

    std::int64_t end_;
    int y_ = head;
    std::size_t rows_ = 0;
    std::string stripes_;
    std::string text_;
};

void Drawing::path(std::string_view kind, std::string_view path) {
    if (path.empty()) return;
    fmt::format_to(std::back_inserter(text_), "<path class=\"{}\" d=\"{}\"/>\n", kind, path);
}

void Drawing::next_row(int height) {
    if (rows_++ % 2 == 0) {
        stripes_ += fmt::format("<rect class=\"r\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", y_,
                                width, height);
    }
    y_ += height;
}

void Drawing::label(std::string_view name, std::string_view note, bool active_low) {
    text_ += fmt::format("<text x=\"12\" y=\"{}\" class=\"n{}\">{}</text>\n", y_ + 15,
                         active_low ? " l" : "", xml(name));
    text_ += fmt::format("<text x=\"12\" y=\"{}\" class=\"s\">{}</text>\n", y_ + 28, xml(note));
}

void Drawing::wave(const std::vector<WaveSpan>& spans, const Scale& scale) {
    std::string line;
    std::string bands;
    std::string open;
    const double middle = (scale.top + scale.bottom) / 2;
    const auto out = [](std::string& path, auto... parts) { ((path += parts), ...); };
    bool is_drawing = false;  // the line has come as far as this span
    const std::int64_t first = spans.empty() ? end_ : spans.front().begin;
    if (first > 0) out(open, "M", number(left), " ", number(middle), "H", number(x(first)));
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const WaveSpan& span = spans[i];
        const double begin = x(span.begin);
        while (i + 1 < spans.size() && is_same_band(span, spans[i + 1])) ++i;
        const bool is_last = i + 1 == spans.size();
        const double end = std::max(begin, x(is_last ? end_ : spans[i + 1].begin));
        if (span.is_dense()) {
            const double top = scale.y(span.high) - 0.75;
            const double bottom = std::max(scale.y(span.low) + 0.75, top + 1.5);
            out(bands, "M", number(begin), " ", number(top), "H", number(std::max(end, begin + 1)),
                "V", number(bottom), "H", number(begin), "z");
        } else if (span.is_open) {
            out(open, "M", number(begin), " ", number(middle), "H", number(end));
        } else if (is_drawing) {
            out(line, "V", number(scale.y(span.low)), "H", number(end));
        } else {
            out(line, "M", number(begin), " ", number(scale.y(span.low)), "H", number(end));
        }
        is_drawing = !span.is_dense() && !span.is_open;
    }
    path("o", open);
    path("b", bands);
    path("w", line);
}

void Drawing::levels(WaveRow row) {
    row.join(time_of(1.5), end_);
    const double top = y_;
    wave(row.spans(), {0, 1, top + margin, top + row_height - margin});
    next_row(row_height);
}

void Drawing::numbers(WaveRow row, bool is_duty) {
    row.join(time_of(1.5), end_);
    Scale scale{65535, 0, y_ + 1.0 * margin, y_ + 1.0 * tall_height - margin};
    for (const WaveSpan& span : row.spans()) {
        scale.least = std::min(scale.least, span.low);
        scale.greatest = std::max(scale.greatest, span.high);
    }
    wave(row.spans(), scale);
    const auto told = [&](std::uint32_t value) {
        return is_duty ? fmt::format("{:.1f} %", value / 655.35) : std::to_string(value);
    };
    text_ +=
        fmt::format("<text x=\"12\" y=\"{}\" class=\"s\">{}{}</text>\n", y_ + 41, told(scale.least),
                    scale.least == scale.greatest ? "" : " to " + told(scale.greatest));
    next_row(tall_height);
}

void Drawing::texts(TextRow row, std::string_view thing) {
    row.join(time_of(10));
    const std::vector<WaveText>& texts = row.texts();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const WaveText& text = texts[i];
        const double begin = x(text.begin);
        const double limit = i + 1 < texts.size() ? x(texts[i + 1].begin) - 1 : left + plot;
        const double wanted = begin + 9 + letter * static_cast<double>(text.text.size());
        const double end = std::max(std::max(x(text.end), begin + 2), std::min(wanted, limit));
        text_ += fmt::format(
            "<g><title>{}: {}</title><rect class=\"x\" x=\"{}\" y=\"{}\" width=\"{}\" "
            "height=\"{}\" rx=\"3\"/>",
            counted(text.count, thing), xml(text.text), number(begin), y_ + margin,
            number(end - begin), row_height - 2 * margin);
        const auto room = static_cast<std::size_t>(std::max(0.0, (end - begin - 8) / letter));
        if (room >= text.text.size() || room >= 4) {
            const bool fits = room >= text.text.size();
            text_ += fmt::format("<text x=\"{}\" y=\"{}\" class=\"t\">{}{}</text>",
                                 number(begin + 4), y_ + 21,
                                 xml(std::string_view(text.text).substr(0, fits ? room : room - 1)),
                                 fits ? "" : "…");
        }
        text_ += "</g>\n";
    }
    next_row(row_height);
}

std::string Drawing::finished(std::string_view title) const {
    const int height = y_ + 12;
    std::string page = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" role=\"img\">\n<title>{2}</title>\n{3}"
        "<rect class=\"p\" width=\"{0}\" height=\"{1}\"/>\n{4}"
        "<text x=\"12\" y=\"24\" class=\"h\">{2}</text>\n",
        width, height, xml(title), style, stripes_);
    const TimeAxis axis = time_axis(end_);
    page += fmt::format("<text x=\"12\" y=\"{}\" class=\"s\">{}</text>\n", head - 10, axis.unit);
    std::string grid;
    for (std::int64_t time = 0; time <= end_; time += axis.step) {
        grid += fmt::format("M{} {}V{}", number(x(time)), head - 4, y_);
        page += fmt::format("<text x=\"{}\" y=\"{}\" class=\"s m\">{}</text>\n", number(x(time)),
                            head - 10, axis.label(time));
    }
    page += fmt::format("<path class=\"g\" d=\"{}\"/>\n", grid);
    return page + text_ + "</svg>\n";
}

}  // namespace

SvgWriter::SvgWriter(const std::filesystem::path& file, std::string title, PadNames pads)
    : title_(std::move(title)), pads_(std::move(pads)), staged_(file) {
    for (const NamedPad& pad : pads_.named()) wave(Signal::pin, pad.pad);
}

void SvgWriter::take(const RecordEvent& event) {
    const unsigned number = event.number;
    switch (event.signal) {
        case Signal::pin:
            wave(Signal::pin, number)
                .add(event.time, event.level == Level::high ? 1 : 0, event.level == Level::open);
            break;
        case Signal::uart_sent:
        case Signal::uart_received:
            text(event.signal, number, "")
                .add(event.time, escaped_bytes(event.bytes), event.bytes.size());
            break;
        case Signal::pwm:
            hertz_[number] = event.hertz;
            [[fallthrough]];
        case Signal::analog:
            wave(event.signal, number).add(event.time, event.value, false);
            break;
        case Signal::i2c:
            text(Signal::i2c, number, ", ")
                .add(event.time,
                     fmt::format("{}{:02x}{}{}{}", event.is_read ? 'r' : 'w', event.address,
                                 event.bytes.empty() ? "" : " ", hex_of(event.bytes),
                                 event.is_acknowledged ? "" : "!"),
                     1);
            break;
        case Signal::spi:
            text(Signal::spi, number, ", ")
                .add(event.time, fmt::format("{}/{}", hex_of(event.bytes), hex_of(event.received)),
                     1);
            break;
    }
}

void SvgWriter::finish(std::int64_t end) {
    Drawing drawing(end);
    const auto draw_pin = [&](unsigned pad, const NamedPad* name) {
        const WaveRow& row = waves_.at({Signal::pin, pad});
        std::string note = counted(row.changes(), "change");
        if (name != nullptr) note = fmt::format("{}, {}", pads_.pad_of(pad), note);
        drawing.label(signal_name(pads_, Signal::pin, pad), note,
                      name != nullptr && name->active_low);
        drawing.levels(row);
    };
    for (const NamedPad& pad : pads_.named()) draw_pin(pad.pad, &pad);
    for (const auto& [key, row] : waves_) {
        const auto& [signal, number] = key;
        if (signal != Signal::pin) continue;
        if (pads_.find(number) == nullptr) draw_pin(number, nullptr);
    }
    for (const auto& [key, row] : texts_) {
        const auto& [signal, number] = key;
        const bool is_uart = signal == Signal::uart_sent || signal == Signal::uart_received;
        const std::string_view thing = is_uart ? "byte" : "transfer";
        drawing.label(signal_name(pads_, signal, number), counted(row.count(), thing), false);
        drawing.texts(row, thing);
    }
    for (const auto& [key, row] : waves_) {
        const auto& [signal, number] = key;
        if (signal == Signal::pin) continue;
        const bool is_pwm = signal == Signal::pwm;
        drawing.label(signal_name(pads_, signal, number),
                      is_pwm ? fmt::format("last at {} Hz", hertz_.at(number))
                             : counted(row.changes(), "change"),
                      false);
        drawing.numbers(row, is_pwm);
    }
    staged_.write(drawing.finished(title_));
    staged_.commit();
}

}  // namespace perth::cli
