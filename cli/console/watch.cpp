#include "cli/console/watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "cli/console/explain.hpp"
#include "cli/console/frames.hpp"
#include "cli/console/gap.hpp"
#include "cli/console/keeping_stream.hpp"
#include "cli/console/keys.hpp"
#include "cli/console/menu.hpp"
#include "cli/console/outbox.hpp"
#include "cli/console/outlet.hpp"
#include "cli/console/raw_input.hpp"
#include "cli/console/watch_events.hpp"
#include "cli/serial/lease.hpp"
#include "cli/support/signals.hpp"
#include "cli/support/terminal.hpp"
#include "cli/support/uevents.hpp"

namespace perth::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Deadline = std::optional<Clock::time_point>;
using Reason = WatchEnd::Reason;

/// How long nothing must come before an unfinished line is taken for all there is: a prompt.
constexpr std::chrono::milliseconds quiet_time{50};
/// Bytes that are read at once.
constexpr std::size_t piece_size = std::size_t{64} << 10;
/// Bytes that may wait for stdout. A port has room for some thousand bytes only, then it loses
/// them; so they are fetched as long as there is room for them here.
constexpr std::size_t most_waiting = std::size_t{16} << 20;
/// Bytes of typed text that may wait for the device.
constexpr std::size_t most_typed = 4096;

std::vector<Key> offered(const WatchTerms& terms) {
    std::vector<Key> keys = Menu::commands;
    keys.insert(keys.end(), {Key::quit, Key::reset, Key::send});
    if (terms.enter_bootloader) keys.push_back(Key::bootloader);
    if (terms.flash) keys.push_back(Key::flash);
    return keys;
}

class Watch {
public:
    explicit Watch(const WatchTerms& terms)
        : terms_(terms),
          view_(terms.shape, terms.expect, terms.fail_on, line_events()),
          outlet_(terms.out, terms.err),
          menu_(view_, outlet_, terms.name),
          keys_(offered(terms)),
          outbox_(terms.eol, terms.map_out) {
        if (terms.limit) end_ = Clock::now() + *terms.limit;
        if (!terms.log.empty()) menu_.log().start(terms.log);
        if (!terms.send.empty()) outbox_.add_file(terms.send);
        raw_.emplace(terms.in);
    }
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    WatchEnd run();

private:
    ConsoleView::OnLine line_events();
    void event(const std::string& json);
    void say(const std::string& text);

    void wait();
    [[nodiscard]] int timeout() const;
    void take_deadlines();

    void connect();
    void connected();
    void lose(const Error& error);
    void close();
    void serve_lender();
    void reset_board();

    void read_port();
    void arrived(std::string_view bytes);
    void end_gap();
    void show(std::string_view bytes);
    void take_event(ConsoleView::Event event);
    void take_dump();
    void take_banner();

    void read_input();
    void take_typed(std::string_view bytes);
    void do_key(Key key);
    void take_answer(char key);
    void send_file(const std::filesystem::path& file);
    void send_some();
    void enter_bootloader();
    void flash();

    void finish(Reason reason);

    const WatchTerms& terms_;
    ConsoleView view_;
    Outlet outlet_;
    Menu menu_;
    Keys keys_;
    Outbox outbox_;
    Uevents uevents_;
    std::optional<RawInput> raw_;

    std::unique_ptr<serial::Stream> port_;
    std::optional<serial::Lender> lender_;
    std::string lent_address_;  ///< that lender_ is for
    bool lent_ = false;
    bool was_connected_ = false;
    bool told_ = false;  ///< that the port is waited for, and why
    Deadline lost_;
    std::vector<std::uint8_t> piece_ = std::vector<std::uint8_t>(piece_size);
    HideFrames frames_;
    std::optional<Gap> gap_;

