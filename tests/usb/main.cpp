// The suite's main: all of it runs in umockdev's testbed.
#include <gtest/gtest.h>

#include "tests/usb/testbed.hpp"

int main(int argc, char** argv) {
    perth::fakes::enter_testbed(argv);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
