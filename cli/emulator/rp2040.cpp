#include "cli/emulator/rp2040.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* driver_file = "rp2040.mjs";

/// How long the driver may take to end its record once nobody listens: it gives itself half.
constexpr std::chrono::milliseconds record_patience{1000};

/// Returns `text` without the empty lines at its end.
std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(" \r\n") + 1);
    return text;
}

std::string require_node() {
    const auto found = find_program("node");
    if (!found) {
        throw Error({.what = "Node.js is not installed",
                     .why = "the RP2040's emulator runs in it, and there is no node on the PATH",
                     .hint = "sudo apt install nodejs npm",
                     .exit = Exit::missing_tool});
    }
    return found->string();
}

/// Returns the rest of `text` behind `word` and a space.
std::optional<std::string_view> behind(std::string_view text, std::string_view word) {
    if (!text.starts_with(word)) return std::nullopt;
    text.remove_prefix(word.size());
    if (text.starts_with(' ')) text.remove_prefix(1);
    return text;
}

/// Returns the driver's name for the board's console.
std::string console_of(const Board& board) {
    if (!board.console) return "uart0";
    if (board.console->usb) return "usb";
    return board.console->uart == "UART1" ? "uart1" : "uart0";
}

}  // namespace

DriverPlaces driver_places(const fs::path& data) {
    DriverPlaces places{.installed = data / "emulator" / "rp2040", .built = {}};
    std::error_code failure;
    const fs::path executable = fs::read_symlink("/proc/self/exe", failure);
    if (!failure) places.built = executable.parent_path() / "emulator" / "rp2040";
    return places;
}

std::optional<fs::path> find_driver_folder(const DriverPlaces& places) {
    std::error_code ignored;
    for (const fs::path& folder : {places.installed, places.built}) {
        if (!folder.empty() && fs::is_regular_file(folder / driver_file, ignored)) return folder;
    }
    return std::nullopt;
}

bool has_rp2040js(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_regular_file(folder / "node_modules/rp2040js/package.json", ignored);
}

std::vector<std::string> package_command(const fs::path& folder) {
    std::vector<std::string> command = {"npm", "ci", "--ignore-scripts", "--prefix",
                                        folder.string()};
    if (::access(folder.c_str(), W_OK) != 0) command.insert(command.begin(), "sudo");
    return command;
}

fs::path find_rp2040_driver(const DriverPlaces& places) {
    const auto folder = find_driver_folder(places);
    if (!folder) {
        throw Error(
            {.what = "the RP2040's emulator is not there",
             .why = fmt::format("there is no {} in {}", driver_file, places.installed.string()),
             .hint = "install perth again",
             .exit = Exit::missing_tool});
    }
    (void)require_node();
    if (!has_rp2040js(*folder)) {
        throw Error(
            {.what = "the RP2040's emulator is not complete: rp2040js is missing",
             .why = fmt::format("there is no {}", (*folder / "node_modules" / "rp2040js").string()),
             .hint = shell_quoted(package_command(*folder)),
             .exit = Exit::missing_tool});
    }
    return *folder / driver_file;
}

Rp2040Plan rp2040_plan(const Board& board, const fs::path& elf, const fs::path& data) {
    const MemoryRegion* const flash = board.region("flash");
    return {.driver = find_rp2040_driver(driver_places(data)),
            .elf = elf,
            .console = console_of(board),
            .flash_bytes = flash == nullptr ? 0 : flash->size};
}

