# What all Cortex-M ports share; their port.cmake includes this one. Sets PERTH_CORTEX_M_SOURCES
# and PERTH_CORTEX_M_INCLUDE_DIRS; PERTH_CORTEX_M_END for ports that know a board.hpp.
#
# A port with a timer of its own sets PERTH_TIME_BASE before, to its file in the place of systick.cpp.
set(PERTH_CORTEX_M_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR})
set(PERTH_CORTEX_M_END ${CMAKE_CURRENT_LIST_DIR}/end.cpp)
# The time base comes first: a program without threads is to find its set_alarm(), not thread.cpp's.
set(PERTH_CORTEX_M_SOURCES ${PERTH_TIME_BASE})
if(NOT PERTH_TIME_BASE)
    set(PERTH_CORTEX_M_SOURCES ${CMAKE_CURRENT_LIST_DIR}/systick.cpp)
endif()
foreach(source atomics command_line dump fault interrupted semihosting stack_guard startup
               standard_library trace thread unwind)
    list(APPEND PERTH_CORTEX_M_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
