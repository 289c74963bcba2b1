#include "cli/console/session.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "cli/console/deferred_log.hpp"
#include "cli/console/frames.hpp"
#include "cli/console/keys.hpp"
#include "cli/console/menu.hpp"
#include "cli/console/outlet.hpp"
#include "cli/console/raw_input.hpp"
#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Deadline = std::optional<Clock::time_point>;

/// How long nothing must come before an unfinished line is taken for all there is: a prompt.
constexpr std::chrono::milliseconds quiet_time{50};
/// How long a firmware may take from the last line of its dump to its end.
constexpr std::chrono::milliseconds dump_time{500};
/// How long input is kept for a firmware that has not printed anything yet: a UART that is not set
/// up drops what it receives.
constexpr std::chrono::milliseconds start_time{500};
/// Bytes a step: what a pipe that is ready takes without blocking (PIPE_BUF).
constexpr std::size_t piece_size = 4096;

std::vector<Key> offered() {
    std::vector<Key> keys = Menu::commands;
    keys.push_back(Key::quit);
    return keys;
}

class Session {
public:
    Session(Guest& guest, ConsoleView& view, const SessionTerms& terms)
        : guest_(guest),
          view_(view),
          terms_(terms),
          outlet_(terms.out, terms.err),
          beside_(terms.beside, view, outlet_, is_same_file(terms.out, terms.err)),
          menu_(view, outlet_, terms.name),
          log_(terms.built_files),
          input_from_(Clock::now() + start_time) {
        if (terms.limit) end_ = Clock::now() + *terms.limit;
        beside_.stir();
    }
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Ending run();

private:
    void wait();
    int timeout() const;
    void advance();
    bool read_console();
    std::string for_people(std::string_view bytes);
    void send_console();
    void read_input();
    void take_typed(std::string_view bytes);
    void show(const std::string& text) {
        if (!text.empty()) beside_.make_way();
        outlet_.out(text);
    }
    void write_output() {
        if (!outlet_.write()) finish(Ending::Reason::closed);
    }
    void take_restart();
    void take_end();
    void take_deadlines();
    void finish(Ending::Reason reason) {
        if (!ending_) ending_ = Ending{.reason = reason, .code = {}, .signal = {}, .words = {}};
    }

    Guest& guest_;
    ConsoleView& view_;
    const SessionTerms& terms_;
    Outlet outlet_;
    Beside beside_;
    Menu menu_;
    Keys keys_{offered()};
    HideFrames frames_;
    DeferredLog log_;
    std::string to_guest_;
    bool input_open_ = true;
    bool console_open_ = true;
    bool guest_ended_ = false;
    Deadline input_from_;  // the input is kept until then
    Deadline end_;         // the time that was asked for
    Deadline quiet_;       // what is unfinished is shown and looked at
    Deadline dump_end_;    // the dump is complete, the firmware has to end
    std::optional<Ending> ending_;
};

Session::~Session() {
    if (const std::string gone = beside_.hide(); !gone.empty()) {
        [[maybe_unused]] const ssize_t written = ::write(terms_.err, gone.data(), gone.size());
    }
    // Also when interrupted: the shell that follows must not be red. A blocked output is left.
    const std::string last = view_.finish();
    pollfd entry{.fd = terms_.out, .events = POLLOUT, .revents = 0};
    if (last.empty() || ::poll(&entry, 1, 0) != 1) return;
    [[maybe_unused]] const ssize_t written = ::write(terms_.out, last.data(), last.size());
}

Ending Session::run() {
    while (!ending_) {
        wait();
        check_interrupt();
        advance();
    }
    beside_.finish();
    while (!outlet_.is_empty() && !outlet_.is_held()) {
        wait();
        check_interrupt();
    }
    return *ending_;
}

