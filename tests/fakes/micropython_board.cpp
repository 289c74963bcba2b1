#include "tests/fakes/micropython_board.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::fakes {
namespace {

using cli::BoardDigest;
using cli::Bytes;
using cli::BytesView;

constexpr std::size_t flash_page = 64;  // bytes that are written together
constexpr std::string_view banner = "raw REPL; CTRL-B to exit\r\n>";

std::string temporary_of(const std::string& path) { return path + "~perth"; }

std::string hex(BytesView bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

unsigned hex_digit(char c) {
    return static_cast<unsigned>(std::string_view("0123456789abcdef").find(c));
}

/// Reads one literal off the front of `text`: '…', b'…', either with .decode(), or a number.
std::string take_literal(std::string_view& text) {
    if (text.starts_with('b')) text.remove_prefix(1);
    std::string value;
    if (!text.starts_with('\'')) {
        const std::size_t end = text.find_first_not_of("0123456789");
        if (end == 0 || end == text.npos) throw std::invalid_argument("no literal");
        value = text.substr(0, end);
        text.remove_prefix(end);
        return value;
    }
    std::size_t at = 1;
    for (; text.at(at) != '\''; ++at) {
        if (text[at] != '\\') {
            value += text[at];
        } else if (text.at(++at) == 'x') {
            value +=
                static_cast<char>(hex_digit(text.at(at + 1)) << 4 | hex_digit(text.at(at + 2)));
            at += 2;
        } else {
            value += text[at] == 'n' ? '\n' : text[at];
        }
    }
    text.remove_prefix(at + 1);
    constexpr std::string_view decode = ".decode()";
    if (text.starts_with(decode)) text.remove_prefix(decode.size());
    return value;
}

/// Returns a call's name and arguments.
std::vector<std::string> parse_call(std::string_view line) {
    const std::size_t bracket = line.find('(');
    if (bracket == line.npos) throw std::invalid_argument("no call");
    std::vector<std::string> parts = {std::string(line.substr(0, bracket))};
    line.remove_prefix(bracket + 1);
    while (!line.starts_with(')')) {
        parts.push_back(take_literal(line));
        if (line.starts_with(',')) line.remove_prefix(1);
    }
    return parts;
}

Bytes from_base64(std::string_view text) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Bytes bytes;
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        if (c == '=') break;
        group = group << 6 | static_cast<std::uint32_t>(letters.find(c));
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<std::uint8_t>(group >> bits));
    }
    return bytes;
}

}  // namespace

/// The host's end; its clock moves where it waits for nothing.
class MicroPythonBoard::Line final : public cli::serial::Stream {
public:
    explicit Line(MicroPythonBoard& board) : board_(board) {}

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return now_; }
    void sleep(Clock::duration duration) override { now_ += duration; }
    std::size_t read(std::span<std::uint8_t> into, Clock::time_point deadline) override {
        check();
        std::size_t count = 0;
        for (; count < into.size() && !board_.out_.empty(); ++count) {
            if (board_.received_ == board_.fault_.cut_received) {
                if (count > 0) break;
                board_.gone_ = true;
                check();
            }
            const bool flips = board_.received_++ == board_.fault_.flip_received;
            into[count] = static_cast<std::uint8_t>(board_.out_.front() ^ (flips ? 0x04 : 0));
            board_.out_.pop_front();
        }
        if (count == 0) now_ = std::max(now_, deadline);
        return count;
    }
    void write(BytesView bytes, Clock::time_point /*deadline*/) override {
        for (const std::uint8_t byte : bytes) {
            if (board_.sent_ == board_.fault_.cut_sent) board_.gone_ = true;
            check();
            const bool flips = board_.sent_++ == board_.fault_.flip_sent;
            board_.take(static_cast<std::uint8_t>(byte ^ (flips ? 0x04 : 0)));
        }
    }
    void configure(const cli::serial::Settings& /*settings*/) override {}
    void set_lines(cli::serial::Level /*dtr*/, cli::serial::Level /*rts*/) override {}
    void send_break(std::chrono::milliseconds duration) override { now_ += duration; }
    void discard_input() override { board_.out_.clear(); }

private:
    void check() const {
        if (!board_.gone_) return;
        throw cli::Error(
            {.what = address_ + " has gone", .fault = cli::Fault::gone, .device = address_});
    }

    MicroPythonBoard& board_;
    std::string address_ = "/dev/ttyACM0";
    Clock::time_point now_{};
};

std::unique_ptr<cli::serial::Stream> MicroPythonBoard::plug() {
    gone_ = false;
    out_.clear();
    return std::make_unique<Line>(*this);
}

void MicroPythonBoard::breaks(Fault fault) {
    fault_ = fault;
    sent_ = received_ = operations_ = 0;
}

void MicroPythonBoard::say(std::string_view text) {
    out_.insert(out_.end(), text.begin(), text.end());
}

