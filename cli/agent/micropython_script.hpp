// The Python that perth has a board run to look at its files and change them, and what it prints.
//
// helpers() is sent once; every later script is calls of what it defines, one a line, whose
// arguments are literals. Each call that answers prints one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// How the board can tell what is in a file.
enum class BoardDigest { none, crc32, sha256 };

/// What a board's MicroPython can do.
struct BoardFacts {
    BoardDigest digest = BoardDigest::none;
    bool renames = false;
    bool base64 = false;
    std::optional<std::size_t> free_memory = {};  ///< bytes of its heap

    bool operator==(const BoardFacts&) const = default;
};

/// What is at a path on the board.
struct BoardFile {
    enum class Kind { missing, file, folder };

    Kind kind = Kind::missing;
    std::uint64_t size = 0;
    std::string digest = {};  ///< as digest_text(); empty if it cannot be told or read

    bool operator==(const BoardFile&) const = default;
};

/// A path, and the temporary file beside it that an earlier sync may have left.
struct BoardEntry {
    BoardFile file = {};
    BoardFile temporary = {};

    bool operator==(const BoardEntry&) const = default;
};

/// What a temporary file's name has behind that of its file.
inline constexpr std::string_view temporary_suffix = "~perth";

/// Returns the digest as a board prints it: lower case hexadecimal; empty for `none`.
[[nodiscard]] std::string digest_text(BoardDigest digest, BytesView bytes);

/// Returns a Python literal of the text, whatever bytes it has, in printable ASCII.
[[nodiscard]] std::string python_text(std::string_view text);
/// The same as a literal of bytes.
[[nodiscard]] std::string python_bytes(BytesView bytes);
/// Returns "name(a,b)" and a line feed; the arguments are literals.
[[nodiscard]] std::string python_call(std::string_view name,
                                      const std::vector<std::string>& arguments = {});

/// Returns the source of the functions and a call that prints what parse_facts() reads:
///
///     v()     what the board can do           q(p)    what is at p and at p~perth
///     r(p,n,k)  k bytes of p from n, hex      m(p)    make a folder, if it is none yet
///     o(p,m)  open for writing, mode m        w(b)    write bytes      z(b)  base64 of bytes
///     s()     close                           c(p,k)  close p~perth, and if its digest is k: n(p)
///     n(p)    rename p~perth to p             k(p)    close, and remove p if it is there
///     u(p,j)  remove a file if j is its path_sum()
///     y(p)    remove a folder if it is empty
///
/// q answers with the path_sum() of p and what is at either, c with "ok" or "bad", n and u with
/// "ok".
[[nodiscard]] std::string_view helpers();

/// Reads what v() printed; nothing if it is not that.
[[nodiscard]] std::optional<BoardFacts> parse_facts(std::string_view out);
/// Returns the sum of the path's bytes, by which either end sees that a byte came as another.
[[nodiscard]] std::size_t path_sum(std::string_view path);
/// Reads what q() printed for these paths; nothing if it is not exactly that.
[[nodiscard]] std::optional<std::vector<BoardEntry>> parse_entries(
    std::string_view out, const std::vector<std::string>& paths);
/// Reads what r() printed, of at most `most` bytes; nothing if it is not that.
[[nodiscard]] std::optional<Bytes> parse_content(std::string_view out, std::size_t most);
/// Returns how many lines "ok" there are, or nothing if there is anything else but a last "bad".
struct Commits {
    std::size_t done = 0;
    bool mismatch = false;  ///< the one after these was not what was sent
    bool operator==(const Commits&) const = default;
};
[[nodiscard]] std::optional<Commits> parse_commits(std::string_view out);

/// The exception that ended a script.
struct BoardException {
    std::string type;             ///< "OSError"
    std::string text;             ///< the last line of the traceback
    std::optional<int> number{};  ///< of an OSError
};

/// Reads a traceback, which may be anything.
[[nodiscard]] BoardException parse_exception(std::string_view traceback);

}  // namespace perth::cli
