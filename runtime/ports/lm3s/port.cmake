# Stellaris LM3S6965.
include(${CMAKE_CURRENT_LIST_DIR}/../cortex-m/port.cmake)
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR} ${PERTH_CORTEX_M_INCLUDE_DIRS})
set(PERTH_PORT_SOURCES ${PERTH_CORTEX_M_SOURCES} ${PERTH_CORTEX_M_END})
foreach(source adc alarm chip clock console edges flash i2c pads pwm spi timers uart_end uarts
               update vectors watchdog)
    list(APPEND PERTH_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
