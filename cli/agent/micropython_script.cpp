#include "cli/agent/micropython_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/support/crc32.hpp"
#include "cli/support/sha256.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

// Source: MicroPython, "Documentation: os, hashlib, binascii, gc". A number that os.stat() gives as
// mode has bit 14 set for a folder; 17 is EEXIST, which FAT answers where a name is taken.
constexpr std::string_view source = R"(import os,gc
f=None
try:
 from hashlib import sha256 as H
except ImportError:
 H=None
try:
 from binascii import crc32 as C
except ImportError:
 C=None
try:
 from binascii import a2b_base64 as A
except ImportError:
 A=None
def v():
 gc.collect()
 print('perth',2 if H else 1 if C else 0,int(hasattr(os,'rename')),1 if A else 0,gc.mem_free()if hasattr(gc,'mem_free')else'-')
def x(b):
 return''.join('%02x'%i for i in b)
def h(p):
 b=bytearray(256)
 g=memoryview(b)
 d=H()if H else 0
 with open(p,'rb')as i:
  while 1:
   n=i.readinto(b)
   if not n:
    break
   if H:
    d.update(g[:n])
   elif C:
    d=C(g[:n],d)
 return x(d.digest())if H else'%08x'%d if C else'-'
def e(p):
 try:
  t=os.stat(p)
 except OSError:
  return'-'
 if t[0]&16384:
  return'd'
 try:
  k=h(p)
 except OSError:
  k='-'
 return'f%d,%s'%(t[6],k)
def j(p):
 return sum(p.encode())
def q(p):
 print(j(p),e(p),e(p+'~perth'))
def r(p,n,k):
 with open(p,'rb')as i:
  i.seek(n)
  print(x(i.read(k)))
def m(p):
 try:
  os.mkdir(p)
 except OSError:
  pass
def s():
 if f:
  f.close()
def o(p,m):
 global f
 s()
 f=open(p,m)
def w(b):
 f.write(b)
def z(b):
 w(A(b))
def n(p):
 t=p+'~perth'
 try:
  os.rename(t,p)
 except OSError as i:
  if i.args[0]!=17:
   raise
  os.remove(p)
  os.rename(t,p)
 print('ok')
def c(p,k):
 s()
 if h(p+'~perth')==k:
  n(p)
 else:
  os.remove(p+'~perth')
  print('bad')
def k(p):
 try:
  s()
 except OSError:
  pass
 try:
  os.remove(p)
 except OSError:
  pass
def u(p,k):
 if j(p)!=k:
  raise ValueError('path')
 os.remove(p)
 print('ok')
def y(p):
 try:
  os.rmdir(p)
 except OSError:
  pass
v()
)";

/// Takes one line off the front of `text`; nothing if no line ends any more.
std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// Takes a word off the front of `text`, up to `separator` or the end.
std::string_view take_word(std::string_view& text, char separator) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

template <typename T>
std::optional<T> number(std::string_view text) {
    T value = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return value;
}

bool is_digest(std::string_view text) {
    return (text.size() == 8 || text.size() == 64) && text.find_first_not_of(digits) == text.npos;
}

std::optional<BoardFile> parse_file(std::string_view text) {
    if (text == "-") return BoardFile{};
    if (text == "d") return BoardFile{.kind = BoardFile::Kind::folder};
    if (!text.starts_with('f') || text.size() < 4) return std::nullopt;
    text.remove_prefix(1);
    const std::size_t comma = text.find(',');
    if (comma == text.npos || comma > 15) return std::nullopt;
    const auto size = number<std::uint64_t>(text.substr(0, comma));
    const std::string_view digest = text.substr(comma + 1);
    if (!size || (digest != "-" && !is_digest(digest))) return std::nullopt;
    return BoardFile{.kind = BoardFile::Kind::file,
                     .size = *size,
                     .digest = std::string(digest == "-" ? "" : digest)};
}

