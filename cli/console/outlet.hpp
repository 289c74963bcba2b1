// What waits to be written to stdout and stderr.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace perth::cli {

/// Writes to two descriptors in the order in which texts were added, without ever blocking: whoever
/// owns it waits with poll(2).
class Outlet {
public:
    Outlet(int out, int err) : out_(out), err_(err) {}

    void out(std::string_view bytes) { add(out_, bytes); }
    void err(std::string_view bytes) { add(err_, bytes); }

    [[nodiscard]] bool is_empty() const noexcept { return waiting_.empty(); }
    /// Returns how many bytes wait.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Keeps everything until it is called again with false.
    void hold(bool held) noexcept { held_ = held; }
    [[nodiscard]] bool is_held() const noexcept { return held_; }
    /// Returns the descriptor that has to take bytes next; -1 if nothing waits or all is held.
    [[nodiscard]] int fd() const noexcept;
    /// Returns the descriptor of stdout.
    [[nodiscard]] int out_fd() const noexcept { return out_; }

    /// Writes what is taken at once. Returns false if nobody reads any more; what waited is gone.
    /// Another failure to write to stdout is an `Error`.
    bool write();

private:
    struct Piece {
        int fd;
        std::string text;
        std::size_t done;
    };

    void add(int fd, std::string_view bytes);
    [[nodiscard]] bool write_some(Piece& piece, bool& open);

    int out_;
    int err_;
    std::deque<Piece> waiting_;
    std::size_t size_ = 0;
    bool held_ = false;
};

}  // namespace perth::cli
