#include "cli/emulator/run_to_end.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

/// Returns whether there was something.
bool read_console(int console, const std::function<void(std::string_view)>& on_output) {
    std::array<char, 4096> piece{};
    const ssize_t size = ::read(console, piece.data(), piece.size());
    if (size <= 0) return false;
    on_output({piece.data(), static_cast<std::size_t>(size)});
    return true;
}

void wait(const Guest& guest) {
    std::vector<pollfd> entries = {
        {interrupt_fd(), POLLIN, 0}, {guest.console(), POLLIN, 0}, {guest.ended(), POLLIN, 0}};
    for (const int fd : guest.service()) entries.push_back({fd, POLLIN, 0});
    ::poll(entries.data(), entries.size(), -1);
}

bool has_ended(const Guest& guest) {
    pollfd entry{guest.ended(), POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
}

}  // namespace

std::optional<GuestEnd> run_to_end(Guest& guest,
                                   const std::function<void(std::string_view)>& on_output) {
    for (;;) {
        check_interrupt();
        const bool is_over = has_ended(guest);  // what it printed before that is there to be read
        if (read_console(guest.console(), on_output)) continue;
        if (is_over) return guest.end();
        if (guest.is_held()) return std::nullopt;
        wait(guest);
        guest.serve();
    }
}

}  // namespace perth::cli