std::vector<std::string> rp2040_arguments(const Rp2040Plan& plan, const Rp2040Files& files) {
    std::vector<std::string> args = {require_node(), plan.driver.string(), plan.elf.string(),
                                     "--console", plan.console};
    const auto add = [&args](const char* option, std::string value) {
        args.insert(args.end(), {option, std::move(value)});
    };
    if (plan.console == "usb") args.emplace_back("--usb-at-once");
    add("--terminal", fmt::format("fd:{}", files.console));
    add("--control", fmt::format("fd:{}", files.control));
    if (plan.flash_bytes != 0) add("--flash", std::to_string(plan.flash_bytes));
    if (plan.limit) add("--for", fmt::format("{}us", plan.limit->count()));
    if (plan.realtime) args.emplace_back("--realtime");
    if (plan.gdb) add("--gdb", std::to_string(*plan.gdb));
    if (plan.gdb_listener >= 0) add("--gdb", fmt::format("fd:{}", plan.gdb_listener));
    for (const std::string& argument : plan.arguments) add("--arg", argument);
    if (files.stimulus >= 0) add("--stimulus", fmt::format("/proc/self/fd/{}", files.stimulus));
    if (files.record >= 0) add("--record", fmt::format("fd:{}", files.record));
    return args;
}

Rp2040Guest::Rp2040Guest(const Rp2040Plan& plan)
    : console_(make_socket_pair()),
      control_(make_socket_pair()),
      words_pipe_(make_socket_pair()),
      stimulus_(stimulus_file(plan.stimulus)),
      record_(plan.recording),
      process_({.args = rp2040_arguments(plan, {.console = console_.theirs.get(),
                                                .control = control_.theirs.get(),
                                                .stimulus = stimulus_.get(),
                                                .record = record_.theirs()})},
               words_pipe_.theirs.get(), -1) {
    console_.theirs.close();
    control_.theirs.close();
    words_pipe_.theirs.close();
    stimulus_.close();
    record_.close_theirs();
}

Rp2040Guest::~Rp2040Guest() {
    // A driver that waits for its console to be read, or for a word from us, goes on and ends.
    console_.ours.close();
    control_.ours.close();
}

std::vector<int> Rp2040Guest::service() const {
    std::vector<int> fds = {words_pipe_.ours.get(), control_.ours.get()};
    if (record_.wants_service()) fds.push_back(record_.fd());
    return fds;
}

void Rp2040Guest::serve() {
    record_.serve();
    if (words_pipe_.ours.is_open() && !words_.read_from(words_pipe_.ours.get())) {
        words_pipe_.ours.close();
    }
    std::array<char, 256> piece{};
    while (control_.ours.is_open()) {
        const ssize_t size = ::read(control_.ours.get(), piece.data(), piece.size());
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (size <= 0) {
            control_.ours.close();
            return;
        }
        for (const char byte : std::string_view(piece.data(), static_cast<std::size_t>(size))) {
            if (byte == '\n')
                take_line(std::exchange(line_, {}));
            else
                line_ += byte;
        }
    }
}

void Rp2040Guest::take_line(std::string_view line) {
    if (line.starts_with("reset"))
        held_ = true;
    else
        ending_ = line;
}

void Rp2040Guest::restart() {
    held_ = false;
    [[maybe_unused]] const ssize_t sent = ::send(control_.ours.get(), "go\n", 3, MSG_NOSIGNAL);
}

void Rp2040Guest::close_record() {
    console_.ours.close();  // the driver ends at that, with its record
    record_.drain_to_end(record_patience);
}

GuestEnd Rp2040Guest::end() {
    GuestEnd result = process_.end();
    record_.drain();
    serve();
    result.words = trimmed(words_.text());
    if (ending_ == "over") return {.code = 0, .signal = {}, .time_over = true, .words = {}};
    if (const auto reason = behind(ending_, "lockup")) {
        return {.code = 0,
                .signal = SIGABRT,
                .time_over = false,
                .words = fmt::format("Lockup: {}", *reason)};
    }
    if (ending_ == "bootloader") {
        throw Error({.what = "the firmware went to the chip's USB bootloader",
                     .why = "the emulator has none"});
    }
    if (!ending_.starts_with("exit") && !result.signal) {
        throw Error(
            {.what = "the RP2040's emulator could not run the firmware", .why = result.words});
    }
    return result;
}

}  // namespace perth::cli
