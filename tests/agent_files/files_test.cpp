// The agent's image and file groups, asked as mcumgr asks. Requests in base64 are from the
// protocol's published examples; keys and status codes are those of Zephyr's "SMP Groups":
// "Application/software image management group" and "File management".
#include <fmt/format.h>

#include <algorithm>

#include "cli/agent/cbor.hpp"
#include "cli/project/assets.hpp"
#include "cli/support/crc32.hpp"
#include "cli/support/files.hpp"
#include "perth/diag/agent.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/runtime/diag/agent_wire.hpp"
#include "tests/runtime/runtime_test.hpp"

// As the build's assets.S: room for an image, and the name that links the files' commands.
asm(".pushsection .data\n"
    ".balign 4\n"
    ".globl __perth_assets_start, __perth_assets_end\n"
    "__perth_assets_start: .space 65536 * 2\n"
    "__perth_assets_end:\n"
    ".popsection");
extern "C" {
extern std::byte __perth_assets_start[], __perth_assets_end[];  // NOLINT
extern const char perth_agent_files;
}

namespace perth {
namespace {

using cli::Bytes;
using cli::CborMapWriter;
using cli::CborValue;
using detail::AgentStatus;
using test::ask;
using test::SmpPacket;
using Op = SmpPacket::Op;

[[gnu::used]] const char* const linked = &perth_agent_files;
constexpr std::uint16_t images = detail::agent_group_image;
constexpr std::uint16_t files = detail::agent_group_files;

Bytes rc(AgentStatus status) {
    return {0xBF, 0x62, 'r', 'c', static_cast<std::uint8_t>(status), 0xFF};
}

/// What comes back to a line from a published example, without its marker and line feed.
SmpPacket heard(const std::string& base64) {
    const test::Heard all = test::send("\x06\x09" + base64 + "\n");
    EXPECT_EQ(all.replies.size(), 1U);
    return all.replies.empty() ? SmpPacket{} : all.replies.front();
}

class FilesOfTheAgent : public RuntimeTest {
protected:
    FilesOfTheAgent() {
        std::filesystem::create_directory(folder_.path() / "lfs");
        cli::write_file(folder_.path() / "lfs/a.txt", "hello, world\n");
        std::string large;
        for (unsigned i = 0; i < 70'000; ++i) large += static_cast<char>(i * 7 >> 3);
        large_ = {large.begin(), large.end()};
        cli::write_file(folder_.path() / "large.bin", large);
        cli::write_file(folder_.path() / "empty", "");
        const Bytes image = cli::pack_assets(cli::asset_files({{folder_.path(), ""}}));
        std::transform(image.begin(), image.end(), __perth_assets_start,
                       [](std::uint8_t byte) { return std::byte{byte}; });
    }

    CborValue file(std::uint8_t command, const CborMapWriter& map) {
        const auto reply = ask({.group = files, .command = command, .payload = map.take()});
        EXPECT_TRUE(reply);
        EXPECT_EQ(reply->op, Op::read_reply);
        return cli::parse_cbor(reply->payload).value();
    }
    AgentStatus refusal(std::uint8_t command, const CborMapWriter& map, Op op = Op::read) {
        const auto reply =
            ask({.op = op, .group = files, .command = command, .payload = map.take()});
        for (std::uint8_t status = 1; status <= 11; ++status) {
            const auto it = static_cast<AgentStatus>(status);
            if (reply && reply->payload == rc(it)) return it;
        }
        return AgentStatus::ok;
    }

    cli::TemporaryFolder folder_;
    Bytes large_;
};

TEST_F(FilesOfTheAgent, TheOneImageIsListed) {
    for (const char* line : {"AAoAAAAAAAEAADcw", "AAsAAAABAAEAAKCG/g=="}) {
        const SmpPacket reply = heard(line);
        EXPECT_EQ(reply.group, images);
        std::size_t size = 0;
        const std::uint8_t* const id = hal::build_id(size);
        Bytes wanted = {
            0xBF, 0x66, 'i', 'm',  'a', 'g', 'e',  's',  0x9F,
            0xBF, 0x64, 's', 'l',  'o', 't', 0,    0x67, 'v',
            'e',  'r',  's', 'i',  'o', 'n', 0x65, '1',  '.',
            '2',  '.',  '3', 0x64, 'h', 'a', 's',  'h',  static_cast<std::uint8_t>(0x40 | size)};
        ASSERT_LT(size, 24U);
        wanted.insert(wanted.end(), id, id + size);
        for (const std::string& key : {"bootable", "confirmed", "active"}) {
            wanted.push_back(static_cast<std::uint8_t>(0x60 | key.size()));
            wanted.insert(wanted.end(), key.begin(), key.end());
            wanted.push_back(0xF5);
        }
        wanted.insert(wanted.end(), {0xFF, 0xFF, 0xFF});
        EXPECT_EQ(reply.payload, wanted);
    }
}

TEST_F(FilesOfTheAgent, WhatImagesCannotDoIsNotPretended) {
    for (const auto command : std::to_array<std::uint8_t>({0, 1, 5})) {  // set state, upload, erase
        EXPECT_EQ(ask({.op = Op::write, .group = images, .command = command})->payload,
                  rc(AgentStatus::not_supported));
    }
    EXPECT_EQ(ask({.group = images, .command = 6})->payload, rc(AgentStatus::not_supported));
}

TEST_F(FilesOfTheAgent, AFileIsDownloaded) {
    const SmpPacket reply = heard("ACAAAAAWAAgDAKJjb2ZmAGRuYW1lai9sZnMvYS50eHS5Hg==");
    EXPECT_EQ(reply.sequence, 3);
    EXPECT_EQ(reply.payload, (Bytes{0xBF, 0x63, 'o', 'f', 'f', 0,    0x63, 'l',  'e', 'n', 13,
                                    0x64, 'd',  'a', 't', 'a', 0x4D, 'h',  'e',  'l', 'l', 'o',
                                    ',',  ' ',  'w', 'o', 'r', 'l',  'd',  '\n', 0xFF}));
}

TEST_F(FilesOfTheAgent, ALargeOneComesInPieces) {
    Bytes got;
    unsigned requests = 0;
    while (got.size() < large_.size() && requests < 1000) {
        const CborValue reply =
            file(0, CborMapWriter().number("off", got.size()).text("name", "/large.bin"));
        EXPECT_EQ(reply.find("len") != nullptr, got.empty());
        const Bytes piece = reply.bytes_of("data").value();
        ASSERT_FALSE(piece.empty());
        got.insert(got.end(), piece.begin(), piece.end());
        ++requests;
    }
    EXPECT_EQ(got, large_);
    EXPECT_LE(requests, large_.size() / 280);  // of 320 bytes of a packet
    const CborValue end =
        file(0, CborMapWriter().number("off", large_.size()).text("name", "/large.bin"));
    EXPECT_TRUE(end.bytes_of("data")->empty());
}

TEST_F(FilesOfTheAgent, ItsSizeAndHashAreTold) {
    const CborMapWriter large = CborMapWriter().text("name", "large.bin");
    EXPECT_EQ(file(1, large).number_of("len"), large_.size());
    const CborValue begin = file(2, large);
    const cli::BytesView all(large_);
    EXPECT_EQ(begin.text_of("type"), "crc32");
    EXPECT_EQ(begin.find("off"), nullptr);
    EXPECT_EQ(begin.number_of("len"), 65536U);  // the most of a request
    EXPECT_EQ(begin.number_of("output"), cli::crc32_of(all.first(65536)));
    CborMapWriter rest = large;
    const CborValue end = file(2, rest.number("off", 65535).text("type", "crc32"));
    EXPECT_EQ(end.number_of("off"), 65535U);
    EXPECT_EQ(end.number_of("len"), large_.size() - 65535);
    EXPECT_EQ(end.number_of("output"), cli::crc32_of(all.subspan(65535)));
    const CborValue some =
        file(2, CborMapWriter().text("name", "large.bin").number("off", 1).number("len", 3));
    EXPECT_EQ(some.number_of("output"), cli::crc32_of(all.subspan(1, 3)));
    EXPECT_EQ(file(2, CborMapWriter().text("name", "empty")).number_of("output"), 0U);
}

TEST_F(FilesOfTheAgent, TheKindsOfHashesAreTold) {
    EXPECT_EQ(ask({.group = files, .command = 3})->payload,
              (Bytes{0xBF, 0x65, 't', 'y',  'p',  'e', 's', 0xBF, 0x65, 'c', 'r',
                     'c',  '3',  '2', 0xBF, 0x66, 'f', 'o', 'r',  'm',  'a', 't',
                     0,    0x64, 's', 'i',  'z',  'e', 4,   0xFF, 0xFF, 0xFF}));
}

TEST_F(FilesOfTheAgent, WhatIsNotThereOrNotMeantIsRefused) {
    const auto named = [](const std::string& name) { return CborMapWriter().text("name", name); };
    for (const auto command : std::to_array<std::uint8_t>({0, 1, 2})) {
        EXPECT_EQ(refusal(command, named("nothing")), AgentStatus::no_entry);
        EXPECT_EQ(refusal(command, named("")), AgentStatus::no_entry);
        EXPECT_EQ(refusal(command, named("//lfs/a.txt")), AgentStatus::no_entry);
        EXPECT_EQ(refusal(command, named("lfs")), AgentStatus::no_entry);
        EXPECT_EQ(refusal(command, {}), AgentStatus::invalid_value);
        EXPECT_EQ(refusal(command, CborMapWriter().number("name", 1)), AgentStatus::invalid_value);
        EXPECT_EQ(refusal(command, named("empty").number("off", 1)), AgentStatus::invalid_value);
        EXPECT_EQ(refusal(command, named("empty").number("off", 0xFFFF'FFFF)),
                  AgentStatus::invalid_value);
    }
    EXPECT_EQ(refusal(2, named("empty").text("type", "sha256")), AgentStatus::invalid_value);
    EXPECT_EQ(refusal(4, named("empty")), AgentStatus::not_supported);
}

TEST_F(FilesOfTheAgent, NothingIsUploaded) {
    const CborMapWriter map =
        CborMapWriter().number("off", 0).number("len", 1).text("name", "a").bytes("data", Bytes{1});
    EXPECT_EQ(refusal(0, map, Op::write), AgentStatus::access_denied);
}

TEST_F(FilesOfTheAgent, ADamagedImageIsSaidToBe) {
    __perth_assets_start[24] ^= std::byte{1};
    EXPECT_EQ(refusal(1, CborMapWriter().text("name", "empty")), AgentStatus::corrupt);
    __perth_assets_start[0] = std::byte{0xFF};
    EXPECT_EQ(refusal(1, CborMapWriter().text("name", "empty")), AgentStatus::no_entry);
}

}  // namespace
}  // namespace perth