void MicroPythonBoard::take(std::uint8_t byte) {
    if (gone_) return;
    if (room_) return take_pasted(byte);
    raw ? take_raw(byte) : take_friendly(byte);
}

void MicroPythonBoard::take_friendly(std::uint8_t byte) {
    switch (byte) {
        case 1:
            raw = true;
            line_.clear();
            return say("\r\n" + std::string(banner));
        case 4:
            return reset();
        case 2:
        case 3:
            return say("\r\n>>> ");
        default:
            return say(std::string(1, static_cast<char>(byte)));
    }
}

void MicroPythonBoard::take_raw(std::uint8_t byte) {
    const std::string line = line_;
    switch (byte) {
        case 1:
            line_.clear();
            if (line != "\x05\x41" || ways_.paste == Paste::unknown) return say(banner);
            if (ways_.paste == Paste::declined) return say({"R\x00>", 3});
            room_ = ways_.window;
            pasted_.clear();
            stopped_ = false;
            say({"R\x01", 2});
            out_.push_back(static_cast<std::uint8_t>(ways_.window));
            out_.push_back(static_cast<std::uint8_t>(ways_.window >> 8));
            return say("\x01");
        case 2:
            raw = false;
            return say("\r\nMicroPython v1.0\r\n>>> ");
        case 3:
            return line_.clear();
        case 4:
            line_.clear();
            if (!line.empty()) return execute(line, "OK");
            say("OK\r\n");
            return reset();
        default:
            line_ += static_cast<char>(byte);
    }
}

void MicroPythonBoard::take_pasted(std::uint8_t byte) {
    if (byte == 3 || byte == 4) {
        room_.reset();
        if (stopped_)
            return say("\x04Traceback (most recent call last):\r\nSyntaxError: \r\n\x04>");
        if (byte == 4) return execute(pasted_, "\x04");
        return say("\x04\x04KeyboardInterrupt: \r\n\x04>");
    }
    if (stopped_) return;
    pasted_ += static_cast<char>(byte);
    // What no script of the sync's has is an error that the compiler finds at once.
    if (byte >= 0x80 || byte == 0) {
        stopped_ = true;
        return say("\x04");
    }
    if (--*room_ > 0) return;
    room_ = ways_.window;
    say("\x01");
}

void MicroPythonBoard::reset() {
    open_.clear();
    unwritten_.clear();
    taught_ = false;
    say("MPY: soft reboot\r\n" + ways_.boot_prints);
    if (raw) return say(banner);
    ++restarts;
    say(">>> ");
}

void MicroPythonBoard::execute(const std::string& source, std::string_view start) {
    std::string out = ways_.noise;
    std::string error;
    try {
        run(source, out);
    } catch (const Exception& exception) {
        error =
            "Traceback (most recent call last):\r\n  File \"<stdin>\", line 1, in <module>\r\n" +
            exception.text + "\r\n";
    } catch (const PowerLost&) {
        return;
    } catch (const std::exception&) {  // a line that is garbled
        error =
            "Traceback (most recent call last):\r\n  File \"<stdin>\", line 1\r\nSyntaxError: "
            "invalid syntax\r\n";
    }
    say(std::string(start) + out + "\x04" + error + "\x04>");
}

void MicroPythonBoard::run(const std::string& source, std::string& out) {
    if (source.starts_with("import os,gc\n")) {
        // Python would find out what is wrong with it; here it is whole or it is not.
        if (source != cli::helpers()) throw Exception{"SyntaxError: invalid syntax"};
        taught_ = true;
        const auto& facts = ways_.facts;
        out += fmt::format("perth {} {} {} {}\r\n", static_cast<int>(facts.digest),
                           facts.renames ? 1 : 0, facts.base64 ? 1 : 0,
                           facts.free_memory ? std::to_string(*facts.free_memory) : "-");
        return;
    }
    scripts.push_back(source);
    if (source.size() > ways_.memory) {
        throw Exception{"MemoryError: memory allocation failed, allocating 512 bytes"};
    }
    if (!taught_) throw Exception{"NameError: name isn't defined"};
    std::string_view rest = source;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        call(rest.substr(0, end), out);
        rest.remove_prefix(std::min(end, rest.size() - 1) + 1);
    }
}

