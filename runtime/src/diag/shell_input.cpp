#include "perth/diag/shell_input.hpp"

#include "perth/io/print.hpp"

namespace perth::detail {
namespace {

enum Key : std::uint8_t {
    ctrl_a = 1,
    ctrl_b = 2,
    ctrl_c = 3,
    ctrl_d = 4,
    ctrl_e = 5,
    line_feed = '\n',
    carriage_return = '\r',
};

constexpr std::string_view prompt = "--> ";
constexpr std::string_view raw_banner = "raw REPL; CTRL-B to exit\r\n>";
constexpr std::string_view end_mark = "\x04";
constexpr std::string_view window_mark = "\x01";
/// "R", 01, the window, low byte first, 01.
constexpr std::string_view paste_answer("R\x01\x00\x02\x01", 5);
static_assert(ShellInput::longest == 0x200);

void print_problem(const ShellProblem& problem) noexcept {
    const std::string_view colon = problem.of.empty() ? "" : ": ";
    println("{}: {}{}{}", name(problem.error), problem.text, colon, problem.of);
}

}  // namespace

void ShellInput::begin() noexcept {
    println("shell: Ctrl-C cancels, Ctrl-D ends, Ctrl-E pastes");
    console_text(prompt);
}

ShellInput::Event ShellInput::take(std::uint8_t byte, Time now) noexcept {
    const bool pair = byte == line_feed && last_ == carriage_return;
    last_ = byte;
    switch (mode_) {
        case Mode::line:
            return take_line(byte, now);
        case Mode::paste:
            return pair ? Event::none : take_paste(byte);
        case Mode::raw:
            return take_raw(byte);
        case Mode::raw_paste:
        case Mode::raw_full:
            return take_raw_paste(byte);
    }
    return Event::none;
}

ShellInput::Event ShellInput::take_line(std::uint8_t byte, Time now) noexcept {
    if (byte == line_feed || byte == carriage_return) return end_line(now);
    ended_line_ = false;
    switch (byte) {
        case ctrl_a:
            console_text("\n");
            line_.discard();
            begin_raw();
            return Event::none;
        case ctrl_c:
            console_text("\n");
            line_.discard();
            console_text(prompt);
            return Event::none;
        case ctrl_d:
            console_text("\n");
            line_.discard();
            return Event::end;
        case ctrl_e:
            line_.discard();
            begin_paste();
            return Event::none;
        default:
            line_.take(byte);
            return Event::none;
    }
}

ShellInput::Event ShellInput::end_line(Time now) noexcept {
    const bool same = ended_line_ && now - last_end_ < pair_time;
    ended_line_ = !same;
    last_end_ = now;
    if (same) return Event::none;
    console_text("\n");
    text_ = line_.end();
    return Event::run;
}

void ShellInput::begin_paste() noexcept {
    mode_ = Mode::paste;
    size_ = 0;
    too_long_ = false;
    console_text("\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\n===\n");
}

ShellInput::Event ShellInput::take_paste(std::uint8_t byte) noexcept {
    if (byte == ctrl_c) {
        mode_ = Mode::line;
        console_text("\n");
        console_text(prompt);
        return Event::none;
    }
    if (byte == ctrl_d) {
        mode_ = Mode::line;
        console_text("\n");
        return run_collected();
    }
    if (byte == carriage_return) byte = line_feed;
    if (byte < ' ' && byte != line_feed && byte != '\t') return Event::none;
    const char letter = static_cast<char>(byte);
    console_text(append(byte) ? std::string_view(&letter, 1) : "\a");
    return Event::none;
}

void ShellInput::begin_raw() noexcept {
    mode_ = Mode::raw;
    size_ = 0;
    question_ = 0;
    too_long_ = false;
    console_bytes(raw_banner);
}

ShellInput::Event ShellInput::take_raw(std::uint8_t byte) noexcept {
    if (question_ != 0) {
        take_question(byte);
        return Event::none;
    }
    switch (byte) {
        case ctrl_a:
            begin_raw();
            return Event::none;
        case ctrl_b:
            mode_ = Mode::line;
            console_bytes("\r\n");
            console_text(prompt);
            return Event::none;
        case ctrl_c:
            size_ = 0;
            too_long_ = false;
            return Event::none;
        case ctrl_d:
            if (size_ == 0) {
                console_bytes("Ignored: soft reboot\r\n");
                begin_raw();
                return Event::none;
            }
            console_bytes("OK");
            return run_collected();
        case ctrl_e:
            if (size_ == 0) question_ = 1;
            return Event::none;
        default:
            (void)append(byte);
            return Event::none;
    }
}

/// Of 05 41 01, which asks for raw paste, and others of its form, which ask for what is not there.
void ShellInput::take_question(std::uint8_t byte) noexcept {
    if (question_++ == 1) {
        asks_for_paste_ = byte == 'A';
        return;
    }
    question_ = 0;
    if (!asks_for_paste_ || byte != ctrl_a) return console_bytes({"R\0>", 3});
    mode_ = Mode::raw_paste;
    window_ = 0;
    too_long_ = false;
    console_bytes(paste_answer);
}

ShellInput::Event ShellInput::take_raw_paste(std::uint8_t byte) noexcept {
    const bool full = mode_ == Mode::raw_full;
    if (byte == ctrl_d || byte == ctrl_c) {
        mode_ = Mode::raw;
        if (!full) console_bytes(end_mark);
        if (byte == ctrl_d) return run_collected();
        too_long_ = false;
        size_ = 0;
        over({ShellError::cancelled, "by Ctrl-C"});
        return Event::none;
    }
    if (full) return Event::none;
    if (!append(byte)) {
        mode_ = Mode::raw_full;
        console_bytes(end_mark);
    } else if (++window_ == longest) {
        window_ = 0;
        console_bytes(window_mark);
    }
    return Event::none;
}

/// Returns whether there was room.
bool ShellInput::append(std::uint8_t byte) noexcept {
    too_long_ = too_long_ || size_ == longest;
    if (!too_long_) collected_[size_++] = static_cast<char>(byte);
    return !too_long_;
}

ShellInput::Event ShellInput::run_collected() noexcept {
    text_ = {collected_.data(), size_};
    size_ = 0;
    if (!too_long_) return Event::run;
    too_long_ = false;
    over({ShellError::memory, "the text has more than 512 bytes"});
    return Event::none;
}

void ShellInput::over(const ShellProblem& problem) noexcept {
    const bool raw = mode_ == Mode::raw;
    if (raw) console_bytes(end_mark);
    if (problem) print_problem(problem);
    if (raw) console_bytes(end_mark);
    if (raw) return console_bytes(">");
    console_text(prompt);
}

}  // namespace perth::detail
