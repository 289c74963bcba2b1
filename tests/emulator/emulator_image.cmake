# Builds firmware images for emulators with the compiler that builds the host (clang), and makes
# tests of them.
#
#   perth_emulator_image(NAME
#       [MACHINE NAME]          one of PERTH_MACHINES below (default netduinoplus2)
#       [CPU cortex-…]          default: the machine's
#       SOURCES file...
#       [PORT FOLDER]           a folder with port.cmake (default: tests/emulator/bare)
#       [BOARD_HPP FOLDER]      the folder of board.hpp, for ports that want one
#       [OPTIMIZE option...]    default: -Oz -flto
#       [OPTIONS option...]     more compiler options; the runtime is built with them too
#       [LINK_OPTIONS option...]
#       [TASK_MEMORY BYTES])    default: a quarter of RAM
#
# makes the target NAME and the file NAME.elf in the current binary folder (target property
# PERTH_ELF). The runtime (runtime/src and the port) is compiled once for each set of options; a
# folder whose images need little of it sets PERTH_EMULATED_WITHOUT, a regular expression for the
# sources to leave out. PERTH_EMULATED_BY_FOLDER compiles the sources of a folder as one: many times
# faster, but what is linked only if it is needed comes with its neighbours.
#
#   perth_emulator_test(TEST IMAGE
#       [ICOUNT VALUE]          -icount VALUE, as "shift=0"
#       [ARGUMENTS word...]     what hal::command_line() tells the image
#       [NO_SEMIHOSTING]
#       [TIMEOUT SECONDS]       default 60
#       [LABEL LABEL]           default emulator
#       [QEMU option...]
#       [RP2040 option...])     of the RP2040's emulator, which has nothing of QEMU's
#
# runs the image; the test passes if the image ends with hal::exit(0).

find_program(PERTH_QEMU_ARM qemu-system-arm)
find_program(PERTH_ARM_GCC arm-none-eabi-g++)
if(NOT PERTH_QEMU_ARM OR NOT PERTH_ARM_GCC)
    message(FATAL_ERROR "the emulator tests need qemu-system-arm and arm-none-eabi-g++; "
                        "on Debian: apt install qemu-system-arm gcc-arm-none-eabi "
                        "libstdc++-arm-none-eabi-newlib")
endif()

# Each machine's core, flash (start, size), RAM at 0x20000000 (bytes) and core clock (MHz). QEMU's
# machines have QEMU's names.
set(PERTH_MACHINES
    "netduinoplus2  cortex-m4      0x08000000  1024K  131072  168"
    "microbit       cortex-m0      0x00000000   256K   16384   16"
    "lm3s6965evb    cortex-m3      0x00000000   256K   65536   50"
    "rp2040         cortex-m0plus  0x10000000  2048K  270336  125")

# The command that runs an image of the RP2040; the image and the options are put behind it.
set(PERTH_RP2040_COMMAND ${PERTH_RP2040_EMULATOR})

set(PERTH_RUNTIME_DIR ${PROJECT_SOURCE_DIR}/runtime)
set(PERTH_BARE_PORT ${CMAKE_CURRENT_LIST_DIR}/bare)