/// Appends the byte as it stands in a literal between apostrophes.
void append_escaped(std::string& literal, std::uint8_t byte) {
    switch (byte) {
        case '\n':
            literal += "\\n";
            break;
        case '\\':
        case '\'':
            literal += '\\';
            literal += static_cast<char>(byte);
            break;
        default:
            if (byte >= 0x20 && byte < 0x7F) {
                literal += static_cast<char>(byte);
            } else {
                literal += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
            }
    }
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

std::string digest_text(BoardDigest digest, BytesView bytes) {
    if (digest == BoardDigest::none) return {};
    if (digest == BoardDigest::crc32) {
        return fmt::format("{:08x}", crc32_of(bytes));
    }
    std::string text;
    for (const std::uint8_t byte : sha256(bytes)) text += {digits[byte >> 4], digits[byte & 15]};
    return text;
}

std::string python_bytes(BytesView bytes) {
    std::string literal = "b'";
    for (const std::uint8_t byte : bytes) append_escaped(literal, byte);
    return literal + "'";
}

std::string python_text(std::string_view text) {
    const auto* const data = reinterpret_cast<const std::uint8_t*>(text.data());
    const std::string bytes = python_bytes({data, text.size()});
    // Not "\u…": an interpreter whose text is bytes takes this, too.
    return is_ascii(text) ? bytes.substr(1) : bytes + ".decode()";
}

std::string python_call(std::string_view name, const std::vector<std::string>& arguments) {
    std::string call = fmt::format("{}(", name);
    for (const std::string& argument : arguments) {
        if (!call.ends_with('(')) call += ',';
        call += argument;
    }
    return call + ")\n";
}

std::string_view helpers() { return source; }

std::optional<BoardFacts> parse_facts(std::string_view out) {
    auto line = take_line(out);
    if (!line || !out.empty() || take_word(*line, ' ') != "perth") return std::nullopt;
    const auto digest = number<unsigned>(take_word(*line, ' '));
    const auto renames = number<unsigned>(take_word(*line, ' '));
    const auto base64 = number<unsigned>(take_word(*line, ' '));
    const std::string_view memory = *line;
    if (digest.value_or(3) > 2 || renames.value_or(2) > 1 || base64.value_or(2) > 1) {
        return std::nullopt;
    }
    const auto free_memory = number<std::size_t>(memory);
    if (!free_memory && memory != "-") return std::nullopt;
    return BoardFacts{.digest = static_cast<BoardDigest>(*digest),
                      .renames = *renames == 1,
                      .base64 = *base64 == 1,
                      .free_memory = free_memory};
}

std::size_t path_sum(std::string_view path) {
    std::size_t sum = 0;
    for (const char c : path) sum += static_cast<unsigned char>(c);
    return sum;
}

std::optional<std::vector<BoardEntry>> parse_entries(std::string_view out,
                                                     const std::vector<std::string>& paths) {
    std::vector<BoardEntry> entries;
    while (auto line = take_line(out)) {
        if (entries.size() == paths.size()) return std::nullopt;
        const auto sum = number<std::size_t>(take_word(*line, ' '));
        if (sum != path_sum(paths[entries.size()])) return std::nullopt;
        const auto file = parse_file(take_word(*line, ' '));
        const auto temporary = parse_file(*line);
        if (!file || !temporary) return std::nullopt;
        entries.push_back({.file = *file, .temporary = *temporary});
    }
    if (!out.empty() || entries.size() != paths.size()) return std::nullopt;
    return entries;
}

std::optional<Bytes> parse_content(std::string_view out, std::size_t most) {
    const auto line = take_line(out);
    if (!line || !out.empty() || line->size() % 2 != 0 || line->size() / 2 > most) {
        return std::nullopt;
    }
    Bytes bytes;
    for (std::size_t at = 0; at < line->size(); at += 2) {
        const std::size_t high = digits.find((*line)[at]);
        const std::size_t low = digits.find((*line)[at + 1]);
        if (high == digits.npos || low == digits.npos) return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return bytes;
}

std::optional<Commits> parse_commits(std::string_view out) {
    Commits commits;
    while (const auto line = take_line(out)) {
        if (commits.mismatch || (*line != "ok" && *line != "bad")) return std::nullopt;
        commits.mismatch = *line == "bad";
        commits.done += *line == "ok" ? 1 : 0;
    }
    if (!out.empty()) return std::nullopt;
    return commits;
}

BoardException parse_exception(std::string_view traceback) {
    while (traceback.ends_with('\n') || traceback.ends_with('\r')) traceback.remove_suffix(1);
    const std::size_t start = traceback.find_last_of("\r\n");
    const std::string_view line =
        traceback.substr(start == traceback.npos ? 0 : start + 1).substr(0, 200);
    BoardException exception{.type = std::string(line.substr(0, line.find(':'))),
                             .text = std::string(line)};
    if (exception.type != "OSError") return exception;
    // "OSError: 28", "OSError: [Errno 28] ENOSPC"
    const std::size_t first = line.find_first_of("0123456789");
    if (first == line.npos) return exception;
    const std::string_view rest = line.substr(first);
    exception.number =
        number<int>(rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size())));
    return exception;
}

}  // namespace perth::cli
