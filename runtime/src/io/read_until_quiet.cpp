#include "perth/io/read_until_quiet.hpp"

#include "perth/sync/with_timeout.hpp"

namespace perth {

Task<Result<std::size_t>> read_until_quiet(Stream& stream, std::span<std::uint8_t> buffer,
                                           Duration quiet) {
    std::size_t size = 0;
    while (size < buffer.size()) {
        const auto read = co_await with_timeout(quiet, stream.read_some(buffer.subspan(size)));
        if (!read) {
            if (size == 0 && read.error() != Errc::timeout) co_return read.error();
            break;
        }
        size += *read;
    }
    co_return size;
}

}  // namespace perth
