# The RP2040.
set(PERTH_TIME_BASE ${CMAKE_CURRENT_LIST_DIR}/time.cpp)
include(${CMAKE_CURRENT_LIST_DIR}/../cortex-m/port.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/../usb/port.cmake)
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR} ${PERTH_CORTEX_M_INCLUDE_DIRS}
                            ${PERTH_USB_INCLUDE_DIRS})
set(PERTH_PORT_SOURCES ${PERTH_CORTEX_M_SOURCES} ${PERTH_CORTEX_M_END} ${PERTH_USB_SOURCES})
foreach(source adc clock console deadline edges flash flash_chip i2c mover pads pwm reset rtc spi timers
               uart_sent uarts unique_id units update usb vectors watchdog)
    list(APPEND PERTH_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
# It is the same whatever the program is built for, and is all inlined: an update leaves it.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/mover.cpp PROPERTIES COMPILE_OPTIONS -Oz)
