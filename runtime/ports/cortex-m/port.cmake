# What all Cortex-M ports share; their port.cmake includes this one. Sets PERTH_CORTEX_M_SOURCES
# and PERTH_CORTEX_M_INCLUDE_DIRS.
set(PERTH_CORTEX_M_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR})
set(PERTH_CORTEX_M_SOURCES)
foreach(source atomics command_line dump fault semihosting startup systick standard_library thread
               unwind)
    list(APPEND PERTH_CORTEX_M_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
