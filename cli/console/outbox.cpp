#include "cli/console/outbox.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

/// What a port that is ready takes without a wait: drivers have at least this much room then.
constexpr std::size_t piece_size = 64;
constexpr std::chrono::seconds patience{1};
constexpr std::size_t longest_file = std::size_t{64} << 20;

}  // namespace

Outbox::Outbox(std::optional<Eol> eol, ByteMap map) : map_(std::move(map)) {
    if (eol) eol_.emplace(*eol);
}

void Outbox::type(std::string_view text) {
    std::string ended;
    if (eol_) {
        eol_->feed(text, ended);
        text = ended;
    }
    map_.apply(text, waiting_);
}

void Outbox::add_file(const std::filesystem::path& file) {
    waiting_ += read_file(file, longest_file);
}

void Outbox::send_some(serial::Stream& stream) {
    const std::size_t size = std::min(piece_size, this->size());
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(waiting_.data() + at_);
    at_ += size;  // even if it fails: nobody knows how much of it was sent
    stream.write({bytes, size}, serial::Stream::Clock::now() + patience);
    if (is_empty()) clear();
}

void Outbox::clear() {
    waiting_.clear();
    at_ = 0;
}

}  // namespace perth::cli
