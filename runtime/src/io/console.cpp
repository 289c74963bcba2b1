// The console's text: its first line, what may begin a line, and the dump of a panic.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "perth/base/panic.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/hal/hal.hpp"
#include "perth/io/app.hpp"
#include "perth/io/print.hpp"

namespace perth::detail {

namespace {

using Writer = void (*)(const char* text, std::size_t size) noexcept;

constinit bool started = false;
constinit bool at_line_start = true;

void write(Writer writer, std::string_view text) noexcept { writer(text.data(), text.size()); }

void write_hex(Writer writer, std::uintptr_t value, unsigned digits) noexcept {
    std::array<char, 2 * sizeof value> text;
    for (unsigned i = digits; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
    writer(text.data(), digits);
}

void write_decimal(Writer writer, std::uintptr_t value) noexcept {
    std::array<char, 20> text;
    std::size_t begin = text.size();
    do {
        text[--begin] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    writer(text.data() + begin, text.size() - begin);
}

void write_build_id(Writer writer, std::size_t most_bytes) noexcept {
    std::size_t size = 0;
    const std::uint8_t* const id = hal::build_id(size);
    for (std::size_t i = 0; i < size && i < most_bytes; ++i) write_hex(writer, id[i], 2);
}

void start_console() noexcept {
    started = true;
    const Writer writer = hal::console_write;
    write(writer, "-- ");
    write(writer, app::name);
    write(writer, " ");
    write(writer, app::version);
    write(writer, ", build ");
    write_build_id(writer, 4);
    write(writer, "\n");
}

/// Lines that begin with one of these bytes are the agent's frames (06 09 or 04 14), or the
/// deferred log's (02).
constexpr bool is_reserved(char first) noexcept {
#ifdef PERTH_LOG_DEFERRED
    if (first == '\x02') return true;
#endif
    return first == '\x06' || first == '\x04';
}

constexpr std::string_view quoted(char reserved) noexcept {
#ifdef PERTH_LOG_DEFERRED
    if (reserved == '\x02') return "\\x02";
#endif
    return reserved == '\x06' ? "\\x06" : "\\x04";
}

constexpr std::string_view text_of(Panic reason) noexcept {
    switch (reason) {
        case Panic::out_of_task_memory:
            return "out of task memory";
        case Panic::task_used_twice:
            return "task awaited or started twice";
        case Panic::scheduler_running:
            return "scheduler destroyed while it runs";
        case Panic::scheduler_dying:
            return "task created in a scheduler that is being destroyed";
        case Panic::no_scheduler:
            return "no scheduler runs here";
        case Panic::too_many_handles:
            return "more than 255 handles of a task";
        case Panic::result_without_value:
            return "result without value";
        case Panic::exception_in_task:
            return "exception in a task";
        case Panic::pad_in_use:
            return "pad in use";
        case Panic::destroyed_while_awaited:
            return "destroyed while a task waits for it";
#ifdef PERTH_DEBUG
        case Panic::in_interrupt:
            return "called in an interrupt that must not";
#endif
    }
    return "unknown";
}

}  // namespace

void console_text(std::string_view text) noexcept {
    if (!started) start_console();
    while (!text.empty()) {
        if (at_line_start && is_reserved(text.front())) {
            write(hal::console_write, quoted(text.front()));
            text.remove_prefix(1);
            at_line_start = false;
            continue;
        }
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        hal::console_write(text.data(), end);
        at_line_start = text[end - 1] == '\n';
        text.remove_prefix(end);
    }
}

void console_bytes(std::string_view bytes) noexcept {
    if (!started) start_console();
    write(hal::console_write, bytes);
    at_line_start = bytes.ends_with('\n');
}

void console_frame(std::string_view lines) noexcept {
    if (!started) start_console();
    if (!at_line_start) write(hal::console_write, "\n");
    at_line_start = true;
    write(hal::console_write, lines);
}

void print_dump_context() noexcept {
    const Writer writer = hal::console_panic_write;
    write(writer, "@perth build ");
    write_build_id(writer, 20);
    std::uint16_t id = 0;
    const void* name = nullptr;
    if (running_task(id, name)) {
        write(writer, "\n@perth task ");
        write_decimal(writer, id);
        write(writer, " ");
        write_hex(writer, reinterpret_cast<std::uintptr_t>(name), 2 * sizeof name);
    }
    write(writer, "\n");
}

void print_panic(Panic reason, const char* what, std::uintptr_t a, std::uintptr_t b) noexcept {
    const Writer writer = hal::console_panic_write;
    if (what == nullptr && reason == Panic::out_of_task_memory) {
        a = frame_pool.refused();
        b = frame_pool.untouched();
    }
    write(writer, "\n@perth panic ");
    write(writer, what != nullptr ? std::string_view(what) : text_of(reason));
    write(writer, ": ");
    if (what == nullptr && reason == Panic::pad_in_use) {
        write(writer, reinterpret_cast<const char*>(a));
    } else {
        write_decimal(writer, a);
        write(writer, " ");
        write_decimal(writer, b);
    }
    write(writer, "\n");
    print_dump_context();
    hal::panic_dump_registers();
    write(writer, "@perth end\n");
}

void print_unretrieved(std::uint16_t id, const void* name, Errc error) noexcept {
    println("@perth unretrieved task {} {:08x}: {}", id, reinterpret_cast<std::uintptr_t>(name),
            perth::name(error));
}

void print_excess(unsigned ident, unsigned instances) noexcept {
    println("Monitor ident: {}{} instances: {}.", ident / 10, ident % 10, instances);
}

}  // namespace perth::detail
