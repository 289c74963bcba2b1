// Group "File management" of SMP: the packed assets by their names, to be read. Linked only into a
// program that has assets.
//
// Source: Zephyr, "SMP Groups", "File management".
#include <algorithm>

#include "perth/diag/agent.hpp"
#include "perth/io/assets.hpp"

extern "C" {
/// Named by the build's assets.S, which so links this object.
extern const char perth_agent_files;
const char perth_agent_files = 0;
}

namespace perth::detail {
namespace {

using Content = std::span<const std::byte>;

constexpr std::uint32_t most_hashed = 64 * 1024;  // bytes a request, which bounds its time

/// The file that a request is about, and where in it.
struct Place {
    AgentStatus status;
    std::uint32_t offset = 0;
    Content content = {};  // from there on
};

/// Reads "name", which may begin with a slash, and "off", 0 if it is absent.
Place find_place(const CborMap& map) noexcept {
    std::uint32_t size = 0;
    const auto* name = reinterpret_cast<const char*>(map.find("name", CborMajor::text, size));
    if (name == nullptr) return {AgentStatus::invalid_value};
    std::string_view path(name, size);
    if (path.starts_with('/')) path.remove_prefix(1);
    const auto file = assets::open(path);
    if (!file) {
        return {file.error() == Errc::crc ? AgentStatus::corrupt : AgentStatus::no_entry};
    }
    std::uint32_t offset = 0;
    (void)map.find("off", CborMajor::natural, offset);
    if (offset > file->size()) return {AgentStatus::invalid_value};
    return {AgentStatus::ok, offset, file->subspan(offset)};
}

/// As zlib's.
std::uint32_t crc32(Content bytes) noexcept {
    std::uint32_t crc = ~0U;
    for (const std::byte byte : bytes) {
        crc ^= std::to_integer<std::uint32_t>(byte);
        for (unsigned bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB8'8320 & (0U - (crc & 1)));
    }
    return ~crc;
}

}  // namespace

/// {"name": path, "off": offset}: {"off", "data": what fits, "len": of the whole, at offset 0}.
AgentStatus agent_download(AgentRequest& request) noexcept {
    const Place place = find_place(request.map);
    if (place.status != AgentStatus::ok) return place.status;
    CborWriter& reply = request.reply;
    reply.number("off", place.offset);
    const auto left = static_cast<std::uint32_t>(place.content.size());
    if (place.offset == 0) reply.number("len", left);
    reply.text("data");
    constexpr std::size_t longest_head = 3;
    if (reply.left() < longest_head) return AgentStatus::too_big;
    const std::size_t size = std::min(place.content.size(), reply.left() - longest_head);
    reply.bytes({reinterpret_cast<const std::uint8_t*>(place.content.data()), size});
    return AgentStatus::ok;
}

/// {"name": path}: {"len": bytes}.
AgentStatus agent_file_status(AgentRequest& request) noexcept {
    const Place place = find_place(request.map);
    if (place.status != AgentStatus::ok) return place.status;
    request.reply.number("len", place.offset + static_cast<std::uint32_t>(place.content.size()));
    return AgentStatus::ok;
}

/// {"name": path, "type": "crc32", "off": offset, "len": at most so many bytes}, all but the first
/// optional: {"type", "off" unless 0, "len": bytes that it is of, "output": number}.
AgentStatus agent_file_hash(AgentRequest& request) noexcept {
    constexpr std::string_view type = "crc32";
    const Place place = find_place(request.map);
    if (place.status != AgentStatus::ok) return place.status;
    std::uint32_t size = 0;
    const auto* asked =
        reinterpret_cast<const char*>(request.map.find("type", CborMajor::text, size));
    if (asked != nullptr && std::string_view(asked, size) != type) {
        return AgentStatus::invalid_value;
    }
    size = most_hashed;
    (void)request.map.find("len", CborMajor::natural, size);
    const Content content =
        place.content.first(std::min<std::size_t>({size, most_hashed, place.content.size()}));
    request.reply.text("type", type);
    if (place.offset != 0) request.reply.number("off", place.offset);
    request.reply.number("len", static_cast<std::uint32_t>(content.size()));
    request.reply.number("output", crc32(content));
    return AgentStatus::ok;
}

/// {"types": {name: {"format": 0, a number, "size": bytes}}}.
AgentStatus agent_file_hashes(AgentRequest& request) noexcept {
    CborWriter& reply = request.reply;
    reply.text("types");
    reply.begin_map();
    reply.text("crc32");
    reply.begin_map();
    reply.numbers("format\0size\0", {0, 4});
    reply.end();
    reply.end();
    return AgentStatus::ok;
}

/// They are part of the program: `perth sync --assets` replaces them.
AgentStatus agent_upload(AgentRequest&) noexcept { return AgentStatus::access_denied; }

}  // namespace perth::detail
