#include "cli/console/menu.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {

const std::vector<Key> Menu::commands = {Key::pause, Key::timestamps, Key::hex, Key::log,
                                         Key::clear, Key::statistics, Key::help};

bool Menu::run(Key key, const Keys& keys) {
    switch (key) {
        case Key::pause:
            toggle_pause();
            return true;
        case Key::timestamps:
            next_timestamps();
            return true;
        case Key::hex:
            toggle_hex();
            return true;
        case Key::log:
            toggle_log();
            return true;
        case Key::clear:
            clear();
            return true;
        case Key::statistics:
            statistics();
            return true;
        case Key::help:
            say(keys.help());
            return true;
        default:
            return false;
    }
}

void Menu::arrived(std::string_view bytes) {
    said_ = false;
    bytes_ += bytes.size();
    lines_ += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    log_.write(bytes);
}

void Menu::say(std::string_view text) {
    const bool cut = !said_ && view_.is_inside_line() && ::isatty(outlet_.out_fd()) == 1;
    outlet_.err(fmt::format("{}{}\n", cut ? "\n" : "", text));
    said_ = true;
}

void Menu::next_timestamps() {
    Shape shape = view_.shape();
    if (!shape.timestamps) {
        shape.timestamps = Stamp::iso;
    } else if (*shape.timestamps == Stamp::uptime) {
        shape.timestamps.reset();
    } else {
        shape.timestamps = *shape.timestamps == Stamp::iso ? Stamp::delta : Stamp::uptime;
    }
    outlet_.out(view_.reshape(std::move(shape)));
}

void Menu::toggle_hex() {
    Shape shape = view_.shape();
    shape.hex = !shape.hex;
    outlet_.out(view_.reshape(std::move(shape)));
    say(view_.shape().hex ? "--- hexadecimal ---" : "--- text ---");
}

void Menu::toggle_log() {
    if (log_.is_on()) {
        log_.stop();
        return say(fmt::format("--- no more log in {} ---", printable(log_.path().string())));
    }
    std::filesystem::path file = log_.path();
    if (file.empty()) {
        const std::time_t now = std::time(nullptr);
        std::tm local = {};
        ::localtime_r(&now, &local);
        file = fmt::format("perth-{}-{:%Y%m%d-%H%M%S}.log", name_, local);
    }
    try {
        log_.start(file);
    } catch (const Error& error) {  // asked for by a key: no reason to end
        return say(fmt::format("--- {}: {} ---", error.parts().what, error.parts().why));
    }
    say(fmt::format("--- log in {} ---", printable(file.string())));
}

/// Said at once, for what waits is held.
void Menu::toggle_pause() {
    if (outlet_.is_held()) {
        outlet_.hold(false);
        return;
    }
    say("--- paused: Ctrl-T p goes on ---");
    (void)outlet_.write();
    outlet_.hold(true);
}

void Menu::clear() {
    // Source: ECMA-48, "ED" and "CUP".
    if (::isatty(outlet_.out_fd()) == 1) outlet_.out("\x1b[2J\x1b[H");
}

void Menu::statistics() {
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - since_);
    say(fmt::format("--- {} bytes, {} lines in {}.{} s ---", bytes_, lines_, passed.count() / 1000,
                    passed.count() % 1000 / 100));
}

}  // namespace perth::cli
