// Watching a console: the port, which goes, comes back, and is lent.
#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "cli/console/keeping_stream.hpp"
#include "cli/console/watch_events.hpp"
#include "cli/console/watch_loop.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

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
    if (shared_) shared_->attach(*port_);
    const std::string held = view_.restart_clock();
    if (!terms_.events) outlet_.out(held);
    if (terms_.reset && !was_connected_) reset_board();
    outbox_.type(terms_.greeting);
    was_connected_ = true;
}

void Watch::close() {
    port_.reset();
    if (!lost_) lost_ = Clock::now();
    if (gap_) end_gap();
    std::string lines;
    std::string held;
    frames_.finish(lines);
    log_.feed(lines, held);
    log_.finish(held);
    show(held);
    if (view_.dump().begun()) take_dump();
}

void Watch::lose(const Error& error) {
    const std::string address = port_->address();
    close();
    event(port_event("gone", address));
    sending_ = false;
    outbox_.clear();  // the board that comes back may be in another state
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
    const auto pulse = [&] {
        port_->set_lines(Level::off, Level::on);
        port_->sleep(std::chrono::milliseconds(100));
        port_->set_lines(Level::off, Level::off);
        port_->sleep(std::chrono::milliseconds(50));
        const auto idle = [](Level level) { return level == Level::keep ? Level::on : level; };
        port_->set_lines(idle(terms_.dtr), idle(terms_.rts));
    };
    const bool by_break = terms_.reset_by == Reset::line_break;
    try {
        by_break ? port_->send_break(std::chrono::milliseconds(250)) : pulse();
    } catch (const Error& error) {
        if (error.parts().fault != Fault::gone) throw;
        return lose(error);
    }
    say(by_break ? "--- reset: a break of 250 ms ---" : "--- reset: RTS and DTR pulsed ---");
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
    std::optional<Error> failure;
    try {
        obeys = terms_.enter_bootloader(stream);
    } catch (const Error& error) {
        failure = error;
    }
    arrived(stream.kept());
    if (failure && failure->parts().fault == Fault::gone) return lose(*failure);
    if (failure) return say(fmt::format("--- {} ---", failure->parts().what));
    say(obeys ? "--- the board starts its bootloader ---"
              : "--- the firmware did not answer: press the board's buttons ---");
}

void Watch::flash() {
    close();
    lender_.reset();  // what is started now may ask for the port
    if (!outlet_.write()) finish(Reason::closed);
    raw_.reset();
    terms_.flash();
    raw_.emplace(terms_.in, terms_.interrupt);
}

}  // namespace perth::cli
