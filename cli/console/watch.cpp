#include "cli/console/watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "cli/console/explain.hpp"
#include "cli/console/raw_input.hpp"
#include "cli/console/stuck.hpp"
#include "cli/console/watch_events.hpp"
#include "cli/console/watch_loop.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

/// How long nothing must come before an unfinished line is taken for all there is: a prompt.
constexpr std::chrono::milliseconds quiet_time{50};
/// Bytes that may wait for stdout. A port has room for some thousand bytes only, then it loses
/// them; so they are fetched as long as there is room for them here.
constexpr std::size_t most_waiting = std::size_t{16} << 20;

std::vector<Key> offered(const WatchTerms& terms) {
    std::vector<Key> keys = Menu::commands;
    keys.insert(keys.end(), {Key::quit, Key::reset, Key::send});
    if (terms.enter_bootloader) keys.push_back(Key::bootloader);
    if (terms.flash) keys.push_back(Key::flash);
    return keys;
}

}  // namespace

Watch::Watch(const WatchTerms& terms)
    : terms_(terms),
      view_(terms.shape, terms.expect, terms.fail_on, line_events()),
      outlet_(terms.out, terms.err),
      menu_(view_, outlet_, terms.name),
      keys_(offered(terms)),
      outbox_(terms.eol, terms.map_out),
      log_(terms.built_files) {
    if (terms.limit) end_ = Clock::now() + *terms.limit;
    if (!terms.log.empty()) menu_.log().start(terms.log);
    if (!terms.send.empty()) outbox_.add_file(terms.send);
    sending_ = !outbox_.is_empty();
    if (!terms.serve.empty()) shared_.emplace(terms.serve, terms.settings);
    raw_.emplace(terms.in, terms.interrupt);
}

Watch::~Watch() {
    // Also when interrupted: the shell that follows must not be red. A blocked output is left.
    try {
        if (!outlet_.is_held() && !terms_.events) outlet_.out(view_.finish());
        (void)outlet_.write();
    } catch (const Error&) {  // there is an error already, or nobody to tell
    }
}

ConsoleView::OnLine Watch::line_events() {
    if (!terms_.events) return {};
    return [this](std::string_view line) { event(line_event(line)); };
}

void Watch::event(const std::string& json) {
    if (terms_.events) outlet_.out(json + "\n");
}

void Watch::say(const std::string& text) {
    if (!terms_.quiet) menu_.say(text);
}

WatchEnd Watch::run() {
    if (shared_) say(fmt::format("--- the port is at rfc2217://{}, too ---", terms_.serve));
    while (!ending_ || (!outlet_.is_empty() && !outlet_.is_held())) {
        if (!port_ && !lent_ && !ending_) connect();
        wait();
        check_interrupt();
        take_deadlines();
    }
    ending_->bytes = menu_.bytes();
    ending_->lines = menu_.lines();
    menu_.log().stop();
    return std::move(*ending_);
}

void Watch::finish(Reason reason) {
    if (ending_) return;
    ending_ = WatchEnd{.reason = reason, .line = view_.last_line(), .gone = {}};
}

