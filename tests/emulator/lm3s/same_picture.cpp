// same_picture DUMP GOLDEN SCALE: whether the PPM file DUMP, of QEMU's screendump, shows each pixel
// of the PGM file GOLDEN as a square of SCALE pixels. Ends with 0, or with 1 and a sentence.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace {

[[noreturn]] void fail(const std::string& what) {
    std::cerr << "same_picture: " << what << '\n';
    std::exit(1);
}

struct Picture {
    std::size_t width = 0;
    std::size_t height = 0;
    std::size_t channels = 0;
    std::string bytes;

    [[nodiscard]] int at(std::size_t x, std::size_t y, std::size_t channel) const {
        return static_cast<unsigned char>(bytes[(y * width + x) * channels + channel % channels]);
    }
};

Picture read_picture(const char* file) {
    std::ifstream stream(file, std::ios::binary);
    std::string kind;
    Picture picture;
    int most = 0;
    stream >> kind >> picture.width >> picture.height >> most;
    stream.get();
    if (!stream || (kind != "P5" && kind != "P6") || most != 255) {
        fail(std::string(file) + " is no PGM or PPM file of 255 greys");
    }
    picture.channels = kind == "P6" ? 3 : 1;
    picture.bytes.assign(std::istreambuf_iterator<char>(stream), {});
    if (picture.bytes.size() != picture.width * picture.height * picture.channels) {
        fail(std::string(file) + " is cut off");
    }
    return picture;
}

}  // namespace

int main(int count, char** words) {
    if (count != 4) fail("DUMP GOLDEN SCALE");
    const Picture dump = read_picture(words[1]);
    const Picture golden = read_picture(words[2]);
    const std::size_t scale = std::strtoul(words[3], nullptr, 10);
    if (scale == 0 || dump.width != golden.width * scale || dump.height != golden.height * scale) {
        fail("the dump has " + std::to_string(dump.width) + "x" + std::to_string(dump.height));
    }
    for (std::size_t y = 0; y < dump.height; ++y) {
        for (std::size_t x = 0; x < dump.width; ++x) {
            for (std::size_t channel = 0; channel < 3; ++channel) {
                const int seen = dump.at(x, y, channel);
                const int expected = golden.at(x / scale, y / scale, channel);
                if (seen != expected) {
                    fail("pixel " + std::to_string(x / scale) + "," + std::to_string(y / scale) +
                         " is " + std::to_string(seen) + " instead of " + std::to_string(expected));
                }
            }
        }
    }
}