int Session::timeout() const {
    if (!outlet_.is_empty()) return -1;  // the output is blocked, and so is everything else
    if (guest_.is_held() || guest_ended_) return 0;
    Deadline next;
    for (const Deadline& deadline : {input_from_, end_, quiet_, dump_end_, beside_.due()}) {
        if (deadline && (!next || *deadline < *next)) next = deadline;
    }
    if (!next) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

void Session::wait() {
    const bool may_read =
        input_open_ && !input_from_ && to_guest_.empty() && !is_background_terminal(terms_.in);
    const int console_events =
        (outlet_.is_empty() ? POLLIN : 0) | (to_guest_.empty() ? 0 : POLLOUT);
    std::vector<pollfd> entries = {
        {interrupt_fd(), POLLIN, 0},
        {terms_.out, 0, 0},
        {outlet_.fd(), POLLOUT, 0},
        {may_read ? terms_.in : -1, POLLIN, 0},
        {console_open_ ? guest_.console() : -1, static_cast<short>(console_events), 0},
        {guest_ended_ ? -1 : guest_.ended(), POLLIN, 0}};
    for (const int fd : guest_.service()) entries.push_back({fd, POLLIN, 0});
    const std::size_t own = entries.size();
    if (terms_.shared != nullptr) terms_.shared->add_to(entries);
    if (::poll(entries.data(), entries.size(), timeout()) <= 0) return;
    if ((entries[1].revents & (POLLERR | POLLHUP)) != 0) finish(Ending::Reason::closed);
    if (!outlet_.is_empty()) write_output();
    if (entries[3].revents != 0) read_input();
    if ((entries[4].revents & POLLOUT) != 0) send_console();
    if (entries[5].revents != 0) guest_ended_ = true;
    for (std::size_t i = 6; i < own; ++i) {
        if (entries[i].revents != 0) beside_.stir();
    }
    guest_.serve();
    if (terms_.shared == nullptr) return;
    to_guest_ += terms_.shared->serve();
    if (!to_guest_.empty()) send_console();
}

void Session::advance() {
    if (ending_ || !outlet_.is_empty()) return;
    const bool got_bytes = console_open_ && read_console();
    if (ending_) return;
    if (guest_ended_ && !got_bytes) return take_end();
    if (guest_.is_held() && !got_bytes) take_restart();
    take_deadlines();
}

/// Returns whether there were bytes.
bool Session::read_console() {
    std::array<char, piece_size> piece{};
    const ssize_t size = ::read(guest_.console(), piece.data(), piece.size());
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (size <= 0) {
        console_open_ = false;
        return false;
    }
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(size));
    menu_.arrived(bytes);
    show(view_.take(for_people(bytes)));
    input_from_.reset();
    const auto now = Clock::now();
    quiet_ = now + quiet_time;
    if (view_.dump().ended() && !dump_end_) dump_end_ = now + dump_time;
    if (view_.matched()) finish(Ending::Reason::until);
    write_output();
    return true;
}

/// Gives the bytes to who shares the console, and returns them without the talk of the two, and
/// with a deferred log as text.
std::string Session::for_people(std::string_view bytes) {
    std::string lines;
    if (terms_.shared != nullptr) {
        terms_.shared->give(bytes);
        frames_.feed(bytes, lines);
        bytes = lines;
    }
    std::string text;
    log_.feed(bytes, text);
    return text;
}

void Session::take_deadlines() {
    const auto passed = [now = Clock::now()](const Deadline& deadline) {
        return deadline && *deadline <= now;
    };
    if (passed(input_from_)) input_from_.reset();
    if (passed(quiet_) || passed(end_)) {
        quiet_.reset();
        show(view_.pause());
        if (view_.unfinished_matches()) finish(Ending::Reason::until);
    }
    beside_.take_lines(!quiet_);
    if (passed(beside_.due())) beside_.take_deadline();
    write_output();
    if (passed(dump_end_)) finish(Ending::Reason::panic);
    if (passed(end_)) finish(view_.dump().begun() ? Ending::Reason::panic : Ending::Reason::time);
}

void Session::take_end() {
    if (view_.unfinished_matches()) return finish(Ending::Reason::until);
    GuestEnd end = guest_.end();
    if (end.time_over) {
        return finish(view_.dump().begun() ? Ending::Reason::panic : Ending::Reason::time);
    }
    ending_ = Ending{.reason = Ending::Reason::exit,
                     .code = end.signal ? std::nullopt : std::optional(end.code),
                     .signal = end.signal,
                     .words = std::move(end.words)};
    if (end.signal) ending_->reason = Ending::Reason::signal;
    if (view_.dump().begun()) ending_->reason = Ending::Reason::panic;
}

void Session::take_restart() {
    if (view_.dump().begun()) return finish(Ending::Reason::panic);
    if (view_.unfinished_matches()) return finish(Ending::Reason::until);
    if (terms_.mark) {
        const bool cut = view_.is_inside_line() && ::isatty(terms_.out) == 1;
        terms_.mark(cut ? "\n--- board restarted ---" : "--- board restarted ---");
    }
    guest_.restart();
}

void Session::read_input() {
    std::array<char, piece_size> piece{};
    const ssize_t size = ::read(terms_.in, piece.data(), piece.size());
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) {
        input_open_ = false;
        return;
    }
    take_typed({piece.data(), static_cast<std::size_t>(size)});
    if (!to_guest_.empty()) send_console();
}

void Session::take_typed(std::string_view bytes) {
    if (::isatty(terms_.in) != 1) {
        to_guest_ = bytes;
        return;
    }
    for (const Typed& typed : keys_.take(bytes)) {
        to_guest_ += typed.text;
        if (!typed.key) continue;
        beside_.make_way();
        if (!menu_.run(*typed.key, keys_)) finish(Ending::Reason::quit);
    }
    write_output();
}

void Session::send_console() {
    const ssize_t sent = ::send(guest_.console(), to_guest_.data(), to_guest_.size(), MSG_NOSIGNAL);
    if (sent > 0) to_guest_.erase(0, static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN && errno != EINTR) to_guest_.clear();
}

}  // namespace

Ending run_session(Guest& guest, ConsoleView& view, const SessionTerms& terms) {
    const RawInput raw(terms.in);
    return Session(guest, view, terms).run();
}

}  // namespace perth::cli
