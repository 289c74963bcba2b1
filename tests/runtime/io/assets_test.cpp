// The example of assets.hpp, in a program without assets. With some: tests/sync.
#include "perth/io/assets.hpp"

#include "perth/io/print.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class AssetsTest : public RuntimeTest {};

perth::Task<> greet(perth::Scheduler&) {
    const auto text = perth::assets::open("hello.txt");
    if (text) perth::println("{} bytes", text->size());
    co_return;
}

TEST_F(AssetsTest, AreNotInAProgramWithoutAnImage) {
    EXPECT_EQ(assets::open("hello.txt").error(), Errc::no_device);
    Scheduler sch;
    sch.run(greet(sch));
    EXPECT_EQ(host::board().console(), "");
}

}  // namespace
}  // namespace perth
