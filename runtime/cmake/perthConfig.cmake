# find_package(perth): gives a project's own CMakeLists.txt perth_firmware() and perth_tests().
#
# `perth build` configures with build/BOARD/gen/toolchain.cmake, which names the board, the compiler
# and the runtime. Without it there is nothing to build for.
if(NOT DEFINED PERTH_GEN)
    message(FATAL_ERROR
        "no board chosen: run `perth build`, which configures this project by itself, or\n"
        "  perth build --generate -b BOARD\n"
        "  cmake -G Ninja -B build/BOARD --toolchain build/BOARD/gen/toolchain.cmake")
endif()
include(${PERTH_GEN}/plan.cmake)
include(${PERTH_RUNTIME}/cmake/perth_firmware.cmake)
set(perth_FOUND TRUE)