# Directories and libraries of newlib and libstdc++ for one core.
function(perth_arm_paths cpu)
    if(DEFINED PERTH_ARM_INCLUDES_${cpu})
        return()
    endif()
    set(gcc ${PERTH_ARM_GCC} -mthumb -mcpu=${cpu} -mfloat-abi=soft)
    execute_process(COMMAND ${gcc} -xc++ -E -v /dev/null OUTPUT_QUIET ERROR_VARIABLE text
                    COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCH "search starts here:\n(.*)End of search list" text "${text}")
    string(REGEX MATCHALL "/[^\n]+" folders "${CMAKE_MATCH_1}")
    set(includes)
    foreach(folder IN LISTS folders)
        get_filename_component(folder ${folder} ABSOLUTE)
        if(NOT folder MATCHES "lib/gcc/")  # GCC's own headers: clang brings its own
            list(APPEND includes "SHELL:-isystem ${folder}")
        endif()
    endforeach()
    set(libraries)
    foreach(library libc_nano.a libgcc.a)
        execute_process(COMMAND ${gcc} -print-file-name=${library} OUTPUT_VARIABLE file
                        OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
        list(APPEND libraries ${file})
    endforeach()
    set(PERTH_ARM_INCLUDES_${cpu} "${includes}" CACHE INTERNAL "")
    set(PERTH_ARM_LIBRARIES_${cpu} "${libraries}" CACHE INTERNAL "")
endfunction()

# Sets the facts of a machine: cpu, flash_start, flash_size, ram_size, clock.
function(perth_machine machine)
    set(facts ${PERTH_MACHINES})
    list(FILTER facts INCLUDE REGEX "^${machine} ")
    if(NOT facts)
        message(FATAL_ERROR "perth_emulator_image: unknown machine ${machine}")
    endif()
    separate_arguments(facts UNIX_COMMAND "${facts}")
    list(POP_FRONT facts)
    foreach(name cpu flash_start flash_size ram_size clock)
        list(POP_FRONT facts fact)
        set(${name} ${fact} PARENT_SCOPE)
    endforeach()
endfunction()

function(perth_emulator_image name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MACHINE;CPU;PORT;BOARD_HPP;TASK_MEMORY"
                          "SOURCES;OPTIMIZE;OPTIONS;LINK_OPTIONS")
    if(NOT arg_MACHINE)
        set(arg_MACHINE netduinoplus2)
    endif()
    perth_machine(${arg_MACHINE})
    foreach(pair CPU=${cpu} PORT=${PERTH_BARE_PORT})
        string(REGEX MATCH "([^=]+)=(.*)" pair ${pair})
        if(NOT arg_${CMAKE_MATCH_1})
            set(arg_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
        endif()
    endforeach()
    if(NOT DEFINED arg_OPTIMIZE)
        set(arg_OPTIMIZE -Oz -flto)
    endif()
    if(arg_BOARD_HPP)  # one spelling, so that folders share the runtime
        get_filename_component(arg_BOARD_HPP ${arg_BOARD_HPP} ABSOLUTE)
    endif()
    perth_arm_paths(${arg_CPU})
    if(NOT arg_TASK_MEMORY)
        math(EXPR arg_TASK_MEMORY "${ram_size} / 4")
    endif()

    set(core --target=thumb-none-eabi -mcpu=${arg_CPU} -mfloat-abi=soft)
    set(flags ${core} -nostdinc++ ${PERTH_ARM_INCLUDES_${arg_CPU}}
        -fno-exceptions -fno-rtti -fno-unwind-tables -fno-asynchronous-unwind-tables
        -fno-threadsafe-statics -fomit-frame-pointer -fshort-enums -ffunction-sections -fdata-sections -g
        -Wall -Wextra -Wshadow -Wconversion -Wno-atomic-alignment ${arg_OPTIMIZE} ${arg_OPTIONS}
        -DPERTH_CYCLES_PER_US=${clock})
    if(PERTH_WERROR)
        list(APPEND flags -Werror)
    endif()

    include(${arg_PORT}/port.cmake)
    set(includes ${PERTH_RUNTIME_DIR}/include ${PERTH_PORT_INCLUDE_DIRS} ${arg_BOARD_HPP})

    # The runtime, once for each set of flags and port.
    string(SHA256 key "${flags};${includes};${PERTH_EMULATED_WITHOUT}")
    string(SUBSTRING ${key} 0 12 key)
    set(runtime perth_emulated_runtime_${key})
    if(NOT TARGET ${runtime})
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PERTH_RUNTIME_DIR}/src/*.cpp)
        if(PERTH_EMULATED_WITHOUT)
            list(FILTER sources EXCLUDE REGEX ${PERTH_EMULATED_WITHOUT})
        endif()
        add_library(${runtime} OBJECT ${sources} ${PERTH_PORT_SOURCES} ${PERTH_BARE_PORT}/app.cpp)
        perth_emulated_flags(${runtime} "${flags}" "${includes}")
        if(PERTH_EMULATED_BY_FOLDER)
            perth_compile_by_folder(${runtime} "${sources}")
        endif()
    endif()

    add_library(${name}_objects OBJECT ${arg_SOURCES})
    perth_emulated_flags(${name}_objects "${flags}" "${includes}")

    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name}.ld)
    set(task_memory ${arg_TASK_MEMORY})
    configure_file(${PERTH_BARE_PORT}/memory.ld.in ${folder}/memory.ld @ONLY)
    set(elf ${CMAKE_CURRENT_BINARY_DIR}/${name}.elf)
    set(sections ${PERTH_RUNTIME_DIR}/ports/cortex-m)
    # The runtime's objects are taken as if they lay in an archive: only those that are needed.
    add_custom_command(
        OUTPUT ${elf}
        COMMAND ${CMAKE_CXX_COMPILER} ${core} ${arg_OPTIMIZE} -nostdlib -fuse-ld=lld
                -L ${sections} -T ${folder}/memory.ld -Wl,--gc-sections -Wl,--build-id=none
                -Wl,-Map=${elf}.map ${arg_LINK_OPTIONS} $<TARGET_OBJECTS:${name}_objects>
                -Wl,--start-lib $<TARGET_OBJECTS:${runtime}> -Wl,--end-lib
                ${PERTH_ARM_LIBRARIES_${arg_CPU}} -o ${elf}
        DEPENDS ${name}_objects $<TARGET_OBJECTS:${name}_objects> ${runtime}
                $<TARGET_OBJECTS:${runtime}> ${folder}/memory.ld ${sections}/sections.ld
        COMMENT "Linking ${name}.elf for ${arg_MACHINE}"
        COMMAND_EXPAND_LISTS VERBATIM)
    get_directory_property(on_demand EXCLUDE_FROM_ALL)
    if(on_demand)
        add_custom_target(${name} DEPENDS ${elf})
    else()
        add_custom_target(${name} ALL DEPENDS ${elf})
    endif()
    set_target_properties(${name} PROPERTIES PERTH_ELF ${elf} PERTH_MACHINE ${arg_MACHINE})
    if(arg_MACHINE STREQUAL "rp2040")
        add_dependencies(${name} perth_rp2040_package)
    endif()
endfunction()

# Compiles the runtime's sources folder by folder: headers take most of the time. What replaces weak
# functions if it is needed stays an object of its own.
function(perth_compile_by_folder target sources)
    list(FILTER sources EXCLUDE REGEX "/src/(core/(main|thread)|diag/(agent[a-z_]*|trace))\\.cpp$")
    foreach(source IN LISTS sources)
        get_filename_component(folder ${source} DIRECTORY)
        get_filename_component(folder ${folder} NAME)
        set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder})
    endforeach()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

function(perth_emulated_flags target flags includes)
    target_compile_features(${target} PRIVATE cxx_std_20)
    target_compile_options(${target} PRIVATE ${flags})
    target_include_directories(${target} PRIVATE ${includes})
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS ON EXPORT_COMPILE_COMMANDS OFF)
endfunction()

# The command that runs an image, in the caller's variable.
function(perth_emulator_command variable image)
    cmake_parse_arguments(PARSE_ARGV 2 arg "NO_SEMIHOSTING" "ICOUNT" "ARGUMENTS;QEMU;RP2040")
    get_target_property(elf ${image} PERTH_ELF)
    get_target_property(machine ${image} PERTH_MACHINE)
    if(machine STREQUAL "rp2040")
        if(NOT PERTH_RP2040_COMMAND)
            message(FATAL_ERROR "${image}: PERTH_RP2040_COMMAND says nothing")
        endif()
        list(TRANSFORM arg_ARGUMENTS PREPEND "--arg;")
        if(arg_NO_SEMIHOSTING)
            list(APPEND arg_RP2040 --no-semihosting)
        endif()
        set(${variable} ${PERTH_RP2040_COMMAND} ${elf} ${arg_ARGUMENTS} ${arg_RP2040} PARENT_SCOPE)
        return()
    endif()
    set(command ${PERTH_QEMU_ARM} -M ${machine} -display none -monitor none -kernel ${elf})
    if(NOT arg_NO_SEMIHOSTING)
        list(TRANSFORM arg_ARGUMENTS PREPEND ,arg=)
        list(JOIN arg_ARGUMENTS "" arguments)
        list(APPEND command -semihosting-config enable=on,target=native${arguments})
    endif()
    if(arg_ICOUNT)
        list(APPEND command -icount ${arg_ICOUNT})
    endif()
    if(NOT "-serial" IN_LIST arg_QEMU)
        list(APPEND command -serial null)
    endif()
    set(${variable} ${command} ${arg_QEMU} PARENT_SCOPE)
endfunction()

function(perth_emulator_test test image)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "TIMEOUT;LABEL" "")
    perth_emulator_command(command ${image} ${arg_UNPARSED_ARGUMENTS})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    if(NOT arg_LABEL)
        set(arg_LABEL emulator)
    endif()
    add_test(NAME ${test} COMMAND ${command})
    set_tests_properties(${test} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS ${arg_LABEL})
endfunction()
