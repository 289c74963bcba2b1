// What Ninja prints, told apart: progress, and what compilers and linkers say.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace perth::cli {

/// Takes Ninja's output in pieces, lines in any cut.
class NinjaOutput {
public:
    struct Listener {
        std::function<void(std::size_t done, std::size_t total)> progress;
        std::function<void(std::string_view line)> step;     ///< what is done now, or its command
        std::function<void(std::string_view line)> message;  ///< a tool's own words
    };

    explicit NinjaOutput(Listener listener) : listener_(std::move(listener)) {}

    /// What Ninja puts before each step; the value for NINJA_STATUS.
    static constexpr const char* status = "[%f/%t] ";

    void feed(std::string_view piece);
    /// Takes a last line without an end.
    void finish();

private:
    void line(std::string_view text);
    bool is_step(std::string_view text);

    Listener listener_;
    std::string rest_;
    bool command_follows_ = false;  ///< the line after "FAILED: …" is the command
};

}  // namespace perth::cli
