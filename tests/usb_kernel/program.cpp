#include "tests/usb_kernel/program.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace perth::usb_kernel {

cli::Finished run(std::vector<std::string> args, int limit) {
    args.insert(args.begin(), {"timeout", std::to_string(limit)});
    return cli::run({.args = std::move(args)});
}

cli::Finished sh(const std::string& line, int limit) { return run({"sh", "-c", line}, limit); }

std::vector<std::string> perth(std::vector<std::string> args) {
    args.insert(args.begin(), "/run/project/" PERTH_PROGRAM);
    return args;
}

Background::Background(std::vector<std::string> args, const std::string& input)
    : input_(::open(input.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)),
      output_(::memfd_create("output", MFD_CLOEXEC)),
      child_({.args = std::move(args)}, output_.get(), input_.get()) {
    input_.close();  // its own is enough; a port that we hold would keep its name after an unplug
}

std::string Background::output() const {
    std::string text;
    std::array<char, 4096> piece;
    for (off_t at = 0;; at = static_cast<off_t>(text.size())) {
        const ssize_t length = ::pread(output_.get(), piece.data(), piece.size(), at);
        if (length <= 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(length));
    }
}

}  // namespace perth::usb_kernel
