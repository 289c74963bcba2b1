# The STM32F405/407 family.
include(${CMAKE_CURRENT_LIST_DIR}/../cortex-m/port.cmake)
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR} ${PERTH_CORTEX_M_INCLUDE_DIRS})
set(PERTH_PORT_SOURCES ${PERTH_CORTEX_M_SOURCES} ${PERTH_CORTEX_M_END})
foreach(source bootloader clock console edges pads timers vectors)
    list(APPEND PERTH_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