void MicroPythonBoard::call(std::string_view line, std::string& out) {
    const std::vector<std::string> call = parse_call(line);
    const std::string& name = call.at(0);
    static const std::map<std::string, std::size_t> arguments = {
        {"q", 1}, {"r", 3}, {"o", 2}, {"w", 1}, {"z", 1}, {"s", 0},
        {"c", 2}, {"n", 1}, {"m", 1}, {"k", 1}, {"u", 2}, {"y", 1}};
    const auto known = arguments.find(name);
    if (known != arguments.end() && known->second != call.size() - 1) {
        throw Exception{"TypeError: function takes another number of arguments"};
    }
    const auto argument = [&call](std::size_t i) -> const std::string& { return call.at(i); };
    if (name == "q") {
        out += fmt::format("{} {} {}\r\n", cli::path_sum(argument(1)), described(argument(1)),
                           described(temporary_of(argument(1))));
    } else if (name == "r") {
        const Bytes& file = files.at(argument(1));
        const std::size_t from = std::min<std::size_t>(std::stoul(argument(2)), file.size());
        const std::size_t count =
            std::min<std::size_t>(std::stoul(argument(3)), file.size() - from);
        out += hex(BytesView(file).subspan(from, count)) + "\r\n";
    } else if (name == "o") {
        open(argument(1), argument(2));
    } else if (name == "w") {
        write(Bytes(argument(1).begin(), argument(1).end()));
    } else if (name == "z") {
        write(from_base64(argument(1)));
    } else if (name == "s") {
        operate();
        if (!open_.empty())
            files[open_].insert(files[open_].end(), unwritten_.begin(), unwritten_.end());
        unwritten_.clear();
        open_.clear();
    } else if (name == "c") {
        const std::string& path = argument(1);
        this->call("s()", out);
        const Bytes& sent = files.at(temporary_of(path));
        if (cli::digest_text(ways_.facts.digest, sent) == argument(2)) return rename(path, out);
        operate();
        files.erase(temporary_of(path));
        out += "bad\r\n";
    } else if (name == "n") {
        rename(argument(1), out);
    } else if (name == "m") {
        operate();
        if (!ways_.read_only && !files.contains(argument(1))) folders.insert(argument(1));
    } else if (name == "k") {
        operate();
        open_.clear();
        unwritten_.clear();
        files.erase(argument(1));
    } else if (name == "u") {
        operate();
        check_writable();
        if (std::to_string(cli::path_sum(argument(1))) != argument(2)) {
            throw Exception{"ValueError: path"};
        }
        if (files.erase(argument(1)) == 0) throw Exception{"OSError: [Errno 2] ENOENT"};
        out += "ok\r\n";
    } else if (name == "y") {
        operate();
        const std::string inside = argument(1) + "/";
        const auto holds = [&inside](const auto& entry) { return entry.first.starts_with(inside); };
        if (std::none_of(files.begin(), files.end(), holds)) folders.erase(argument(1));
    } else {
        throw Exception{fmt::format("NameError: name '{}' isn't defined", name)};
    }
}

/// Counts one step that changes the file system, and may be the last one.
void MicroPythonBoard::operate() {
    if (operations_++ != fault_.power_cut) return;
    lose_power();
    throw PowerLost{};
}

void MicroPythonBoard::lose_power() {
    gone_ = true;
    raw = false;
    taught_ = false;
    room_.reset();
    open_.clear();
    unwritten_.clear();
}

void MicroPythonBoard::check_writable() const {
    if (ways_.read_only) throw Exception{"OSError: [Errno 30] EROFS"};
}

std::string MicroPythonBoard::described(const std::string& path) const {
    if (folders.contains(path)) return "d";
    const auto found = files.find(path);
    if (found == files.end()) return "-";
    const std::string digest = cli::digest_text(ways_.facts.digest, found->second);
    return fmt::format("f{},{}", found->second.size(), digest.empty() ? "-" : digest);
}

void MicroPythonBoard::open(const std::string& path, const std::string& mode) {
    operate();
    check_writable();
    const std::string folder = folder_of(path);
    if (!folder.empty() && !folders.contains(folder)) throw Exception{"OSError: [Errno 2] ENOENT"};
    if (mode == "wb") files[path].clear();
    open_ = path;
    unwritten_.clear();
}

void MicroPythonBoard::write(BytesView bytes) {
    operate();
    std::size_t used = unwritten_.size() + bytes.size();
    for (const auto& [path, content] : files) used += content.size();
    if (used > ways_.disk) throw Exception{"OSError: [Errno 28] ENOSPC"};
    unwritten_.insert(unwritten_.end(), bytes.begin(), bytes.end());
    const std::size_t whole = unwritten_.size() / flash_page * flash_page;
    const auto end = unwritten_.begin() + static_cast<std::ptrdiff_t>(whole);
    files[open_].insert(files[open_].end(), unwritten_.begin(), end);
    unwritten_.erase(unwritten_.begin(), end);
}

void MicroPythonBoard::rename(const std::string& path, std::string& out) {
    operate();
    if (ways_.fat && files.contains(path)) {
        operate();  // renaming has failed, removing is next
        files.erase(path);
        operate();
    }
    files[path] = std::move(files.at(temporary_of(path)));
    files.erase(temporary_of(path));
    out += "ok\r\n";
}

}  // namespace perth::fakes
