#include "cli/emulator/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "cli/emulator/svg_axis.hpp"
#include "cli/emulator/svg_parts.hpp"
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

std::string hex_of(std::string_view bytes) {
    return hex_text({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
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
    [[nodiscard]] double x(std::int64_t time) const {
        return PlotScale{.left = left, .plot = plot, .end = end_}.x(time);
    }
    /// Returns the time that so many pixels stand for.
    [[nodiscard]] std::int64_t time_of(double pixels) const {
        return std::max<std::int64_t>(
            1, static_cast<std::int64_t>(pixels * static_cast<double>(end_) / plot));
    }
    void wave(const std::vector<WaveSpan>& spans, const WaveScale& scale) {
        text_ += wave_paths(spans, scale, {.left = left, .plot = plot, .end = end_});
    }
    void next_row(int height);

    std::int64_t end_;
    int y_ = head;
    std::size_t rows_ = 0;
    std::string stripes_;
    std::string text_;
};

void Drawing::next_row(int height) {
    if (rows_++ % 2 == 0) {
        stripes_ += fmt::format("<rect class=\"r\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", y_,
                                width, height);
    }
    y_ += height;
}

void Drawing::label(std::string_view name, std::string_view note, bool active_low) {
    text_ += fmt::format("<text x=\"12\" y=\"{}\" class=\"n{}\">{}</text>\n", y_ + 15,
                         active_low ? " l" : "", svg_text(name));
    text_ +=
        fmt::format("<text x=\"12\" y=\"{}\" class=\"s\">{}</text>\n", y_ + 28, svg_text(note));
}

void Drawing::levels(WaveRow row) {
    row.join(time_of(1.5), end_);
    const double top = y_;
    wave(row.spans(), {0, 1, top + margin, top + row_height - margin});
    next_row(row_height);
}

void Drawing::numbers(WaveRow row, bool is_duty) {
    row.join(time_of(1.5), end_);
    WaveScale scale{65535, 0, y_ + 1.0 * margin, y_ + 1.0 * tall_height - margin};
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
            counted(text.count, thing), svg_text(text.text), svg_number(begin), y_ + margin,
            svg_number(end - begin), row_height - 2 * margin);
        const auto room = static_cast<std::size_t>(std::max(0.0, (end - begin - 8) / letter));
        if (room >= text.text.size() || room >= 4) {
            const bool fits = room >= text.text.size();
            text_ += fmt::format(
                "<text x=\"{}\" y=\"{}\" class=\"t\">{}{}</text>", svg_number(begin + 4), y_ + 21,
                svg_text(std::string_view(text.text).substr(0, fits ? room : room - 1)),
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
        width, height, svg_text(title), svg_style, stripes_);
    const TimeAxis axis = time_axis(end_);
    page += fmt::format("<text x=\"12\" y=\"{}\" class=\"s\">{}</text>\n", head - 10, axis.unit);
    std::string grid;
    for (std::int64_t time = 0; time <= end_; time += axis.step) {
        grid += fmt::format("M{} {}V{}", svg_number(x(time)), head - 4, y_);
        page += fmt::format("<text x=\"{}\" y=\"{}\" class=\"s m\">{}</text>\n",
                            svg_number(x(time)), head - 10, axis.label(time));
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
        case Signal::trace:
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
