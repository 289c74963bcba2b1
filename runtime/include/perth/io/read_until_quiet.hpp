// Reading what belongs together because it comes without a pause.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/core/task.hpp"
#include "perth/core/time.hpp"
#include "perth/io/stream.hpp"

namespace perth {

/// Reads until the buffer is full, the stream ends, or nothing has come for `quiet`; each arrival
/// begins that time anew. Gives how many bytes, maybe none.
///
///     perth::Task<> dump(perth::Scheduler&, perth::Stream& line) {
///         std::uint8_t buffer[64];
///         const auto size = co_await perth::read_until_quiet(line, buffer, 100ms);
///         if (size) perth::println("{} bytes", *size);
///     }
///
/// Errors: those of Stream::read_some(), if nothing came before. Cancel: what came until then is in
/// the buffer. Memory: a frame while it is awaited.
/// Source: MicroPython asynchronous tutorial, StreamReaderTo.
Task<Result<std::size_t>> read_until_quiet(Stream& stream, std::span<std::uint8_t> buffer,
                                           Duration quiet);

}  // namespace perth
