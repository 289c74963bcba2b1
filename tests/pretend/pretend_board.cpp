// Runs a command, or a shell, in which a board seems to be plugged in that is not there: its
// bootloader is a model behind umockdev, its program runs in QEMU.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/pretend/console.hpp"
#include "tests/usb/testbed.hpp"

namespace perth {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* usage =
    R"(usage: pretend-board BOARD [--protected] [--flash FILE] [--fast] [--] [COMMAND...]

Runs COMMAND (your shell) with a pretend board in its USB bootloader. What is flashed is started in
QEMU, its console on the terminal $PRETEND_CONSOLE; `perth flash --device` that terminal asks the
program for its bootloader. `kill -USR1 $PRETEND_BOARD` presses BOOT0 and reset.

  BOARD         pyboard-v10, pyboard-v11 or netduino-plus-2
  --protected   the chip is read-protected
  --flash FILE  what its flash holds, read at the start and written at the end
  --fast        the flash takes no time
)";

constexpr unsigned port = 2;

struct Options {
    std::string board;
    bool is_protected = false;
    bool is_fast = false;
    fs::path flash_file;
    std::vector<std::string> command;
};

/// Boards that an STM32F405 is on, and which of QEMU's serial ports their console is.
struct Known {
    const char* name;
    int serial;
};
constexpr Known known_boards[] = {{"pyboard-v10", 0}, {"pyboard-v11", 0}, {"netduino-plus-2", 1}};

const Known* find_board(const std::string& name) {
    const auto* const found = std::ranges::find(known_boards, name, &Known::name);
    return found == std::end(known_boards) ? nullptr : found;
}

// Set by a signal handler, which can reach nothing else.
std::atomic<bool> buttons_pressed = false;

std::vector<std::string> shell() {
    const char* const name = std::getenv("SHELL");
    return {name == nullptr ? "/bin/sh" : name};
}

std::optional<Options> parse(const std::vector<std::string>& arguments) {
    Options options;
    auto at = arguments.begin();
    for (; at != arguments.end() && (options.board.empty() || at->starts_with("--")); ++at) {
        if (*at == "--") {
            ++at;
            break;
        }
        if (*at == "--protected") {
            options.is_protected = true;
        } else if (*at == "--fast") {
            options.is_fast = true;
        } else if (*at == "--flash" && at + 1 != arguments.end()) {
            options.flash_file = *++at;
        } else if (options.board.empty() && find_board(*at) != nullptr) {
            options.board = *at;
        } else {
            return std::nullopt;
        }
    }
    options.command.assign(at, arguments.end());
    if (options.command.empty()) options.command = shell();
    if (options.board.empty()) return std::nullopt;
    return options;
}

/// The program of the board, running in QEMU.
class Program {
public:
    Program(const Known& board, const cli::Bytes& flash, Console& console) {
        const fs::path image = folder_.path() / "flash.bin";
        cli::write_file(image, std::string(flash.begin(), flash.end()));
        std::vector<std::string> arguments = {
            "qemu-system-arm", "-M",   "netduinoplus2", "-display", "none",
            "-monitor",        "none", "-kernel",       image};
        for (int i = 0; i < board.serial; ++i)
            arguments.insert(arguments.end(), {"-serial", "null"});
        const cli::Handle line = console.connect();
        const std::string chardev = fmt::format("socket,id=line,fd={}", line.get());
        arguments.insert(arguments.end(), {"-chardev", chardev, "-serial", "chardev:line"});
        // QEMU is not to be in the testbed.
        qemu_ = std::make_unique<cli::Child>(
            cli::Command{.args = std::move(arguments), .environment = {{"LD_PRELOAD", ""}}}, -1);
        fmt::print(stderr, "-- the board runs its program; its console is {}\n",
                   ::ptsname(console.master()));
    }

private:
    cli::TemporaryFolder folder_;
    std::unique_ptr<cli::Child> qemu_;
};

