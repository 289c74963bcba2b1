#include "cli/emulator/record.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_line = std::size_t{256} << 10;
constexpr std::size_t longest_quote = 60;                   // characters of a line in a message
constexpr std::int64_t latest = 1'000'000 * 3'600'000'000;  // µs; far more than --for allows
constexpr unsigned most_pads = 256;
constexpr unsigned most_channels = 16;  // of anything else
constexpr unsigned most_kinds = 64;
constexpr std::uint32_t largest_noted = (1U << 26) - 1;
constexpr std::uint64_t largest_place = std::uint64_t{1} << 40;

/// The rest of a line, taken word by word. Once something did not fit, nothing fits.
class Words {
public:
    explicit Words(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool is_good() const noexcept { return good_; }
    [[nodiscard]] bool is_at_end() const noexcept { return good_ && rest_.empty(); }
    void fail() noexcept { good_ = false; }

    std::string_view word() {
        const std::size_t end = rest_.find(' ');
        const std::string_view word = rest_.substr(0, end);
        if (word.empty() || (end != std::string_view::npos && end + 1 == rest_.size())) fail();
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return word;
    }

    template <typename Number>
    Number number(std::string_view digits, Number most, int base = 10) {
        Number value{};
        const char* const end = digits.data() + digits.size();
        const auto result = std::from_chars(digits.data(), end, value, base);
        if (result.ec != std::errc{} || result.ptr != end || value < 0 || value > most) fail();
        return value;
    }

    /// Returns the place of the next word among these.
    unsigned one_of(std::initializer_list<std::string_view> choices) {
        const std::string_view word = this->word();
        unsigned index = 0;
        for (const std::string_view choice : choices) {
            if (word == choice) return index;
            ++index;
        }
        fail();
        return 0;
    }

    /// Reads digits into `out` and returns it.
    std::string_view bytes(std::string& out) {
        std::string_view digits = word();
        out.clear();
        if (digits == "-") return out;
        if (digits.size() % 2 != 0) fail();
        for (; good_ && !digits.empty(); digits.remove_prefix(2)) {
            out += static_cast<char>(number<int>(digits.substr(0, 2), 255, 16));
        }
        return out;
    }

private:
    std::string_view rest_;
    bool good_ = true;
};

/// Where the bytes of a line go.
struct Bytes {
    std::string& sent;
    std::string& received;
};

/// Reads what stands behind the time; `name` is "P8", for instance.
void read_change(std::string_view name, Words& words, RecordEvent& event, const Bytes& bytes) {
    const char kind = name.empty() ? ' ' : name.front();
    std::string_view number = name.substr(name.empty() ? 0 : 1);
    switch (kind) {
        case 'P':
            event.signal = Signal::pin;
            event.level = static_cast<Level>(words.one_of({"0", "1", "z"}));
            break;
        case 'U':
            event.signal = number.ends_with('t') ? Signal::uart_sent : Signal::uart_received;
            if (!number.ends_with('t') && !number.ends_with('r')) words.fail();
            if (!number.empty()) number.remove_suffix(1);
            event.bytes = words.bytes(bytes.sent);
            break;
        case 'A':
            event.signal = Signal::analog;
            event.value = words.number<std::uint32_t>(words.word(), 65535);
            break;
        case 'W':
            event.signal = Signal::pwm;
            event.hertz = words.number<std::uint32_t>(words.word(), 1'000'000'000);
            event.value = words.number<std::uint32_t>(words.word(), 65535);
            break;
        case 'I':
            event.signal = Signal::i2c;
            event.address = words.number<unsigned>(words.word(), 127, 16);
            event.is_read = words.one_of({"w", "r"}) == 1;
            event.bytes = words.bytes(bytes.sent);
            event.is_acknowledged = words.one_of({"ok", "nack"}) == 0;
            break;
        case 'S':
            event.signal = Signal::spi;
            event.bytes = words.bytes(bytes.sent);
            event.received = words.bytes(bytes.received);
            break;
        case 'E':
            event.signal = Signal::trace;
            event.value = words.number<std::uint32_t>(words.word(), largest_noted);
            event.place = words.number<std::uint64_t>(words.word(), largest_place);
            event.number = words.number<unsigned>(number, most_kinds - 1);
            return;
        default:
            words.fail();
    }
    event.number = words.number<unsigned>(number, (kind == 'P' ? most_pads : most_channels) - 1);
}

}  // namespace

void RecordReader::feed(std::string_view bytes, const OnEvent& on_event) {
    for (std::size_t end = 0; (end = bytes.find('\n')) != std::string_view::npos;) {
        if (unfinished_.empty()) {
            line(bytes.substr(0, end), on_event);
        } else {
            unfinished_ += bytes.substr(0, end);
            line(unfinished_, on_event);
            unfinished_.clear();
        }
        bytes.remove_prefix(end + 1);
    }
    unfinished_ += bytes;
    if (unfinished_.size() > longest_line) line(unfinished_, on_event);
}

void RecordReader::line(std::string_view text, const OnEvent& on_event) {
    ++lines_;
    const auto complain = [&](std::string_view why) {
        throw Error({.what = fmt::format("line {} of what the firmware recorded {}", lines_, why),
                     .why = fit(printable(text.substr(0, longest_line)), longest_quote)});
    };
    if (text.size() > longest_line) complain("is too long");
    if (ended_) complain("stands behind the end");

    Words words(text);
    RecordEvent event;
    event.time = words.number<std::int64_t>(words.word(), latest);
    const std::string_view name = words.word();
    if (words.is_good() && event.time < time_) complain("goes back in time");
    const bool is_end = name == "end";
    if (!is_end) read_change(name, words, event, {bytes_, received_});
    if (!words.is_at_end()) complain("is not in order");
    time_ = event.time;
    ended_ = is_end;
    if (!is_end) on_event(event);
}

}  // namespace perth::cli
