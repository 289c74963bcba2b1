// What a chip's USB device controller does for the class logic, and what it tells it.
//
//     interrupt ──► controller::poll() ──► device: bus_reset, setup, control_…, sent, received
//                                            │
//                   hardware  ◄── controller::send_control, send, receive, …
//
// The functions of `controller` are the port's (runtime/ports/FAMILY/usb.cpp); <usb_port.hpp> says
// what else differs. All are called with interrupts masked or from the controller's interrupt,
// wait for nothing, and copy what they are given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "protocol.hpp"

namespace perth::hal::usb::controller {

using Packet = std::span<const std::uint8_t>;  ///< packet_size bytes at most

/// Starts the controller and connects to the bus; its interrupt calls poll(). Bounded; where there
/// is no controller (an emulator), nothing comes of it.
void start() noexcept;
/// Serves what has happened. It may be called within itself, by what it calls of the device.
void poll() noexcept;

/// Called before the status stage of the request is begun: who may answer to an address only
/// afterwards keeps it until then.
void set_address(std::uint8_t address) noexcept;
/// Makes the data endpoints ready, or none of them: not halted, DATA0 comes next, nothing is to be
/// sent or received.
void configure(bool configured) noexcept;

/// Sends a packet on endpoint 0, DATA1 being the first after a SETUP; device.control_sent() says
/// that the host has it.
void send_control(Packet packet) noexcept;
/// Lets the host send a packet on endpoint 0, which device.control_received() gets.
void receive_control() noexcept;
/// Answers whatever comes on endpoint 0 by STALL until the next SETUP.
void stall_control() noexcept;

/// Sends a packet on `data_in`; device.sent() says that the host has it. Only if none is under way.
void send(Packet packet) noexcept;
/// Lets the host send a packet on `data_out`, which device.received() gets; until then it is told
/// to wait (NAK). Only if none is awaited.
void receive() noexcept;
/// Answers by STALL from now on, or not any more. Either way what was to be sent or received is
/// given up, and DATA0 comes next.
void halt(Endpoint endpoint, bool halted) noexcept;

}  // namespace perth::hal::usb::controller
