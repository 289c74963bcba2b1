// What a failing call says, as one value to compare.
#pragma once

#include <string>

#include "cli/support/error.hpp"

namespace perth::cli {

/// Returns Error::text() of what `action` throws, or "no error".
template <typename Action>
std::string error_text(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.text();
    }
    return "no error";
}

/// Returns the exit code of the `Error` that `action` throws, or Exit::done.
template <typename Action>
Exit error_exit(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.parts().exit;
    }
    return Exit::done;
}

}  // namespace perth::cli
