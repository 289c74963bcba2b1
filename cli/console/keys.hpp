// What a person types: text for the firmware, and commands for perth behind Ctrl-T.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// The commands behind Ctrl-T.
enum class Key {
    quit,
    reset,
    bootloader,
    flash,
    pause,
    timestamps,
    hex,
    log,
    send,
    clear,
    statistics,
    help,
};

/// What was typed before a command, and the command.
struct Typed {
    std::string text;
    std::optional<Key> key;  ///< nothing: only text
};

/// Takes commands out of what is typed.
class Keys {
public:
    /// `offered` are the commands there are; any other key behind Ctrl-T asks for help.
    explicit Keys(std::vector<Key> offered) : offered_(std::move(offered)) {}

    /// Returns what these bytes mean, in order. Ctrl-T twice is Ctrl-T for the firmware.
    [[nodiscard]] std::vector<Typed> take(std::string_view bytes);
    /// Returns the list of commands, a line each.
    [[nodiscard]] std::string help() const;

private:
    [[nodiscard]] Key key_of(char letter) const;

    std::vector<Key> offered_;
    bool after_prefix_ = false;
};

}  // namespace perth::cli
