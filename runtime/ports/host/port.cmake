# The host port's sources and include folder.
set(PERTH_PORT_SOURCES)
foreach(source adc board clock flash i2c_bus identity pads play_stimulus pwm record rtc spi_bus
               stimulus tcp thread timers trace uarts update watchdog sim/adc sim/i2c sim/pins sim/spi sim/uart)
    list(APPEND PERTH_PORT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source}.cpp)
endforeach()
set(PERTH_PORT_INCLUDE_DIRS ${CMAKE_CURRENT_LIST_DIR})