    std::optional<std::string> question_;  ///< the name of a file that is being typed
    bool sending_ = false;                 ///< a file
    bool input_open_ = true;
    Deadline end_;
    Deadline quiet_;
    std::optional<WatchEnd> ending_;
};

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
    std::array<pollfd, 7> entries = {
        {{interrupt_fd(), POLLIN, 0},
         {terms_.out, 0, 0},
         {outlet_.fd(), POLLOUT, 0},
         {may_read ? terms_.in : -1, POLLIN, 0},
         {is_open ? port_->fd() : -1, static_cast<short>(port_events), 0},
         {lender_ && !ending_ ? lender_->fd() : -1, POLLIN, 0},
         {port_ || lent_ ? -1 : uevents_.fd(), POLLIN, 0}}};
    if (::poll(entries.data(), entries.size(), timeout()) <= 0) return;
    if ((entries[1].revents & (POLLERR | POLLHUP)) != 0) finish(Reason::closed);
    if (entries[2].revents != 0 && !outlet_.write()) finish(Reason::closed);
    if (entries[3].revents != 0) read_input();
    // What asks for the port comes last: until then it is as poll(2) saw it.
    if (port_ && (entries[4].revents & POLLOUT) != 0) send_some();
    if (port_ && (entries[4].revents & ~POLLOUT) != 0) read_port();
    if (entries[5].revents != 0) serve_lender();
    if (entries[6].revents != 0) uevents_.drain();
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

void Watch::connect() {
    try {
        port_ = terms_.open();
    } catch (const Error& error) {
        // Somebody was quicker than we when it came back; at the beginning, that is for the user.
        if (!was_connected_ || error.parts().fault != Fault::busy) throw;
        if (!std::exchange(told_, true)) {
            say(fmt::format("--- {}: {} ---", error.parts().what, error.parts().why));
        }
        return;
    }
    if (port_) return connected();
    if (std::exchange(told_, true)) return;
    if (!was_connected_) say(fmt::format("--- waiting for {} ---", terms_.port));
}

void Watch::connected() {
    const std::string& address = port_->address();
    told_ = false;
    if (!lender_ || lent_address_ != address) {
        lender_.reset();
        if (address.find("://") == address.npos) lender_.emplace(address);
        lent_address_ = address;
    }
    event(port_event("connected", address));
    if (!was_connected_) {
        say(fmt::format("--- {}{} ---", address,
                        ::isatty(terms_.in) == 1 ? ": Ctrl-T h helps, Ctrl-T q quits" : ""));
    } else if (lost_) {
        gap_.emplace(*lost_, Clock::now());
    }
    lost_.reset();
    const std::string held = view_.restart_clock();
    if (!terms_.events) outlet_.out(held);
    if (terms_.reset && !was_connected_) reset_board();
    was_connected_ = true;
    sending_ = sending_ || !terms_.send.empty();
}

void Watch::close() {
    port_.reset();
    if (!lost_) lost_ = Clock::now();
    if (gap_) end_gap();
    std::string held;
    frames_.finish(held);
    show(held);
    if (view_.dump().begun()) take_dump();
}

void Watch::lose(const Error& error) {
    const std::string address = port_->address();
    close();
    event(port_event("gone", address));
    if (!terms_.reconnect) {
        finish(Reason::gone);
        ending_->gone = error;
        return;
    }
    say(fmt::format("--- {} has gone: waiting for it ---", address));
    told_ = true;
}

void Watch::serve_lender() {
    switch (lender_->serve()) {
        case serial::Lender::Event::asked: {
            const auto& borrower = lender_->borrower();
            close();
            lent_ = true;
            lender_->lend();
            event(port_event("lent", lent_address_));
            return say(
                fmt::format("--- port lent to {} (pid {}) ---", borrower.name, borrower.pid));
        }
        case serial::Lender::Event::returned:
            lent_ = false;
            told_ = true;
            event(port_event("returned", lent_address_));
            return say("--- port returned ---");
        case serial::Lender::Event::none:
            return;
    }
}

/// Source: the circuits that Espressif ("Boot Mode Selection", RTS drives EN, DTR drives GPIO0) and
/// Arduino (DTR through a capacitor to RESET) document.
void Watch::reset_board() {
    using serial::Level;
    const auto pause = [](int ms) { ::poll(nullptr, 0, ms); };
    if (terms_.reset_by == Reset::line_break) {
        port_->send_break(std::chrono::milliseconds(250));
        return say("--- reset: a break of 250 ms ---");
    }
    port_->set_lines(Level::off, Level::on);
    pause(100);
    port_->set_lines(Level::off, Level::off);
    pause(50);
    const auto idle = [](Level level) { return level == Level::keep ? Level::on : level; };
    port_->set_lines(idle(terms_.dtr), idle(terms_.rts));
    say("--- reset: RTS and DTR pulsed ---");
}

