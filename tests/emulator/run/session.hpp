// A session with a test image, in this process.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "cli/console/session.hpp"
#include "cli/emulator/qemu.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli {

/// What a session came to.
struct Outcome {
    Ending ending;
    std::string shown;
};

inline QemuPlan test_image(const std::string& name) {
    return {.machine = "netduinoplus2",
            .serial = 0,
            .elf = std::string(PERTH_TEST_FIRMWARE "/") + name + ".elf",
            .semihosting = true};
}

/// A file in memory that takes what a session shows; marks of resets stand in it, too.
class Shown {
public:
    Shown() : file_(::memfd_create("shown", MFD_CLOEXEC)) {}

    [[nodiscard]] int fd() const noexcept { return file_.get(); }
    void add(std::string_view text) {
        EXPECT_EQ(::write(fd(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    [[nodiscard]] std::string text() const {
        std::string text(static_cast<std::size_t>(::lseek(fd(), 0, SEEK_END)), '\0');
        EXPECT_EQ(::pread(fd(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
        return text;
    }

private:
    Handle file_;
};

/// Runs a test image; its input is /dev/null or `input`.
inline Outcome run_image(const std::string& name, ConsoleView& view, SessionTerms terms) {
    QemuGuest guest(test_image(name));
    Shown shown;
    terms.out = shown.fd();
    terms.mark = [&shown](std::string_view text) { shown.add(std::string(text) + "\n"); };
    Ending ending = run_session(guest, view, terms);
    return {.ending = std::move(ending), .shown = shown.text()};
}

}  // namespace perth::cli
