#include "cli/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "cli/support/handle.hpp"
#include "cli/support/signals.hpp"
#include "cli/support/spawn.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr int poll_period_ms = 50;  // where watch_end() has nothing

Handle open_null() { return Handle(::open("/dev/null", O_RDWR | O_CLOEXEC)); }

void never_block(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

/// A started child that does not outlive its owner.
class Guard {
public:
    explicit Guard(pid_t pid) noexcept : pid_(pid) {}
    ~Guard() {
        if (pid_ > 0) end_group(pid_);
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    int wait() { return reap(std::exchange(pid_, -1)).value_or(0); }

private:
    pid_t pid_;
};

/// Feeds a child and listens to it until it has ended.
class Conversation {
public:
    Conversation(std::string_view input, Handle in, Handle out, Handle err,
                 const std::function<void(std::string_view)>& on_output)
        : input_(input), in_(std::move(in)), on_output_(on_output) {
        out_.handle = std::move(out);
        err_.handle = std::move(err);
        for (const int fd : {in_.get(), out_.handle.get(), err_.handle.get()}) {
            if (fd >= 0) never_block(fd);
        }
    }

    void hold(pid_t pid) {
        const Handle ended = watch_end(pid);
        while (out_.handle.is_open() || err_.handle.is_open() || ended.is_open()) {
            std::array<pollfd, 5> entries = {{{in_.get(), POLLOUT, 0},
                                              {out_.handle.get(), POLLIN, 0},
                                              {err_.handle.get(), POLLIN, 0},
                                              {ended.get(), POLLIN, 0},
                                              {interrupt_fd(), POLLIN, 0}}};
            const int ready = ::poll(entries.data(), entries.size(), -1);
            check_interrupt();
            if (ready < 0) continue;
            if (entries[0].revents != 0) feed();
            if (entries[1].revents != 0) listen(out_);
            if (entries[2].revents != 0) listen(err_);
            // What a grandchild in the background still holds open is not waited for.
            if (entries[3].revents != 0) return finish();
        }
    }

    std::string take_out() { return std::move(out_.text); }
    std::string take_err() { return std::move(err_.text); }

private:
    struct Stream {
        Handle handle;
        std::string text;
    };

    void feed() {
        const ssize_t written = ::write(in_.get(), input_.data(), input_.size());
        if (written > 0) input_.remove_prefix(static_cast<std::size_t>(written));
        const bool refused = written < 0 && errno != EAGAIN && errno != EINTR;
        if (input_.empty() || refused) in_.close();
    }

    // Reads one piece. Returns whether there may be more at once.
    bool listen(Stream& stream) {
        std::array<char, 65536> piece;
        const ssize_t size = ::read(stream.handle.get(), piece.data(), piece.size());
        if (size < 0) return false;
        if (size == 0) {
            stream.handle.close();
            return false;
        }
        const std::string_view text(piece.data(), static_cast<std::size_t>(size));
        stream.text += text;
        if (on_output_) on_output_(text);
        return true;
    }

    void finish() {
        while (out_.handle.is_open() && listen(out_)) {
        }
        while (err_.handle.is_open() && listen(err_)) {
        }
    }

    std::string_view input_;
    Handle in_;
    Stream out_;
    Stream err_;
    const std::function<void(std::string_view)>& on_output_;
};

bool can_run(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

bool is_plain(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("_-+./,:=@%").find(c) != std::string_view::npos;
}

std::string quoted(std::string_view arg, bool is_first) {
    bool plain = !arg.empty();
    for (const char c : arg) plain = plain && is_plain(c) && !(is_first && c == '=');
    if (plain) return std::string(arg);
    std::string text = "'";
    for (const char c : arg) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

}  // namespace

std::optional<std::filesystem::path> find_program(std::string_view program) {
    if (program.find('/') != std::string_view::npos) {
        if (can_run(program)) return fs::path(program);
        return std::nullopt;
    }
    const char* variable = std::getenv("PATH");
    std::string_view rest = variable == nullptr ? "/usr/local/bin:/usr/bin:/bin" : variable;
    while (!program.empty() && !rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        const fs::path folder = end == 0 ? "." : rest.substr(0, end);
        if (can_run(folder / program)) return folder / program;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return std::nullopt;
}

Finished run(const Command& command, const std::function<void(std::string_view)>& on_output) {
    check_interrupt();
    Pipe in;
    if (!command.input.empty()) in = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    const Handle null = open_null();
    const int child_in = in.read.is_open() ? in.read.get() : null.get();
    const pid_t pid = start(command, {child_in, out.write.get(), err.write.get()});
    Guard guard(pid);
    in.read.close();
    out.write.close();
    err.write.close();
    Conversation talk(command.input, std::move(in.write), std::move(out.read), std::move(err.read),
                      on_output);
    talk.hold(pid);
    const int exit_code = guard.wait();
    return {.exit_code = exit_code, .out = talk.take_out(), .err = talk.take_err()};
}

Child::Child(const Command& command, int log, int input) {
    check_interrupt();
    const Handle null = open_null();
    const int output = log < 0 ? null.get() : log;
    pid_ = start(command, {input < 0 ? null.get() : input, output, output});
}

Child::~Child() { terminate(); }

std::optional<int> Child::poll() {
    if (!exit_code_) exit_code_ = reap(pid_, WNOHANG);
    return exit_code_;
}

int Child::wait() {
    const Handle ended = watch_end(pid_);
    while (!poll()) {
        std::array<pollfd, 2> entries = {{{ended.get(), POLLIN, 0}, {interrupt_fd(), POLLIN, 0}}};
        ::poll(entries.data(), entries.size(), ended.is_open() ? -1 : poll_period_ms);
        check_interrupt();
    }
    return *exit_code_;
}

void Child::terminate() {
    if (!exit_code_) exit_code_ = end_group(pid_);
}

std::string shell_quoted(const std::vector<std::string>& args) {
    std::string text;
    for (const auto& arg : args) {
        if (!text.empty()) text += ' ';
        text += quoted(arg, text.empty());
    }
    return text;
}

}  // namespace perth::cli
