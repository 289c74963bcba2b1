// The simulated board's console and memory, and the port's functions that they stand behind.
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chip.hpp"
#include "clock.hpp"
#include "host.hpp"
#include "perth/base/panic.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/thread.hpp"
#include "perth/hal/trace.hpp"
#include "record.hpp"
#include "stimulus.hpp"

namespace perth {

namespace host {
namespace {

constexpr std::size_t largest_task_memory = std::size_t{1} << 20;
alignas(2 * sizeof(void*)) constinit std::array<char, largest_task_memory> task_memory{};

struct State {
    std::mutex mutex;  // threads write the console, too
    bool capture = false;
    std::string output;
    std::string input;
    hal::Callback on_receive;
    std::size_t task_memory_size = largest_task_memory;
};

State& state() noexcept {
    static State instance;
    return instance;
}

void read_stdin() {
    std::array<char, 256> buffer;
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size > 0) {
        board().type({buffer.data(), static_cast<std::size_t>(size)});
    } else if (size == 0 || errno != EINTR) {
        simulated_clock().listen(-1, {});
    }
}

/// What perth run says; see host.hpp. Before main.
[[maybe_unused]] const bool configured = [] {
    if (std::getenv("PERTH_REALTIME") != nullptr) simulated_clock().restart(Pace::wall_clock);
    if (const char* const limit = std::getenv("PERTH_FOR_US")) {
        simulated_clock().end_at(std::strtoll(limit, nullptr, 10));
    }
    if (const char* const fd = std::getenv("PERTH_RECORD")) {
        record().write_to(static_cast<int>(std::strtol(fd, nullptr, 10)));
        std::atexit([] { record().end(); });
    }
    if (const char* const path = std::getenv("PERTH_STIMULUS")) play_stimulus(path);
    return true;
}();

}  // namespace

Board& board() noexcept {
    static Board instance;
    return instance;
}

void Board::restart(Pace pace) {
    State& all = state();
    all.output.clear();
    all.input.clear();
    all.on_receive = {};
    simulated_clock().restart(pace);
    restart_pads();
    restart_uarts();
    restart_i2c();
    restart_spi();
    restart_adc();
    restart_pwm();
    restart_flash();
    restart_rtc();
    restart_watchdog();
    restart_identity();
}

void Board::at(Microseconds time, std::function<void()> action) {
    simulated_clock().at(time.count(), std::move(action));
}

void Board::capture_console(bool capture) { state().capture = capture; }

const std::string& Board::console() const noexcept { return state().output; }

void Board::type(std::string_view text) {
    state().input += text;
    simulated_clock().interrupt(state().on_receive);
}

void Board::capture_record(bool capture) { host::record().capture(capture); }

std::string Board::record() const { return host::record().text(); }

void Board::end_at(Microseconds time) noexcept { simulated_clock().end_at(time.count()); }

void Board::set_task_memory(std::size_t bytes) noexcept {
    state().task_memory_size = std::min(bytes, largest_task_memory);
}

std::size_t Board::idles() const noexcept { return simulated_clock().idles(); }

}  // namespace host

namespace hal {

namespace {

// There is one alarm and one scheduler that idles.
void check_main_thread() noexcept {
    if (current_thread() != nullptr) panic("scheduler runs in a thread");
}

}  // namespace

using host::simulated_clock;
using host::state;

std::int64_t now() noexcept { return simulated_clock().now(); }
void set_alarm(std::int64_t due, Attention& attention) noexcept {
    check_main_thread();
    simulated_clock().set_alarm(due, attention);
}
void idle() noexcept {
    check_main_thread();
    const perth::detail::TracedSleep note;
    simulated_clock().idle();
}
void wake() noexcept { simulated_clock().wake(); }
void busy_wait(std::int64_t duration) noexcept {
    if (current_thread() != nullptr) return sleep_thread_until(now() + duration);
    simulated_clock().busy_wait(duration);
}
void serve_interrupts() noexcept { simulated_clock().serve_interrupts(); }
bool in_interrupt() noexcept { return simulated_clock().in_interrupt(); }

Scheduler*& current_scheduler() noexcept {
    thread_local Scheduler* scheduler = nullptr;
    return scheduler;
}

void* task_memory_begin() noexcept { return host::task_memory.data(); }
void* task_memory_end() noexcept { return host::task_memory.data() + state().task_memory_size; }

void exit(int code) noexcept {
    host::record().end();
    std::_Exit(code);
}
void reset() noexcept { exit(0); }
void reset_to_bootloader() noexcept { exit(0); }
void halt_in_panic() noexcept { exit(1); }

void console_write(const char* text, std::size_t size) noexcept {
    const std::lock_guard guard(state().mutex);
    if (state().capture) {
        state().output.append(text, size);
    } else {
        host::record().flush();  // who acts on the text knows what happened before
        host::write_all(STDOUT_FILENO, {text, size});
    }
}
void console_panic_write(const char* text, std::size_t size) noexcept {
    host::write_all(state().capture ? STDERR_FILENO : STDOUT_FILENO, {text, size});
}
std::size_t console_read(char* buffer, std::size_t size) noexcept {
    std::string& input = state().input;
    const std::size_t count = input.copy(buffer, size);
    input.erase(0, count);
    return count;
}
void console_on_receive(Callback callback) noexcept {
    state().on_receive = callback;
    simulated_clock().listen(STDIN_FILENO, host::read_stdin);
}
void panic_dump_registers() noexcept {}  // a core dump tells more

const std::uint8_t* build_id(std::size_t& size) noexcept {
    struct Found {
        const std::uint8_t* bytes = nullptr;
        std::size_t size = 0;
    } found;
    ::dl_iterate_phdr(
        [](dl_phdr_info* object, std::size_t, void* result) {
            for (int i = 0; i < object->dlpi_phnum; ++i) {
                const ElfW(Phdr)& segment = object->dlpi_phdr[i];
                if (segment.p_type != PT_NOTE) continue;
                const auto* at =
                    reinterpret_cast<const std::uint8_t*>(object->dlpi_addr + segment.p_vaddr);
                for (std::size_t offset = 0; offset + sizeof(ElfW(Nhdr)) <= segment.p_memsz;) {
                    ElfW(Nhdr) note;
                    std::memcpy(&note, at + offset, sizeof note);
                    const std::size_t name = offset + sizeof note;
                    const std::size_t description = name + (std::size_t{note.n_namesz} + 3) / 4 * 4;
                    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
                        std::memcmp(at + name, "GNU", 4) == 0) {
                        *static_cast<Found*>(result) = {at + description, note.n_descsz};
                        return 1;
                    }
                    offset = description + (std::size_t{note.n_descsz} + 3) / 4 * 4;
                }
            }
            return 1;  // the program itself comes first; its libraries do not matter
        },
        &found);
    size = found.size;
    return found.bytes;
}

}  // namespace hal
}  // namespace perth
