#include "perth/io/assets.hpp"

#include <optional>

#include "perth/hal/journal.hpp"

extern "C" {
// Where the image may lie: of the build's memory.ld, or of the host's assets.S. Absent without
// assets.
[[gnu::weak]] extern const std::byte __perth_assets_start[];  // NOLINT
[[gnu::weak]] extern const std::byte __perth_assets_end[];    // NOLINT
}

namespace perth {
namespace detail {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t magic = 0x5453'4150;  // "PAST"
constexpr std::uint32_t version = 1;
constexpr std::size_t header_size = 20;
constexpr std::size_t entry_size = 20;

/// Reads the number at `at`, which lies within.
std::uint32_t number(Bytes bytes, std::size_t at) noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = value << 8 | std::to_integer<std::uint8_t>(bytes[at + i]);
    return value;
}

/// Returns the bytes that a pair of offset and size at `at` names; nothing if they are not there.
std::optional<Bytes> named(Bytes image, std::size_t at) noexcept {
    const std::uint32_t offset = number(image, at);
    const std::uint32_t size = number(image, at + 4);
    if (offset > image.size() || size > image.size() - offset) return std::nullopt;
    return image.subspan(offset, size);
}

/// Returns the whole image if its header is one, and what it says is there.
std::optional<Bytes> checked(Bytes room) noexcept {
    if (room.size() < header_size || number(room, 0) != magic || number(room, 4) != version) {
        return std::nullopt;
    }
    const std::uint32_t size = number(room, 8);
    if (size < header_size || size > room.size()) return std::nullopt;
    const Bytes image = room.first(size);
    return number(image, 12) <= (size - header_size) / entry_size ? std::optional(image)
                                                                  : std::nullopt;
}

/// Returns where the index ends: at the first content, or at the end.
std::size_t index_end(Bytes image, std::uint32_t files) noexcept {
    std::size_t end = image.size();
    for (std::uint32_t i = 0; i < files; ++i) {
        const std::uint32_t offset = number(image, header_size + i * entry_size + 8);
        if (offset < end) end = offset;
    }
    return end;
}

bool index_is_whole(Bytes image, std::uint32_t files) noexcept {
    const std::size_t end = index_end(image, files);
    if (end < header_size + files * entry_size || (end - header_size) % 4 != 0) return false;
    std::uint32_t crc = ~0U;
    for (std::size_t at = header_size; at < end; at += 4) {
        crc = hal::crc32_of(crc, number(image, at));
    }
    return ~crc == number(image, 16);
}

bool is_name(Bytes name, std::string_view path) noexcept {
    if (name.size() != path.size()) return false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (std::to_integer<char>(name[i]) != path[i]) return false;
    }
    return true;
}

}  // namespace

Result<Bytes> find_asset(Bytes room, std::string_view path) noexcept {
    const auto image = checked(room);
    if (!image) return Errc::no_device;
    const std::uint32_t files = number(*image, 12);
    if (!index_is_whole(*image, files)) return Errc::crc;
    for (std::uint32_t i = 0; i < files; ++i) {
        const std::size_t entry = header_size + i * entry_size;
        const auto name = named(*image, entry);
        const auto content = named(*image, entry + 8);
        if (!name || !content) return Errc::crc;
        if (is_name(*name, path)) return *content;
    }
    return Errc::end_of_stream;
}

}  // namespace detail

Result<std::span<const std::byte>> assets::open(std::string_view path) noexcept {
    if (__perth_assets_start == nullptr) return Errc::no_device;
    const auto* const start = __perth_assets_start;
    return detail::find_asset({start, static_cast<std::size_t>(__perth_assets_end - start)}, path);
}

}  // namespace perth
