#include "cli/debug/session.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

#include "cli/support/foreground.hpp"

namespace perth::cli {
namespace {

/// What an emulator prints and says while GDB has the terminal.
class Beside {
public:
    explicit Beside(const DebugTerms& terms) : terms_(terms), open_(terms.guest != nullptr) {}

    void add_to(std::vector<pollfd>& entries) const {
        if (!open_) return;
        entries.push_back({terms_.guest->console(), POLLIN, 0});
        for (const int fd : terms_.guest->service()) entries.push_back({fd, POLLIN, 0});
    }
    void serve() {
        if (!open_) return;
        terms_.guest->serve();
        read();
    }

private:
    /// Shows what there is; the console ends with the emulator, which may be long before GDB.
    void read() {
        std::array<char, 4096> piece{};
        for (;;) {
            const ssize_t size = ::read(terms_.guest->console(), piece.data(), piece.size());
            if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
            if (size <= 0) break;
            terms_.console({piece.data(), static_cast<std::size_t>(size)});
            check_interrupt();
        }
        open_ = false;
    }

    const DebugTerms& terms_;
    bool open_;
};

}  // namespace

int run_gdb(const Command& command, const DebugTerms& terms) {
    Foreground gdb(command, terms.out);
    Beside beside(terms);
    for (;;) {
        std::vector<pollfd> entries = {{gdb.ended(), POLLIN, 0}, {interrupt_fd(), POLLIN, 0}};
        beside.add_to(entries);
        const int ready = ::poll(entries.data(), entries.size(), -1);
        check_interrupt();
        if (ready < 0) continue;
        beside.serve();
        if (entries[0].revents != 0) return gdb.wait();
    }
}

}  // namespace perth::cli