class PretendBoard {
public:
    explicit PretendBoard(const Options& options)
        : options_(options), known_(*find_board(options.board)), rom_(make_rom(options)) {
        if (fs::exists(options.flash_file)) load();
        testbed_.pass_through(::ptsname(console_.master()));
        ::setenv("PRETEND_CONSOLE", ::ptsname(console_.master()), 1);
        plug();
    }
    ~PretendBoard() {
        if (!options_.flash_file.empty()) save();
    }

    /// Does what has become due.
    void look() {
        if (buttons_pressed.exchange(false) || console_.goes_into_bootloader()) {
            program_.reset();
            testbed_.unplug(port);
            testbed_.with_models_at_rest([this] { rom_->enter(); });
            plug();
        }
        std::optional<cli::Bytes> flash;
        testbed_.with_models_at_rest([&] {
            if (rom_->started_at() && !program_) flash = rom_->flash();
        });
        if (flash) program_ = std::make_unique<Program>(known_, *flash, console_);
    }

private:
    static std::shared_ptr<fakes::Stm32Dfuse> make_rom(const Options& options) {
        fakes::Stm32Dfuse::Behaviour behaviour;
        behaviour.is_protected = options.is_protected;
        if (options.is_fast) behaviour.times = fakes::FlashTimes::none();
        return std::make_shared<fakes::Stm32Dfuse>(behaviour, std::chrono::steady_clock::now);
    }

    // A chip that resets itself, as after its protection was lifted, is in its bootloader again.
    void plug() {
        testbed_.plug(port, rom_, [rom = rom_]() -> fakes::UsbTestbed::Model {
            if (rom->started_at()) return nullptr;
            rom->enter();
            return rom;
        });
        fmt::print(stderr, "-- a pretend {} is in its bootloader, at USB place 1-{}\n",
                   options_.board, port);
    }

    void load() {
        const std::string content = cli::read_file(options_.flash_file);
        cli::Bytes& flash = rom_->flash();
        std::copy_n(content.begin(), std::min(content.size(), flash.size()), flash.begin());
    }

    void save() {
        testbed_.with_models_at_rest([this] {
            const cli::Bytes& flash = rom_->flash();
            cli::write_file(options_.flash_file, std::string(flash.begin(), flash.end()));
        });
    }

    Options options_;
    const Known& known_;
    std::shared_ptr<fakes::Stm32Dfuse> rom_;
    Console console_;
    fakes::UsbTestbed testbed_;
    std::unique_ptr<Program> program_;
};

void prepare_environment() {
    const fs::path folder = fs::path(PERTH_PROGRAM).parent_path();
    const char* const path = std::getenv("PATH");
    ::setenv("PATH", fmt::format("{}:{}", folder.string(), path == nullptr ? "" : path).c_str(), 1);
    ::setenv("PRETEND_BOARD", std::to_string(::getpid()).c_str(), 1);
    std::signal(SIGUSR1, [](int) { buttons_pressed = true; });
}

// The command has the terminal and its Ctrl-C; this program only waits.
int run(const Options& options) {
    prepare_environment();
    PretendBoard board(options);
    std::vector<char*> arguments;
    for (const auto& each : options.command) arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        ::execvp(arguments[0], arguments.data());
        std::perror(arguments[0]);
        ::_exit(127);
    }
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGQUIT, SIG_IGN);
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        board.look();
        std::this_thread::sleep_for(20ms);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace
}  // namespace perth

int main(int argc, char** argv) {
    perth::fakes::enter_testbed(argv);
    const auto options = perth::parse({argv + 1, argv + argc});
    if (!options) {
        std::fputs(perth::usage, stderr);
        return 2;
    }
    try {
        return perth::run(*options);
    } catch (const perth::cli::Error& error) {
        fmt::print(stderr, "{}\n", error.text());
        return 1;
    }
}
