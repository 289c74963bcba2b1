# The nRF51 family.
set(PERTH_TIME_BASE ${CMAKE_CURRENT_LIST_DIR}/time.cpp)
include(${CMAKE_CURRENT_LIST_DIR}/../cortex-m/port.cmake)
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR} ${PERTH_CORTEX_M_INCLUDE_DIRS})
set(PERTH_PORT_SOURCES ${PERTH_CORTEX_M_SOURCES} ${PERTH_CORTEX_M_END})
foreach(source adc bootloader clock console edges flash i2c identity mover pads pwm serial_units spi ticker
               timers uart update vectors watchdog)
    list(APPEND PERTH_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
# It has 1 KiB whatever the program is built for, and is the same in all of them: an update leaves it.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/mover.cpp PROPERTIES COMPILE_OPTIONS -Oz)
