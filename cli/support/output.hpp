// Bytes on their way to stdout and stderr: complete, in order, and with a verdict.
#pragma once

#include <string_view>

namespace perth::cli {

/// Thrown by write_out() when nobody reads stdout any more (`perth boards | head -1`); main ends
/// quietly, for whoever closed the pipe has seen enough.
struct OutputClosed {};

/// Writes all of `bytes` to stdout. A failure other than a closed pipe is an `Error`.
void write_out(std::string_view bytes);

/// Writes to stderr; there is nowhere to complain if that fails.
void write_err(std::string_view bytes) noexcept;

/// Makes sure that descriptors 0, 1 and 2 are taken, so that no file opened later becomes one of
/// them. What was closed stays unusable: writing to it fails as it would have.
void hold_standard_streams() noexcept;

}  // namespace perth::cli
