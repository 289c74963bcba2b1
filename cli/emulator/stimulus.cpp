#include "cli/emulator/stimulus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "cli/emulator/duration.hpp"
#include "cli/emulator/stimulus_words.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t most_events = 1'000'000;
constexpr std::int64_t latest = std::chrono::microseconds(longest_duration).count();
constexpr std::int64_t most_bounces = 1000;

struct Event {
    std::int64_t time;
    std::string what;       ///< the line without its time
    std::size_t place = 0;  ///< among the events, as they were written
};

std::string hex_digits(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

/// What a pin is made to do: from one level to another.
struct Change {
    Level to;
    Level from;  ///< what it goes back to
};

/// Reads one line and knows the events that it stands for.
class Statement {
public:
    Statement(StimulusWords& words, const StimulusTarget& target, std::uint32_t seed)
        : words_(words),
          target_(target),
          pads_(target.pads),
          random_(seed ^ static_cast<std::uint32_t>(words.line())) {}

    /// Reads what happens, and how often; the events' times count from `start`.
    void read(std::int64_t start, std::vector<Event>& events);

private:
    void read_once();
    [[nodiscard]] std::vector<std::string> names() const;
    unsigned take_pad(std::string_view word, const NamedPad*& name);
    void change();
    [[nodiscard]] Change read_change(const NamedPad* name);
    void turn();
    /// Takes the number of a unit, of which there are `count`.
    std::int64_t take_unit(std::string_view expected, unsigned count, std::string_view plural);
    void uart();
    void analog();
    void i2c();

    void add(std::int64_t time, std::string what) {
        once_.push_back({.time = time, .what = std::move(what)});
    }
    void drive(std::int64_t time, unsigned pad, Level level) {
        add(time, fmt::format("P{} {}", pad, "01z"[static_cast<std::size_t>(level)]));
    }
    void expand_bounces(std::int64_t time, unsigned pad, const Change& change);

    StimulusWords& words_;
    const StimulusTarget& target_;
    const PadNames& pads_;
    std::mt19937 random_;
    std::vector<Event> once_;
    std::vector<std::string> may_follow_;  ///< words that the line could go on with
    std::int64_t bounces_ = 0;
    std::int64_t bounce_time_ = 0;
};

std::vector<std::string> Statement::names() const {
    std::vector<std::string> names;
    for (const NamedPad& pad : pads_.named()) {
        if (pad.is_input) names.push_back(pad.name);
    }
    return names;
}

/// Returns the number of the pad that the word taken last names.
unsigned Statement::take_pad(std::string_view word, const NamedPad*& name) {
    name = pads_.find(word);
    if (name != nullptr && name->is_input) return name->pad;
    if (name != nullptr) {
        words_.complain(fmt::format("{} is an output of the board", word),
                        names().empty() ? "" : fmt::format("inputs: {}", fmt::join(names(), ", ")));
    }
    if (const auto number = pads_.number_of(word)) return *number;
    std::vector<std::string> known = names();
    if (target_.uarts > 0) known.push_back("uart");
    known.push_back("console");
    if (target_.adc_channels > 0) known.push_back("adc");
    if (target_.i2c_buses > 0) known.push_back("i2c");
    words_.complain_of_word("is neither a pin nor anything else that can happen", known,
                            fmt::format("there are {}, {}", fmt::join(known, ", "), pads_.range()));
}

Change Statement::read_change(const NamedPad* name) {
    const std::vector<std::string> known = {"press", "release", "high", "low", "open"};
    const std::string& word = words_.word("press, release, high, low or open").text;
    if (word == "high") return {Level::high, Level::low};
    if (word == "low") return {Level::low, Level::high};
    if (word == "open") return {Level::open, Level::open};
    if (word != "press" && word != "release") {
        words_.complain_of_word("is nothing that a pin can do", known,
                                fmt::format("there are {}", fmt::join(known, ", ")));
    }
    if (name == nullptr) {
        words_.complain("the board does not say what pressing means for this pad",
                        "say high, low or open");
    }
    const Level pressed = name->active_low ? Level::low : Level::high;
    if (word == "press") return {pressed, name->released};
    return {name->released, pressed};
}

/// The level comes, goes and comes again before it stays.
void Statement::expand_bounces(std::int64_t time, unsigned pad, const Change& change) {
    drive(time, pad, change.to);
    std::set<std::int64_t> times;
    while (times.size() < static_cast<std::size_t>(2 * bounces_)) {
        const auto range = static_cast<std::uint64_t>(bounce_time_ - 1);
        const std::uint64_t high = random_();  // each on its own: their order is fixed
        const std::uint64_t low = random_();
        times.insert(1 + static_cast<std::int64_t>(((high << 32) | low) % range));
    }
    bool away = true;
    for (const std::int64_t offset : times) {
        drive(time + offset, pad, std::exchange(away, !away) ? change.from : change.to);
    }
}

void Statement::change() {
    const NamedPad* name = nullptr;
    const unsigned pad = take_pad(words_.word("a pin").text, name);
    const Change change = read_change(name);
    std::optional<std::int64_t> length;
    may_follow_ = {"for", "bounce", "repeat"};
    if (words_.take("for")) {
        if (change.to == Level::open && change.from == Level::open) {
            words_.complain("an open pin has no other level to go back to",
                            "say for what it opens");
        }
        length = words_.duration("how long");
        may_follow_ = {"bounce", "repeat"};
    }
    if (words_.take("bounce")) {
        if (change.to == change.from) words_.complain("what opens does not bounce");
        bounces_ = words_.number("a number of bounces", 1, most_bounces);
        bounce_time_ = words_.duration("how long it bounces");
        if (bounce_time_ < 4 * bounces_ + 1) {
            words_.complain(fmt::format("{} bounces take more than {} us", bounces_, 4 * bounces_));
        }
        if (length && *length < bounce_time_) words_.complain("it bounces longer than it lasts");
        may_follow_ = {"repeat"};
    }
    expand_bounces(0, pad, change);
    if (length) expand_bounces(*length, pad, {.to = change.from, .from = change.to});
}

/// A detent is a whole turn of both contacts: of the leading one, of the other.
void Statement::turn() {
    struct Contact {
        unsigned pad;
        Level closed;
        Level open;
    };
    const auto take_contact = [&]() -> Contact {
        const NamedPad* name = nullptr;
        const unsigned pad = take_pad(words_.word("a pin").text, name);
        if (name == nullptr) words_.complain("what turns has contacts that the board names");
        return {pad, name->active_low ? Level::low : Level::high, name->released};
    };
    Contact first = take_contact();
    Contact second = take_contact();
    words_.expect("turn");
    const std::int64_t detents = words_.number("a number of detents", -1000, 1000);
    if (detents == 0) words_.complain("to turn by 0 is to do nothing");
    words_.expect("every");
    const std::int64_t period = words_.duration("the time of a detent", 4);
    if (detents < 0) std::swap(first, second);
    for (std::int64_t i = 0; i < std::abs(detents); ++i) {
        const std::int64_t begin = i * period;
        drive(begin, first.pad, first.closed);
        drive(begin + period / 4, second.pad, second.closed);
        drive(begin + period / 2, first.pad, first.open);
        drive(begin + period * 3 / 4, second.pad, second.open);
    }
    may_follow_ = {"repeat"};
}

std::int64_t Statement::take_unit(std::string_view expected, unsigned count,
                                  std::string_view plural) {
    if (count == 0) {
        words_.complain(
            fmt::format("the emulator of board {} does not reach {}", target_.board, plural),
            "perth run -b host runs the same program on a simulated board");
    }
    return words_.number(expected, 0, count - 1);
}

void Statement::uart() {
    const auto number = take_unit("a UART", target_.uarts, "UARTs other than the console's");
    add(0, fmt::format("U{} {}", number, hex_digits(words_.quoted("text in quotes"))));
}

void Statement::analog() {
    const auto channel = take_unit("an ADC channel", target_.adc_channels, "ADCs");
    const auto first = words_.number("a value", 0, 65535);
    const auto set = [&](std::int64_t time, std::int64_t value) {
        add(time, fmt::format("A{} {}", channel, value));
    };
    may_follow_ = {"to", "repeat"};
    if (!words_.take("to")) return set(0, first);
    const auto last = words_.number("a value", 0, 65535);
    words_.expect("for");
    const std::int64_t length = words_.duration("how long");
    words_.expect("every");
    const std::int64_t step = words_.duration("the time of a step");
    if (length / step > static_cast<std::int64_t>(most_events)) {
        words_.complain("this makes more than a million events");
    }
    for (std::int64_t time = 0; time < length; time += step) {
        // In whole numbers; the products fit, for no time is longer than 2^42 us.
        set(time, first + (last - first) * time / length);
    }
    set(length, last);
    may_follow_ = {"repeat"};
}

void Statement::i2c() {
    const auto bus = take_unit("an I2C bus", target_.i2c_buses, "I2C buses");
    const auto address = words_.number("an address", 0, 127);
    const auto first = words_.number("a register", 0, 255, ":");
    std::string bytes;
    do {
        const std::string& digits = words_.word("a byte of two hexadecimal digits").text;
        const bool is_byte = digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
        if (!is_byte || digits.size() != 2) {
            words_.complain("expected a byte of two hexadecimal digits");
        }
        bytes += digits;
    } while (!words_.is_at_end() && !words_.is_ahead("repeat", 0));
    add(0, fmt::format("I{}.{:02x} {:02x} {}", bus, address, first, bytes));
    may_follow_ = {"repeat"};
}

void Statement::read_once() {
    if (words_.take("uart")) return uart();
    if (words_.take("console")) {
        return add(0, fmt::format("C {}", hex_digits(words_.quoted("text in quotes"))));
    }
    if (words_.take("adc")) return analog();
    if (words_.take("i2c")) return i2c();
    if (words_.is_ahead("turn", 2)) return turn();
    change();
}

void Statement::read(std::int64_t start, std::vector<Event>& events) {
    read_once();
    std::int64_t times = 1;
    std::int64_t period = 0;
    if (words_.take("repeat")) {
        may_follow_.clear();
        times = words_.number("how often", 1, most_events);
        words_.expect("every");
        period = words_.duration("how long one takes");
    }
    words_.expect_end(may_follow_);
    if (once_.size() * static_cast<std::size_t>(times) > most_events - events.size()) {
        words_.complain("this makes more than a million events");
    }
    for (std::int64_t i = 0; i < times; ++i) {
        for (const Event& event : once_) {
            events.push_back({.time = start + i * period + event.time,
                              .what = event.what,
                              .place = events.size()});
        }
    }
    if (events.back().time > latest) words_.complain("this goes on for more than 1000 h");
}

/// Returns the time at a line's beginning; `before` is the end of the line before.
std::int64_t take_time(StimulusWords& words, std::int64_t before) {
    const std::string& text = words.word("a time, or seed").text;
    const bool is_relative = text.starts_with('+');
    const auto time = find_duration(std::string_view(text).substr(is_relative ? 1 : 0));
    if (!time || *time > longest_duration) {
        words.complain("a line begins with its time", "for example 500ms, 1.5s or +20ms");
    }
    return time->count() + (is_relative ? before : 0);
}

}  // namespace

std::string expand_stimulus(std::string_view text, const std::string& file,
                            const StimulusTarget& target) {
    std::vector<Event> events;
    std::uint32_t seed = 1;
    std::int64_t before = 0;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        StimulusWords words(text.substr(0, end), file, number);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (words.is_at_end()) continue;
        if (words.take("seed")) {
            seed = static_cast<std::uint32_t>(words.number("a number", 0, 0xffffffff));
            words.expect_end({});
            continue;
        }
        const std::int64_t start = take_time(words, before);
        Statement(words, target, seed).read(start, events);
        before = events.back().time;
    }
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return std::pair(a.time, a.place) < std::pair(b.time, b.place);
    });
    std::string lines;
    for (const Event& event : events) lines += fmt::format("{} {}\n", event.time, event.what);
    return lines;
}

}  // namespace perth::cli
