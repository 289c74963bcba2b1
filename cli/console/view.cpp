#include "cli/console/view.hpp"

#include <memory>
#include <utility>

#include "cli/console/control.hpp"
#include "cli/console/filter.hpp"
#include "cli/console/hex.hpp"
#include "cli/console/highlight.hpp"

namespace perth::cli {
namespace {

/// Lets only text and colours through.
class Harmless : public Stage {
public:
    void feed(std::string_view bytes, std::string& out) override { filter_.feed(bytes, out); }
    void finish(std::string& out) override { out += filter_.finish(); }

private:
    ControlFilter filter_{ControlFilter::Keep::colours};
};

}  // namespace

ConsoleView::ConsoleView(bool for_terminal, std::optional<Pattern> until)
    : ConsoleView(Shape{.for_terminal = for_terminal}, std::move(until)) {}

ConsoleView::ConsoleView(Shape shape, std::optional<Pattern> until, std::optional<Pattern> fail,
                         OnLine on_line)
    : shape_(std::move(shape)),
      until_(std::move(until)),
      fail_(std::move(fail)),
      on_line_(std::move(on_line)),
      pipeline_(made_pipeline()) {}

Pipeline ConsoleView::made_pipeline() const {
    Pipeline made;
    if (shape_.raw) return made;
    if (!shape_.map.is_empty()) made.add(std::make_unique<MapBytes>(shape_.map));
    if (!shape_.filters.empty()) made.add(std::make_unique<LineFilter>(shape_.filters));
    if (shape_.hex) {
        made.add(std::make_unique<HexView>());
    } else {
        if (shape_.for_terminal) made.add(std::make_unique<Harmless>());
        if (shape_.highlight) made.add(std::make_unique<Highlight>(*shape_.highlight));
    }
    if (shape_.timestamps) {
        made.add(std::make_unique<Timestamps>(*shape_.timestamps, since_,
                                              is_inside_line() && !shape_.hex));
    }
    return made;
}

ConsoleView::Event ConsoleView::take(std::string_view& bytes, std::string& out) {
    std::size_t shown = bytes.size();
    Event event = Event::none;
    lines_.feed(bytes, [&](std::string_view line, std::size_t end) {
        event = read_line(line);
        if (event != Event::none) shown = end;
        return event == Event::none;
    });
    pipeline_.feed(bytes.substr(0, shown), out);
    bytes.remove_prefix(shown);
    return event;
}

std::string ConsoleView::take(std::string_view bytes) {
    std::string out;
    while (!bytes.empty() && !matched_) (void)take(bytes, out);
    return out;
}

std::string ConsoleView::pause() {
    std::string out;
    pipeline_.pause(out);
    return out;
}

std::string ConsoleView::finish() {
    std::string out;
    pipeline_.finish(out);
    if (shape_.for_terminal && !shape_.raw && is_inside_line()) out += '\n';
    return out;
}

std::string ConsoleView::reshape(Shape shape) {
    std::string out;
    pipeline_.finish(out);
    shape_ = std::move(shape);
    pipeline_ = made_pipeline();
    return out;
}

std::string ConsoleView::restart_clock() {
    since_ = std::chrono::steady_clock::now();
    return reshape(shape_);
}

ConsoleView::Event ConsoleView::read_line(std::string_view line) {
    const bool dump_ended = dump_.ended();
    dump_.line(line);
    if (!line.empty()) last_line_ = line;
    if (on_line_) on_line_(line);
    const Event matched = match(line);
    matched_ = matched != Event::none;
    if (matched_) return matched;
    if (dump_.ended() && !dump_ended) return Event::dump;
    if (auto banner = parse_banner(line)) {
        banner_ = std::move(*banner);
        return Event::banner;
    }
    if (auto stuck = parse_stuck_line(line)) {
        stuck_ = std::move(*stuck);
        return Event::stuck;
    }
    return Event::none;
}

ConsoleView::Event ConsoleView::match(std::string_view line) const {
    if (fail_ && fail_->matches(line)) return Event::fail;
    if (until_ && until_->matches(line)) return Event::until;
    return Event::none;
}

ConsoleView::Event ConsoleView::unfinished() const {
    return is_inside_line() ? match(lines_.unfinished()) : Event::none;
}

const std::string& ConsoleView::last_line() const noexcept {
    return is_inside_line() ? lines_.unfinished() : last_line_;
}

}  // namespace perth::cli
