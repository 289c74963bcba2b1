// The pads that the board definition `host` names.
#pragma once

namespace perth::pad {
struct P0;
struct P1;
struct P2;
struct P8;
struct P10;
struct P11;
}  // namespace perth::pad
