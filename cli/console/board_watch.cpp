#include "cli/console/board_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/console/explain.hpp"
#include "cli/console/stuck.hpp"
#include "cli/console/watch_events.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Event = ConsoleView::Event;

/// How long nothing must come before an unfinished line is shown: its rest gets a line of its own.
constexpr auto quiet_time = 250ms;
constexpr auto remote_pause = 1s;  // between two attempts to connect
constexpr std::size_t piece_size = std::size_t{64} << 10;

}  // namespace

BoardWatch::BoardWatch(WatchedBoard board, std::optional<Pattern> until,
                       std::optional<Pattern> fail, Listener& listener)
    : board_(std::move(board)),
      listener_(listener),
      view_(Shape{.raw = true}, std::move(until), std::move(fail),
            [this](std::string_view text) { line(text); }),
      log_(board_.built_files) {}

BoardWatch::~BoardWatch() = default;

/// Returns the port if it is there now. One on the network is waited for beside all else.
std::unique_ptr<serial::Stream> BoardWatch::opened() {
    if (!board_.is_remote) return board_.open();
    if (!opening_.valid()) {
        if (Clock::now() < next_try_) return nullptr;
        opening_ = std::async(std::launch::async, board_.open);
    }
    if (opening_.wait_for(0s) != std::future_status::ready) return nullptr;
    next_try_ = Clock::now() + remote_pause;
    return opening_.get();
}

void BoardWatch::connect() {
    try {
        port_ = opened();
        if (port_) connected();
    } catch (const Error& error) {  // the other boards go on
        const auto& parts = error.parts();
        tell_once(parts.why.empty() ? parts.what : fmt::format("{}: {}", parts.what, parts.why));
    }
}

void BoardWatch::tell_once(const std::string& text) {
    if (std::exchange(told_, text) != text) listener_.say(*this, text);
}

void BoardWatch::connected() {
    const std::string& address = port_->address();
    told_.clear();
    if (!lender_ || lent_address_ != address) {
        lender_.reset();
        if (address.find("://") == address.npos) lender_.emplace(address);
        lent_address_ = address;
    }
    listener_.event(*this, port_event("connected", address));
    listener_.say(*this,
                  std::exchange(was_open_, true) ? fmt::format("{} is back", address) : address);
}

void BoardWatch::close() {
    port_.reset();
    std::string lines;
    std::string held;
    frames_.finish(lines);
    log_.feed(lines, held);
    log_.finish(held);
    (void)show(held);
    (void)take_quiet();
    if (view_.dump().begun()) take_dump();
}

void BoardWatch::lose() {
    const std::string address = port_->address();
    close();
    listener_.event(*this, port_event("gone", address));
    listener_.say(*this, fmt::format("{} has gone", address));
}

void BoardWatch::serve_lender() {
    switch (lender_->serve()) {
        case serial::Lender::Event::asked: {
            const auto& borrower = lender_->borrower();
            close();
            lent_ = true;
            lender_->lend();
            listener_.event(*this, port_event("lent", lent_address_));
            return listener_.say(
                *this, fmt::format("port lent to {} (pid {})", borrower.name, borrower.pid));
        }
        case serial::Lender::Event::returned:
            lent_ = false;
            listener_.event(*this, port_event("returned", lent_address_));
            return listener_.say(*this, "port returned");
        case serial::Lender::Event::none:
            return;
    }
}

Event BoardWatch::read() {
    std::string piece(piece_size, '\0');
    std::size_t size = 0;
    try {
        size = port_->read({reinterpret_cast<std::uint8_t*>(piece.data()), piece.size()},
                           serial::Stream::Clock::now());
    } catch (const Error& error) {
        if (error.parts().fault != Fault::gone) throw;
        lose();
        return Event::none;
    }
    piece.resize(size);
    bytes_ += size;
    std::string lines;
    std::string text;
    frames_.feed(piece, lines);
    log_.feed(lines, text);
    return show(text);
}

Event BoardWatch::show(std::string_view text) {
    if (!text.empty()) quiet_ = Clock::now() + quiet_time;
    std::string ignored;
    while (!text.empty()) {
        switch (const Event event = view_.take(text, ignored)) {
            case Event::until:
            case Event::fail:
                return event;
            case Event::dump:
                take_dump();
                break;
            case Event::banner:
                take_banner();
                break;
            case Event::stuck:
                take_stuck();
                break;
            case Event::none:
                break;
        }
    }
    return Event::none;
}

void BoardWatch::line(std::string_view text) {
    ++lines_;
    const bool was_shown = shown_ > 0;
    text.remove_prefix(std::min(std::exchange(shown_, 0), text.size()));
    if (!was_shown || !text.empty()) listener_.line(*this, text);
}

Event BoardWatch::take_quiet() {
    quiet_.reset();
    if (!view_.is_inside_line()) return Event::none;
    const std::string& text = view_.last_line();
    if (text.size() > shown_) {
        listener_.line(*this, std::string_view(text).substr(shown_));
        shown_ = text.size();
    }
    return view_.unfinished();
}

void BoardWatch::take_dump() {
    const Dump dump = view_.dump().dump();
    view_.clear_dump();
    const auto lines =
        explain(dump, board_.built_files ? board_.built_files() : std::vector<BuiltFile>{});
    listener_.event(*this, dump_event(dump, lines));
    listener_.say(*this, dump.headline);
    for (const std::string& one : lines) listener_.say(*this, "  " + one);
}

void BoardWatch::take_stuck() {
    const StuckLine& stuck = view_.stuck();
    const std::string text =
        explain_stuck(stuck, board_.built_files ? board_.built_files() : std::vector<BuiltFile>{});
    listener_.event(*this, stuck_event(stuck, text));
    listener_.say(*this, text);
}

void BoardWatch::take_banner() {
    if (view_.dump().begun()) take_dump();
    listener_.event(*this, banner_event(view_.banner()));
}

}  // namespace perth::cli
