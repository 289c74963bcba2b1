# perth_firmware(): a program made of the project's sources, the runtime and the board's port;
# perth_tests(): its tests.
#
# What this file reads is set by two generated files: toolchain.cmake (PERTH_GEN, PERTH_RUNTIME,
# PERTH_PORT, PERTH_BOARD, PERTH_LIBRARIES) and plan.cmake (the manifest's lists). A port's
# port.cmake sets PERTH_PORT_SOURCES, PERTH_PORT_INCLUDE_DIRS and, if needed, PERTH_PORT_LIBRARIES.

# The runtime and the port as an archive, so that what a program does not use is not linked; native
# code, so that they do not change with the program: see the port's sections.ld.
function(_perth_runtime)
    if(TARGET perth_runtime)
        return()
    endif()
    include(${PERTH_RUNTIME}/ports/${PERTH_PORT}/port.cmake)
    add_library(perth_runtime STATIC ${PERTH_RUNTIME_SOURCES} ${PERTH_PORT_SOURCES})
    target_include_directories(perth_runtime SYSTEM PUBLIC
        ${PERTH_RUNTIME}/include ${PERTH_PORT_INCLUDE_DIRS} ${PERTH_GEN})
    target_compile_options(perth_runtime PUBLIC $<$<COMPILE_LANGUAGE:CXX>:-std=${PERTH_STANDARD}>)
    # Named as if each board built it in the same folder, so that a compiler cache serves them all.
    target_compile_options(perth_runtime PRIVATE
        -fno-lto $<$<CXX_COMPILER_ID:Clang>:-mno-outline>
        -fdebug-prefix-map=${CMAKE_BINARY_DIR}=./build/runtime)
    target_link_libraries(perth_runtime PUBLIC ${PERTH_PORT_LIBRARIES})
    set_property(TARGET perth_runtime PROPERTY PERTH_LINK_DIRS ${PERTH_PORT_INCLUDE_DIRS})
    foreach(folder IN LISTS PERTH_PORT_INCLUDE_DIRS)
        file(GLOB scripts ${folder}/*.ld)
        set_property(TARGET perth_runtime APPEND PROPERTY PERTH_LINK_SCRIPTS ${scripts})
    endforeach()
endfunction()

# Links `target` with the generated memory.ld, which includes the port's sections.ld.
function(_perth_link_script target)
    get_target_property(folders perth_runtime PERTH_LINK_DIRS)
    get_target_property(scripts perth_runtime PERTH_LINK_SCRIPTS)
    list(TRANSFORM folders PREPEND -L)
    target_link_options(${target} PRIVATE ${folders} "SHELL:-T \"${PERTH_GEN}/memory.ld\"")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS
                 ${PERTH_GEN}/memory.ld ${scripts})
endfunction()

# Links the image of assets. A board's ELF is linked with room for it and filled afterwards: so the
# build id is the program's alone, and stays when only assets change.
function(_perth_assets target)
    if(NOT PERTH_ASSETS)
        return()
    endif()
    target_sources(${target} PRIVATE ${PERTH_GEN}/assets.S)
    if(PERTH_PORT STREQUAL "host")
        set_source_files_properties(${PERTH_GEN}/assets.S PROPERTIES OBJECT_DEPENDS ${PERTH_ASSETS})
        return()
    endif()
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${PERTH_ASSETS})
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
        WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
        COMMAND ${CMAKE_OBJCOPY} --update-section .assets=${PERTH_ASSETS} ${target}.elf)
endfunction()

# Writes NAME.bin and NAME.hex after each link. Loaded sections only, so no path and no debug data.
function(_perth_raw_images target)
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
        WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
        COMMAND ${CMAKE_OBJCOPY} -O binary ${target}.elf ${target}.bin
        COMMAND ${CMAKE_OBJCOPY} -O ihex ${target}.elf ${target}.hex
        BYPRODUCTS ${CMAKE_BINARY_DIR}/${target}.bin ${CMAKE_BINARY_DIR}/${target}.hex)
endfunction()

# perth_firmware(NAME [SOURCES] FILE... [INCLUDE FOLDER...])
#
# Adds the executable NAME, written to build/BOARD/NAME.elf with .map, .bin and .hex beside it.
# Without files, the manifest's `sources`. The manifest's `include`, `defines` and `cxx_flags` hold
# in any case. The target is an ordinary one: target_link_libraries() and the like work on it.
function(perth_firmware name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;INCLUDE")
    set(sources ${arg_SOURCES} ${arg_UNPARSED_ARGUMENTS})
    if(NOT sources)
        set(sources ${PERTH_SOURCES})
    endif()
    _perth_runtime()

    add_executable(${name} ${sources} ${PERTH_GEN}/app.cpp)
    target_link_libraries(${name} PRIVATE perth_runtime ${PERTH_LIBRARIES})
    target_include_directories(${name} PRIVATE ${arg_INCLUDE} ${PERTH_INCLUDE})
    target_compile_definitions(${name} PRIVATE ${PERTH_DEFINES})
    target_compile_options(${name} PRIVATE -Wall -Wextra
                           $<$<COMPILE_LANGUAGE:CXX>:${PERTH_CXX_FLAGS}>)
    target_link_options(${name} PRIVATE LINKER:-Map,${name}.map)
    set_target_properties(${name} PROPERTIES
        SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}
        ADDITIONAL_CLEAN_FILES ${CMAKE_BINARY_DIR}/${name}.map)
    _perth_assets(${name})
    if(PERTH_AGENT_KEY AND NOT PERTH_PORT STREQUAL "host")
        target_sources(${name} PRIVATE ${PERTH_GEN}/${PERTH_AGENT_KEY})
    endif()
    if(PERTH_PORT STREQUAL "host")
        return()
    endif()

    _perth_link_script(${name})
    _perth_raw_images(${name})
endfunction()

# perth_tests(NAME [[SOURCES] FILE...])
#
# Adds the tests of the firmware NAME, which `perth test` builds: the firmware's own objects and the
# test sources with their main(), written to build/BOARD/test/NAME.elf. Without files, those in the
# project's folder `test`. `perth build` does not build them.
function(perth_tests name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES")
    set(sources ${arg_SOURCES} ${arg_UNPARSED_ARGUMENTS})
    if(NOT sources)
        set(sources ${PERTH_TESTS})
    endif()
    if(NOT sources)
        return()
    endif()
    set(side board)
    if(PERTH_PORT STREQUAL "host")
        set(side host)
    endif()

    set(target ${name}_test)
    add_executable(${target} EXCLUDE_FROM_ALL
        $<TARGET_OBJECTS:${name}> ${sources} ${PERTH_RUNTIME}/test/${side}/main.cpp)
    target_include_directories(${target} SYSTEM PRIVATE ${PERTH_RUNTIME}/test/${side})
    target_include_directories(${target} PRIVATE $<TARGET_PROPERTY:${name},INCLUDE_DIRECTORIES>)
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:${name},COMPILE_DEFINITIONS>)
    target_compile_options(${target} PRIVATE $<TARGET_PROPERTY:${name},COMPILE_OPTIONS>)
    target_link_libraries(${target} PRIVATE $<TARGET_PROPERTY:${name},LINK_LIBRARIES>)
    target_link_options(${target} PRIVATE LINKER:-Map,test/${name}.map)
    set_target_properties(${target} PROPERTIES
        OUTPUT_NAME ${name} SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test
        ADDITIONAL_CLEAN_FILES ${CMAKE_BINARY_DIR}/test/${name}.map)
    if(side STREQUAL "host")
        # The compiler finds GoogleTest: looking for it here would make every first build slower.
        target_link_libraries(${target} PRIVATE gtest -pthread)
    else()
        _perth_link_script(${target})
    endif()
endfunction()
