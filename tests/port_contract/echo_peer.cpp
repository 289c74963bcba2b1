// The other end of an echoing line.
//
//     echo_peer COUNT WINDOW text|binary COMMAND...
//
// runs COMMAND, whose standard input and output are the line. After the text "ready\n" it sends
// COUNT bytes and then a zero, and compares what comes back; at most WINDOW bytes are under way,
// because an emulator has no baud rate that would hold the sender back. Ends as the command does,
// or with 1 and a sentence.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <string_view>

namespace {

[[noreturn]] void fail(const std::string& what) {
    std::cerr << "echo_peer: " << what << '\n';
    std::exit(1);
}

struct Line {
    pid_t child;
    int to;
    int from;
};

Line start(char** command) {
    std::array<int, 2> to{};
    std::array<int, 2> from{};
    if (::pipe(to.data()) != 0 || ::pipe(from.data()) != 0) fail("no pipe");
    const pid_t child = ::fork();
    if (child < 0) fail("no process");
    if (child == 0) {
        ::dup2(to[0], STDIN_FILENO);
        ::dup2(from[1], STDOUT_FILENO);
        for (const int each : {to[0], to[1], from[0], from[1]}) ::close(each);
        ::execvp(*command, command);
        std::_Exit(127);
    }
    ::close(to[0]);
    ::close(from[1]);
    return {child, to[1], from[0]};
}

/// Returns what has come, "" at the end.
std::string read_some(const Line& line) {
    pollfd look = {line.from, POLLIN, 0};
    if (::poll(&look, 1, 20'000) <= 0) fail("nothing came for 20 s");
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(line.from, buffer.data(), buffer.size());
    return {buffer.data(), static_cast<std::size_t>(count < 0 ? 0 : count)};
}

std::string make_bytes(std::size_t count, bool is_binary) {
    std::minstd_rand random(1);
    std::uniform_int_distribution<int> byte(is_binary ? 1 : ' ', is_binary ? 255 : '~');
    std::string bytes;
    while (bytes.size() < count) bytes += static_cast<char>(byte(random));
    return bytes + '\0';
}

/// Waits for `text`; returns what came behind it.
std::string skip_to(const Line& line, std::string_view text) {
    std::string seen;
    for (;;) {
        const std::string more = read_some(line);
        if (more.empty()) fail("it ended without 'ready': " + seen);
        seen += more;
        if (const std::size_t at = seen.find(text); at != std::string::npos) {
            return seen.substr(at + text.size());
        }
    }
}

/// Returns what came behind the echo.
std::string exchange(const Line& line, const std::string& bytes, std::size_t window,
                     std::string echoed) {
    std::size_t sent = 0;
    while (echoed.size() < bytes.size()) {
        const std::size_t end = std::min(bytes.size(), echoed.size() + window);
        if (sent < end) {
            if (::write(line.to, bytes.data() + sent, end - sent) < 0) fail("it does not read");
            sent = end;
        }
        const std::string more = read_some(line);
        if (more.empty()) fail("it ended after " + std::to_string(echoed.size()) + " bytes");
        echoed += more;
        if (std::string_view(echoed).substr(0, sent) !=
            std::string_view(bytes).substr(0, std::min(echoed.size(), sent))) {
            fail("the echo differs before byte " + std::to_string(echoed.size()));
        }
    }
    return echoed.substr(bytes.size());
}

int end_of(const Line& line, std::string rest) {
    for (std::string more = read_some(line); !more.empty(); more = read_some(line)) rest += more;
    std::cout << rest;
    int status = 0;
    ::waitpid(line.child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int main(int count, char** words) {
    if (count < 5) fail("COUNT WINDOW text|binary COMMAND...");
    const std::string bytes =
        make_bytes(std::strtoul(words[1], nullptr, 10), std::string_view(words[3]) == "binary");
    const Line line = start(words + 4);
    const std::string early = skip_to(line, "ready\n");
    const auto began = std::chrono::steady_clock::now();
    std::string rest = exchange(line, bytes, std::strtoul(words[2], nullptr, 10), early);
    const std::chrono::duration<double> lasted = std::chrono::steady_clock::now() - began;
    std::cout << bytes.size() << " bytes there and back in " << lasted.count() << " s\n";
    return end_of(line, std::move(rest));
}
