#include "cli/console/watch_all.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "cli/console/highlight.hpp"
#include "cli/console/log.hpp"
#include "cli/console/outlet.hpp"
#include "cli/console/watch_events.hpp"
#include "cli/support/signals.hpp"
#include "cli/support/uevents.hpp"

namespace perth::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Event = ConsoleView::Event;
using Reason = WatchEnd::Reason;

constexpr std::size_t most_waiting = std::size_t{16} << 20;  // bytes, for stdout
/// Foreground colours that can be read on dark and on light: ECMA-48, "SGR".
constexpr std::array<int, 6> colours = {36, 33, 35, 32, 34, 31};

class WatchAll final : public BoardWatch::Listener {
public:
    explicit WatchAll(const WatchAllTerms& terms)
        : terms_(terms), outlet_(terms.out, terms.err), stamps_(terms.stamp, Clock::now(), false) {
        if (terms.limit) end_ = Clock::now() + *terms.limit;
        if (!terms.log.empty()) log_.start(terms.log);
    }

    WatchEnd run();

    void line(const BoardWatch& board, std::string_view text) override;
    void say(const BoardWatch& board, const std::string& text) override {
        if (!terms_.quiet) outlet_.err(fmt::format("--- {}: {} ---\n", board.board().name, text));
    }
    void event(const BoardWatch& board, const std::string& json) override {
        if (terms_.events) outlet_.out(board_event(board.board().name, json) + "\n");
    }

private:
    void look();
    void wait();
    int timeout() const;
    void take(BoardWatch& board, Event event);
    void finish(Reason reason, const std::string& line);
    [[nodiscard]] std::string prefix(const BoardWatch& board) const;
    [[nodiscard]] bool is_wanted(std::string_view text) const;

    const WatchAllTerms& terms_;
    Outlet outlet_;
    Timestamps stamps_;
    Log log_;
    Uevents uevents_;
    std::vector<std::unique_ptr<BoardWatch>> boards_;
    std::size_t width_ = 0;  ///< of the longest name
    std::optional<Clock::time_point> end_;
    Clock::time_point next_look_{};
    std::string last_line_;  ///< of any board
    std::optional<WatchEnd> ending_;
};

WatchEnd WatchAll::run() {
    look();
    if (boards_.empty() && !terms_.quiet) outlet_.err("--- waiting for boards ---\n");
    while (!ending_ || !outlet_.is_empty()) {
        wait();
        check_interrupt();
        const auto now = Clock::now();
        if (!ending_ && now >= next_look_) look();
        for (const auto& board : boards_) {
            if (!ending_ && board->quiet() && *board->quiet() <= now) {
                take(*board, board->take_quiet());
            }
        }
        if (end_ && *end_ <= now) finish(Reason::time, last_line_);
        if (!outlet_.write()) finish(Reason::closed, {});
    }
    for (const auto& board : boards_) {
        ending_->bytes += board->bytes();
        ending_->lines += board->lines();
    }
    log_.stop();
    return std::move(*ending_);
}

/// Finds boards that are new, and tries to open those that are closed.
void WatchAll::look() {
    for (WatchedBoard& found : terms_.boards()) {
        const bool known = std::any_of(boards_.begin(), boards_.end(), [&](const auto& board) {
            return board->board().plug == found.plug;
        });
        if (known) continue;
        width_ = std::max(width_, found.name.size());
        boards_.push_back(
            std::make_unique<BoardWatch>(std::move(found), terms_.expect, terms_.fail_on, *this));
    }
    for (const auto& board : boards_) {
        if (board->is_wanted()) board->connect();
    }
    next_look_ = Clock::now() + Uevents::patience;
}

int WatchAll::timeout() const {
    if (ending_) return -1;
    auto next = next_look_;
    if (end_) next = std::min(next, *end_);
    for (const auto& board : boards_) {
        if (board->has_bytes()) return 0;
        if (board->quiet()) next = std::min(next, *board->quiet());
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void WatchAll::wait() {
    std::vector<pollfd> entries = {{interrupt_fd(), POLLIN, 0},
                                   {terms_.out, 0, 0},
                                   {outlet_.fd(), POLLOUT, 0},
                                   {ending_ ? -1 : uevents_.fd(), POLLIN, 0}};
    constexpr std::size_t own = 4;
    const bool reads = !ending_ && outlet_.size() < most_waiting;
    for (const auto& board : boards_) {
        entries.push_back({reads ? board->port_fd() : -1, POLLIN, 0});
        entries.push_back({ending_ ? -1 : board->lender_fd(), POLLIN, 0});
    }
    if (::poll(entries.data(), entries.size(), timeout()) < 0) return;
    if ((entries[1].revents & (POLLERR | POLLHUP)) != 0) finish(Reason::closed, {});
    if (entries[3].revents != 0) {
        uevents_.drain();
        next_look_ = {};
    }
    for (std::size_t i = 0; i < boards_.size() && !ending_; ++i) {
        BoardWatch& board = *boards_[i];
        const bool ready = entries[own + 2 * i].revents != 0 || (reads && board.has_bytes());
        if (ready && board.is_open()) take(board, board.read());
        if (entries[own + 2 * i + 1].revents != 0) board.serve_lender();
    }
}

void WatchAll::take(BoardWatch& board, Event event) {
    if (event == Event::until) finish(Reason::expect, board.last_line());
    if (event == Event::fail) finish(Reason::fail_on, board.last_line());
}

void WatchAll::finish(Reason reason, const std::string& line) {
    if (!ending_) ending_ = WatchEnd{.reason = reason, .line = line, .gone = {}};
}

std::string WatchAll::prefix(const BoardWatch& board) const {
    const std::string text = fmt::format("{:<{}} | ", board.board().name, width_);
    if (!terms_.colours) return text;
    const auto place = std::find_if(boards_.begin(), boards_.end(),
                                    [&](const auto& one) { return one.get() == &board; });
    const auto which = static_cast<std::size_t>(place - boards_.begin());
    return fmt::format("\x1b[{}m{}\x1b[0m", colours.at(which % colours.size()), text);
}

bool WatchAll::is_wanted(std::string_view text) const {
    return terms_.filters.empty() ||
           std::any_of(terms_.filters.begin(), terms_.filters.end(),
                       [&](const Pattern& filter) { return filter.matches(text); });
}

void WatchAll::line(const BoardWatch& board, std::string_view text) {
    if (!text.empty()) last_line_ = text;
    if (log_.is_on()) log_.write(fmt::format("{} | {}\n", board.board().name, text));
    if (terms_.events) {
        outlet_.out(board_event(board.board().name, line_event(text)) + "\n");
        return;
    }
    if (!is_wanted(text)) return;
    std::string shown(text);
    if (terms_.highlight) {
        Highlight highlight(*terms_.highlight);
        shown.clear();
        highlight.feed(text, shown);
        highlight.pause(shown);
    }
    std::string stamped;
    stamps_.feed(fmt::format("{}{}\n", prefix(board), shown), stamped);
    outlet_.out(stamped);
}

}  // namespace

WatchEnd watch_all(const WatchAllTerms& terms) { return WatchAll(terms).run(); }

}  // namespace perth::cli