void Watch::read_port() {
    try {
        const std::size_t size = port_->read(piece_, Clock::now());
        arrived({reinterpret_cast<const char*>(piece_.data()), size});
    } catch (const Error& error) {
        if (error.parts().fault != Fault::gone) throw;
        lose(error);
    }
}

void Watch::arrived(std::string_view bytes) {
    if (bytes.empty()) return;
    menu_.arrived(bytes);
    quiet_ = Clock::now() + quiet_time;
    std::string text;
    if (terms_.hide_frames) {
        frames_.feed(bytes, text);
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

void Watch::read_input() {
    std::array<char, most_typed> piece{};
    const ssize_t size = ::read(terms_.in, piece.data(), piece.size());
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) {
        input_open_ = false;
        return;
    }
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(size));
    if (::isatty(terms_.in) == 1) return take_typed(bytes);
    outbox_.type(bytes);
}

void Watch::take_typed(std::string_view bytes) {
    for (; !bytes.empty() && !ending_; bytes.remove_prefix(1)) {  // a key may begin a question
        if (question_) {
            take_answer(bytes.front());
            continue;
        }
        for (const Typed& typed : keys_.take(bytes.substr(0, 1))) {
            // Keys for a board that is not there would surprise the one that comes.
            if (port_ && outbox_.size() < most_typed) outbox_.type(typed.text);
            if (terms_.echo) outlet_.out(printable_keys(typed.text));
            if (typed.key) do_key(*typed.key);
        }
    }
    if (!outlet_.write()) finish(Reason::closed);
}

void Watch::do_key(Key key) {
    if (menu_.run(key, keys_)) return;
    if (key == Key::quit) return finish(Reason::quit);
    if (!port_) return menu_.say("--- the port is not open ---");
    switch (key) {
        case Key::reset:
            return reset_board();
        case Key::bootloader:
            return enter_bootloader();
        case Key::flash:
            return flash();
        case Key::send:
            question_.emplace();
            return outlet_.err("\nfile to send: ");
        default:
            return;
    }
}

void Watch::take_answer(char key) {
    constexpr char escape = 0x1b;
    constexpr char rub_out = 0x7f;
    if (key == '\r' || key == '\n') {
        outlet_.err("\n");
        const std::string name = *std::exchange(question_, std::nullopt);
        if (!name.empty()) send_file(name);
    } else if (key == escape) {
        outlet_.err("\n");
        question_.reset();
    } else if (key == rub_out || key == '\b') {
        if (question_->empty()) return;
        question_->pop_back();
        outlet_.err("\b \b");
    } else if (static_cast<unsigned char>(key) >= ' ') {
        question_->push_back(key);
        outlet_.err(std::string(1, key));
    }
}

void Watch::send_file(const std::filesystem::path& file) {
    try {
        outbox_.add_file(file);
        sending_ = true;
    } catch (const Error& error) {  // asked for by a key: no reason to end
        say(fmt::format("--- {}: {} ---", error.parts().what, error.parts().why));
    }
}

void Watch::send_some() {
    try {
        outbox_.send_some(*port_);
    } catch (const Error& error) {
        if (error.parts().fault == Fault::gone) return lose(error);
        if (error.parts().fault != Fault::timeout) throw;
        outbox_.clear();
        sending_ = false;
        return say(fmt::format("--- {}: what was to be sent is dropped ---", error.parts().what));
    }
    if (outbox_.is_empty() && std::exchange(sending_, false)) say("--- sent ---");
}

void Watch::enter_bootloader() {
    KeepingStream stream(*port_);
    bool obeys = false;
    try {
        obeys = terms_.enter_bootloader(stream);
    } catch (const Error& error) {
        if (error.parts().fault == Fault::gone) return lose(error);
        say(fmt::format("--- {} ---", error.parts().what));
    }
    arrived(stream.kept());
    say(obeys ? "--- the board starts its bootloader ---"
              : "--- the firmware did not answer: press the board's buttons ---");
}

void Watch::flash() {
    close();
    lender_.reset();  // what is started now may ask for the port
    if (!outlet_.write()) finish(Reason::closed);
    raw_.reset();
    terms_.flash();
    raw_.emplace(terms_.in);
}

}  // namespace

WatchEnd watch(const WatchTerms& terms) { return Watch(terms).run(); }

}  // namespace perth::cli