int Watch::timeout() const {
    if (ending_) return -1;
    if (port_ && port_->has_bytes() && outlet_.size() < most_waiting) return 0;
    if (shared_ && shared_->is_behind()) return 0;
    Deadline next = end_;
    const auto consider = [&](const Deadline& deadline) {
        if (deadline && (!next || *deadline < *next)) next = deadline;
    };
    consider(quiet_);
    if (gap_) consider(gap_->deadline());
    if (!port_ && !lent_) consider(Clock::now() + Uevents::patience);
    if (!next) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

void Watch::wait() {
    const bool is_open = port_ != nullptr && !ending_;
    const bool is_terminal = ::isatty(terms_.in) == 1;
    const bool may_type = is_terminal || (is_open && outbox_.size() < most_typed);
    const bool may_read = input_open_ && !ending_ && may_type && !is_background_terminal(terms_.in);
    const int port_events =
        (outlet_.size() < most_waiting ? POLLIN : 0) | (outbox_.is_empty() ? 0 : POLLOUT);
    std::vector<pollfd> entries = {{interrupt_fd(), POLLIN, 0},
                                   {terms_.out, 0, 0},
                                   {outlet_.fd(), POLLOUT, 0},
                                   {may_read ? terms_.in : -1, POLLIN, 0},
                                   {is_open ? port_->fd() : -1, static_cast<short>(port_events), 0},
                                   {lender_ && !ending_ ? lender_->fd() : -1, POLLIN, 0},
                                   {port_ || lent_ ? -1 : uevents_.fd(), POLLIN, 0}};
    if (shared_ && !ending_) shared_->add_to(entries, outbox_.size() < most_typed);
    if (::poll(entries.data(), entries.size(), timeout()) < 0) return;
    if (is_open && port_->has_bytes())
        entries[4].revents |= static_cast<short>(port_events & POLLIN);
    if ((entries[1].revents & (POLLERR | POLLHUP)) != 0) finish(Reason::closed);
    if (entries[2].revents != 0 && !outlet_.write()) finish(Reason::closed);
    if (entries[3].revents != 0) read_input();
    // What asks for the port comes last: until then it is as poll(2) saw it.
    if (port_ && (entries[4].revents & POLLOUT) != 0) send_some();
    if (port_ && (entries[4].revents & ~POLLOUT) != 0) read_port();
    if (entries[5].revents != 0) serve_lender();
    if (entries[6].revents != 0) uevents_.drain();
    if (shared_ && !ending_) serve_client();
}

void Watch::take_deadlines() {
    if (ending_) return;
    const auto now = Clock::now();
    if (gap_ && gap_->deadline() <= now) end_gap();
    const bool over = end_ && *end_ <= now;
    if ((quiet_ && *quiet_ <= now) || over) {
        quiet_.reset();
        const std::string held = view_.pause();
        if (!terms_.events) outlet_.out(held);
        take_event(view_.unfinished());
    }
    if (over) finish(Reason::time);
}

void Watch::arrived(std::string_view bytes) {
    if (bytes.empty()) return;
    menu_.arrived(bytes);
    if (shared_) shared_->give({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    quiet_ = Clock::now() + quiet_time;
    std::string text;
    if (terms_.hide_frames) {
        std::string lines;
        frames_.feed(bytes, lines);
        log_.feed(lines, text);
        bytes = text;
    }
    if (!gap_) return show(bytes);
    if (gap_->take(bytes, Clock::now())) end_gap();
}

void Watch::end_gap() {
    const Gap gap = std::move(*std::exchange(gap_, std::nullopt));
    say(gap.text());
    event(gap_event(gap.length(), gap.restarted()));
    show(gap.bytes());
}

void Watch::show(std::string_view bytes) {
    while (!bytes.empty() && !ending_) {
        std::string out;
        const auto event = view_.take(bytes, out);
        if (!terms_.events) outlet_.out(out);
        take_event(event);
    }
    // Without a round through poll(2) as long as stdout takes what comes.
    if (!outlet_.write()) finish(Reason::closed);
}

void Watch::take_event(ConsoleView::Event event) {
    switch (event) {
        case ConsoleView::Event::until:
            return finish(Reason::expect);
        case ConsoleView::Event::fail:
            return finish(Reason::fail_on);
        case ConsoleView::Event::dump:
            return take_dump();
        case ConsoleView::Event::banner:
            return take_banner();
        case ConsoleView::Event::stuck:
            return take_stuck();
        case ConsoleView::Event::none:
            return;
    }
}

/// A dump that was cut, by a reset or an unplug, is told as far as it came.
void Watch::take_dump() {
    const Dump dump = view_.dump().dump();
    view_.clear_dump();
    const auto lines =
        explain(dump, terms_.built_files ? terms_.built_files() : std::vector<BuiltFile>{});
    event(dump_event(dump, lines));
    std::string text = fmt::format("--- {} ---", dump.headline);
    for (const std::string& line : lines) text += "\n  " + line;
    say(text);
}

void Watch::take_banner() {
    if (view_.dump().begun()) take_dump();
    const Banner& banner = view_.banner();
    event(banner_event(banner));
    if (!terms_.built_files || banner.build.empty()) return;
    const auto files = terms_.built_files();
    const bool known = std::any_of(files.begin(), files.end(), [&](const BuiltFile& file) {
        return is_build(file, banner.build);
    });
    if (files.empty() || known) return;
    say(fmt::format("--- the board runs build {}; the ELF here is build {} ---", banner.build,
                    files.front().build.substr(0, 8)));
}

void Watch::take_stuck() {
    const StuckLine& stuck = view_.stuck();
    const std::string text =
        explain_stuck(stuck, terms_.built_files ? terms_.built_files() : std::vector<BuiltFile>{});
    event(stuck_event(stuck, text));
    say(fmt::format("--- {} ---", text));
}

WatchEnd watch(const WatchTerms& terms) { return Watch(terms).run(); }

}  // namespace perth::cli
