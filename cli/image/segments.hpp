// Collects the pieces of an image, in whatever order a file has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/image/image.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

/// The most bytes that an image may hold.
constexpr std::size_t image_limit = std::size_t{64} << 20;

/// Throws the `Error` (Fault::bad_input) of a file that is not what it should be.
[[noreturn]] void reject_image(std::string what, std::string why = {}, std::string hint = {});

class Segments {
public:
    enum class Overlap { refused, may_repeat };

    /// `name` is the file's, `unit` what its pieces are called: "line", "program header".
    Segments(std::string name, std::string unit, Overlap overlap);

    /// Adds a piece; an empty one is nothing. Beyond 2^32 or beyond `image_limit` in all is an
    /// `Error` (Fault::bad_input). `number` is the unit's place in the file, for messages.
    void add(std::uint32_t address, BytesView bytes, std::size_t number,
             std::uint8_t alternate = 0);

    /// Moves what was collected to the image, sorted and joined where pieces touch. Bytes given
    /// twice are a warning if equal and allowed, else an `Error`; so is nothing at all.
    void move_to(Image& image);

private:
    struct Piece {
        std::uint64_t begin = 0;  // alternate << 32 | address
        std::size_t offset = 0;   // in bytes_
        std::size_t size = 0;
        std::size_t number = 0;

        [[nodiscard]] std::uint64_t end() const noexcept { return begin + size; }
    };

    [[nodiscard]] BytesView bytes_of(const Piece& piece) const;
    void check_repeated(const Piece& piece, const Segment& before, std::size_t repeated) const;
    [[noreturn]] void complain(const Piece& piece, std::uint64_t at, const std::string& how) const;

    std::string name_;
    std::string unit_;
    Overlap overlap_;
    std::vector<Piece> pieces_;
    Bytes bytes_;
};

}  // namespace perth::cli
