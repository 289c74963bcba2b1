#include "cli/emulator/vcd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t buffer_size = std::size_t{64} << 10;
/// Bytes that may wait for their turn; what is more stands at one instant.
constexpr std::size_t most_later = std::size_t{64} << 10;

[[noreturn]] void fail(const std::filesystem::path& file, int code) {
    throw Error({.what = fmt::format("cannot write {}", file.string()),
                 .why = std::strerror(code),
                 .exit = Exit::failed});
}

/// Returns a file without a name, beside `file` if that file system can.
Handle open_nameless(const std::filesystem::path& file) {
    constexpr int flags = O_TMPFILE | O_RDWR | O_CLOEXEC;
    const auto folder = file.has_parent_path() ? file.parent_path() : ".";
    Handle handle(::open(folder.c_str(), flags, 0600));
    if (handle.is_open()) return handle;
    handle = Handle(::open(std::filesystem::temp_directory_path().c_str(), flags, 0600));
    if (!handle.is_open()) fail(file, errno);
    return handle;
}

/// Returns the short code of the variable of this place: "!", "\"", … "~", "!!" …
std::string code_of(std::size_t place) {
    constexpr std::size_t letters = '~' - '!' + 1;
    std::string code;
    for (;; place = place / letters - 1) {
        code.insert(code.begin(), static_cast<char>('!' + place % letters));
        if (place < letters) return code;
    }
}

std::string binary(std::uint32_t value) { return fmt::format("b{:b} ", value); }

std::string nothing(unsigned bits) { return bits == 1 ? "z" : "bz "; }

}  // namespace

VcdWriter::VcdWriter(const std::filesystem::path& file, std::string scope, PadNames pads,
                     char unknown)
    : file_(file),
      scope_(std::move(scope)),
      pads_(std::move(pads)),
      unknown_(unknown),
      staged_(file),
      body_(open_nameless(file)) {
    for (const NamedPad& pad : pads_.named()) variable(Signal::pin, pad.pad, Part::whole, 1);
}

VcdWriter::Variable& VcdWriter::variable(Signal signal, unsigned number, Part part, unsigned bits) {
    const auto [place, is_new] = variables_.try_emplace({signal, number, part});
    Variable& its = place->second;
    if (!is_new) return its;
    constexpr std::array<std::string_view, 7> endings = {"",      "_HZ",   "_ADDRESS", "_DATA",
                                                         "_NACK", "_MOSI", "_MISO"};
    its.name = signal_name(pads_, signal, number);
    its.name += endings[static_cast<std::size_t>(part)];
    its.bits = bits;
    its.code = code_of(variables_.size() - 1);
    its.initial = its.value = nothing(bits);
    if (signal == Signal::pin) its.initial = its.value = unknown_;
    return its;
}

void VcdWriter::take(const RecordEvent& event) {
    write_later(event.time);
    const auto part = [&](Part which, unsigned bits) -> Variable& {
        return variable(event.signal, event.number, which, bits);
    };
    switch (event.signal) {
        case Signal::pin: {
            constexpr std::array<const char*, 3> levels = {"0", "1", "z"};
            change(event.time, part(Part::whole, 1), levels[static_cast<std::size_t>(event.level)]);
            break;
        }
        case Signal::uart_sent:
        case Signal::uart_received:
            bytes(event.time, part(Part::whole, 8), event.bytes);
            break;
        case Signal::analog:
            change(event.time, part(Part::whole, 16), binary(event.value));
            break;
        case Signal::pwm:
            change(event.time, part(Part::whole, 16), binary(event.value));
            change(event.time, part(Part::hertz, 32), binary(event.hertz));
            break;
        case Signal::i2c: {
            const auto first = static_cast<char>(event.address * 2 + (event.is_read ? 1 : 0));
            bytes(event.time, part(Part::address, 8), {&first, 1});
            bytes(event.time, part(Part::data, 8), event.bytes);
            change(event.time, part(Part::refused, 1), event.is_acknowledged ? "0" : "1");
            break;
        }
        case Signal::spi:
            bytes(event.time, part(Part::sent, 8), event.bytes);
            bytes(event.time, part(Part::received, 8), event.received);
            break;
        case Signal::trace:
            break;
    }
}

void VcdWriter::change(std::int64_t time, Variable& variable, std::string value) {
    if (variable.value == value) return;
    variable.value = std::move(value);
    if (time == 0) {
        variable.initial = variable.value;
        return;
    }
    if (time != time_) fmt::format_to(std::back_inserter(buffer_), "#{}\n", time);
    time_ = time;
    buffer_ += variable.value;
    buffer_ += variable.code;
    buffer_ += '\n';
    ++changes_;
    if (buffer_.size() >= buffer_size) flush();
}

void VcdWriter::bytes(std::int64_t time, Variable& variable, std::string_view bytes) {
    for (const char letter : bytes) {
        const std::string value = binary(static_cast<unsigned char>(letter));
        if (later_.size() >= most_later) {
            change(time, variable, value);
            continue;
        }
        std::int64_t at = std::max(time, variable.last_time + 1);
        if (variable.last_byte == letter) {
            at = std::max({at, variable.last_time + 2, time_ + 1});
            later_.emplace(at - 1, Later{&variable, nothing(8)});
        }
        later_.emplace(at, Later{&variable, value});
        variable.last_byte = letter;
        variable.last_time = at;
    }
    write_later(time + 1);
}

/// Writes what waited for a time before this one.
void VcdWriter::write_later(std::int64_t before) {
    while (!later_.empty() && later_.begin()->first < before) {
        const auto next = later_.extract(later_.begin());
        change(next.key(), *next.mapped().variable, next.mapped().value);
    }
}

void VcdWriter::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t size = ::write(body_.get(), rest.data(), rest.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) fail(file_, size < 0 ? errno : ENOSPC);
        rest.remove_prefix(static_cast<std::size_t>(size));
    }
    buffer_.clear();
}

std::string VcdWriter::declarations() const {
    std::vector<const Variable*> ordered;
    for (const NamedPad& pad : pads_.named()) {
        ordered.push_back(&variables_.at({Signal::pin, pad.pad, Part::whole}));
    }
    for (const auto& [key, its] : variables_) {
        if (std::find(ordered.begin(), ordered.end(), &its) == ordered.end()) {
            ordered.push_back(&its);
        }
    }
    std::string text = fmt::format("$version perth {} $end\n$timescale 1 us $end\n", PERTH_VERSION);
    text += fmt::format("$scope module {} $end\n", scope_);
    for (const Variable* its : ordered) {
        text += fmt::format("$var wire {} {} {} $end\n", its->bits, its->code, its->name);
    }
    text += "$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n";
    for (const Variable* its : ordered) text += its->initial + its->code + '\n';
    return text + "$end\n";
}

void VcdWriter::finish(std::int64_t end) {
    write_later(std::numeric_limits<std::int64_t>::max());
    if (end > time_) buffer_ += fmt::format("#{}\n", end);
    flush();
    staged_.write(declarations());
    std::string piece(std::size_t{1} << 20, '\0');
    for (off_t offset = 0;;) {
        const ssize_t size = ::pread(body_.get(), piece.data(), piece.size(), offset);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) fail(file_, errno);
        if (size == 0) break;
        staged_.write({piece.data(), static_cast<std::size_t>(size)});
        offset += size;
    }
    staged_.commit();
}

}  // namespace perth::cli
