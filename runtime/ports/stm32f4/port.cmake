# The STM32F4 family.
include(${CMAKE_CURRENT_LIST_DIR}/../cortex-m/port.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/../usb/port.cmake)
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR} ${PERTH_CORTEX_M_INCLUDE_DIRS}
                            ${PERTH_USB_INCLUDE_DIRS})
set(PERTH_PORT_SOURCES ${PERTH_CORTEX_M_SOURCES} ${PERTH_CORTEX_M_END} ${PERTH_USB_SOURCES})
foreach(source adc bootloader clock console edges flash i2c i2c_timeouts identity mover pads pwm rtc spi
               timers update usb usb_chip vectors watchdog
               units/i2c1 units/i2c2 units/i2c3 units/spi1 units/spi2 units/spi3
               units/uart4 units/uart5 units/usart1 units/usart2 units/usart3 units/usart6)
    list(APPEND PERTH_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
# It is the same whatever the program is built for, and is all inlined: an update leaves it.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/mover.cpp PROPERTIES COMPILE_OPTIONS -Oz)
