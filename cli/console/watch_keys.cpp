// Watching a console: what is typed.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "cli/console/watch_events.hpp"
#include "cli/console/watch_loop.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

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

}  // namespace perth::cli
