#include "cli/support/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/support/json_text.hpp"
#include "cli/support/terminal.hpp"
#include "cli/support/utf8.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto quiet_time = 500ms;  // what is done sooner is not worth a display
constexpr auto redraw_period = 100ms;
constexpr std::size_t widest_bar = 30;
constexpr std::size_t narrowest_bar = 8;

std::string pretty_seconds(double seconds) {
    const auto whole = static_cast<std::size_t>(std::min(seconds, 1e9) + 0.5);
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
    return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

// "phase [####    ] details", where the bar takes what room is left.
std::string laid_out(std::string_view phase, std::string_view details, double share,
                     std::size_t room) {
    const std::size_t used = text_width(phase) + 1 + details.size();
    const std::size_t width = used + 3 < room ? std::min(room - used - 3, widest_bar) : 0;
    if (width < narrowest_bar) return fmt::format("{} {}", phase, details);
    const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
    return fmt::format("{} [{}{}] {}", phase, std::string(full, '#'),
                       std::string(width - full, ' '), details);
}

}  // namespace

Progress::Progress(Show show, std::size_t columns, std::function<void(const std::string&)> write,
                   std::function<Clock::time_point()> now)
    : show_(show), columns_(columns), write_(std::move(write)), now_(std::move(now)) {}

Progress::~Progress() { end(); }

void Progress::begin(std::string phase, std::size_t total, bool in_bytes) {
    end();
    phase_ = std::move(phase);
    total_ = total;
    in_bytes_ = in_bytes;
    started_ = now_();
}

void Progress::update(std::size_t done) {
    done_ = std::min(done, total_);
    if (show_ == Show::nothing || total_ == 0 || !is_due()) return;
    switch (show_) {
        case Show::bar:
            write_(bar());
            break;
        case Show::lines:
            write_(line());
            break;
        case Show::events:
            write_(event());
            break;
        case Show::nothing:
            break;
    }
    visible_ = true;
    drawn_ = now_();
    last_tenth_ = done_ * 10 / total_;
}

void Progress::end() {
    if (visible_ && show_ == Show::bar) {
        write_("\r" + std::string(columns_ - 1, ' ') + "\r");
    }
    visible_ = false;
    total_ = 0;
    done_ = 0;
    last_tenth_ = 0;
}

bool Progress::is_due() const {
    const auto now = now_();
    if (now - started_ < quiet_time) return false;
    if (show_ == Show::lines) return done_ * 10 / total_ > last_tenth_;
    return !visible_ || done_ == total_ || now - drawn_ >= redraw_period;
}

double Progress::rate() const {
    const std::chrono::duration<double> elapsed = now_() - started_;
    return static_cast<double>(done_) / elapsed.count();
}

std::string Progress::bar() const {
    const std::size_t room = columns_ - 1;  // a full last column would begin a new line
    const double share = static_cast<double>(done_) / static_cast<double>(total_);
    const std::string percent = fmt::format("{:3} %", done_ * 100 / total_);
    const std::string amount = in_bytes_
                                   ? fmt::format("{}/{}", pretty_size(done_), pretty_size(total_))
                                   : fmt::format("{}/{}", done_, total_);
    std::string speed;
    if (in_bytes_) speed = fmt::format("  {}/s", pretty_size(static_cast<std::size_t>(rate())));
    std::string left;
    if (done_ > 0) {
        const double seconds = static_cast<double>(total_ - done_) / rate();
        left = fmt::format("  {} left", pretty_seconds(seconds));
    }
    // The longest that leaves the phase eight columns and a bar, or else what there is room for.
    const std::array details = {percent + "  " + amount + speed + left, percent + speed + left,
                                percent + left, percent};
    const std::size_t shown_phase = std::min<std::size_t>(text_width(phase_), 8);
    std::size_t choice = 0;
    while (choice + 1 < details.size() &&
           shown_phase + details[choice].size() + narrowest_bar + 4 > room) {
        ++choice;
    }
    const std::size_t phase_room = room - std::min(room, details[choice].size() + 1);
    std::string text = laid_out(fit(phase_, phase_room), details[choice], share, room);
    text = fit(text, room);
    text.append(room - text_width(text), ' ');
    return "\r" + text;
}

std::string Progress::line() const {
    const std::string amount =
        in_bytes_ ? fmt::format("{} of {}", pretty_size(done_), pretty_size(total_))
                  : fmt::format("{} of {}", done_, total_);
    return fmt::format("{}: {} % ({})\n", phase_, done_ * 100 / total_, amount);
}

std::string Progress::event() const {
    return fmt::format("{{\"phase\":{},\"{}\":{},\"total\":{},\"rate\":{}}}\n", json_string(phase_),
                       in_bytes_ ? "bytes" : "steps", done_, total_,
                       static_cast<std::size_t>(rate()));
}

}  // namespace perth::cli
