// The second stage of booting: 252 bytes that the ROM copies to RAM and calls, to make the flash
// chip readable as memory. boot2.hpp has its machine code; a test compares both.
//
//     ROM ──► quad reads allowed? ──no──► set the chip's QE bit
//                  │yes                        │
//                  ▼                           ▼
//             read once by EBh with the mode bits of continuous reading ──► XIP without commands
//                  │
//                  ├─ called by the ROM (LR 0) ──► program's vector table
//                  └─ called by flash.cpp ──► back
//
// For chips like Winbond's W25Q16JV and W25Q64JV (W25Q16JV datasheet: "Status Registers", QE is bit
// 1 of register 2; "Read Status Register", 05h and 35h; "Write Status Register", 31h; "Fast Read
// Quad I/O (EBh)", mode bits A0h continue, four dummy clocks). Other registers: "RP2040 Datasheet",
// "SSI" and "Boot Sequence". The ROM has chosen the chip (SSI's SER) before either call. Nothing here
// is bounded: without flash there is no program to go on.
//
// PERTH_FLASH_DIVIDER: clk_sys / clock of the flash, even.

    .syntax unified
    .cpu cortex-m0plus
    .thumb

    .set PADS_QSPI, 0x40020000
    .set PAD_SCLK, 0x04
    .set PAD_SD0, 0x08
    .set FAST_8_MA, 2 << 4 | 1
    .set SCHMITT, 1 << 1

    .set SSI, 0x18000000
    .set CTRLR0, 0x00
    .set CTRLR1, 0x04
    .set SSIENR, 0x08
    .set BAUDR, 0x14
    .set SR, 0x28
    .set DR0, 0x60
    .set RX_SAMPLE_DLY, 0xF0
    .set SPI_CTRLR0, 0xF4
    .set SR_BUSY, 1 << 0
    .set SR_TFE, 1 << 2
    .set BYTES_BOTH_WAYS, 7 << 16                     // DFS_32, TMOD 0
    .set QUAD_WORD_READS, 2 << 21 | 31 << 16 | 3 << 8 // SPI_FRF, DFS_32, TMOD
    // Bits 0-1: command and address by one line or four; 2-5: address with mode bits, in 4 bits;
    // 8-9: length of the command; 11-15: dummy clocks; 24-31: the mode bits.
    .set WITH_COMMAND, 4 << 11 | 2 << 8 | 8 << 2 | 1
    .set WITHOUT_COMMAND, 0xA0 << 24 | 4 << 11 | 8 << 2 | 2

    .set READ_STATUS_1, 0x05
    .set WRITE_ENABLE, 0x06
    .set WRITE_STATUS_2, 0x31
    .set READ_STATUS_2, 0x35
    .set READ_QUAD, 0xEB
    .set CONTINUE, 0xA0
    .set STATUS_1_BUSY, 1 << 0
    .set STATUS_2_QE, 1 << 1

    .set VTOR, 0xE000ED08
    .set PROGRAM, 0x10000100

    .section .text, "ax"
boot2:
    push {r4-r7, lr}
    ldr  r7, =SSI
    movs r6, #0
    movs r5, #1

    // A clock line that is fast enough, data lines without the delay of their Schmitt triggers.
    ldr  r3, =PADS_QSPI
    movs r0, #FAST_8_MA
    str  r0, [r3, #PAD_SCLK]
    ldr  r0, [r3, #PAD_SD0]
    movs r1, #SCHMITT
    bics r0, r1
    str  r0, [r3, #PAD_SD0]
    str  r0, [r3, #PAD_SD0 + 4]
    str  r0, [r3, #PAD_SD0 + 8]
    str  r0, [r3, #PAD_SD0 + 12]

    // Plain SPI. What comes is sampled a clock later: the lines and the chip take that long.
    str  r6, [r7, #SSIENR]
    movs r0, #PERTH_FLASH_DIVIDER
    str  r0, [r7, #BAUDR]
    movs r1, #RX_SAMPLE_DLY
    str  r5, [r7, r1]
    ldr  r0, =BYTES_BOTH_WAYS
    str  r0, [r7, #CTRLR0]
    str  r5, [r7, #SSIENR]

    movs r0, #READ_STATUS_2
    bl   read_status
    movs r4, r0
    movs r1, #STATUS_2_QE
    tst  r4, r1
    bne  quad
    orrs r4, r1
    movs r0, #WRITE_ENABLE
    str  r0, [r7, #DR0]
    bl   wait
    ldr  r0, [r7, #DR0]
    movs r0, #WRITE_STATUS_2
    str  r0, [r7, #DR0]
    str  r4, [r7, #DR0]
    bl   wait
    ldr  r0, [r7, #DR0]
    ldr  r0, [r7, #DR0]
writing:
    movs r0, #READ_STATUS_1
    bl   read_status
    movs r1, #STATUS_1_BUSY
    tst  r0, r1
    bne  writing

quad:
    str  r6, [r7, #SSIENR]
    ldr  r0, =QUAD_WORD_READS
    str  r0, [r7, #CTRLR0]
    str  r6, [r7, #CTRLR1]
    movs r4, #SPI_CTRLR0
    ldr  r0, =WITH_COMMAND
    str  r0, [r7, r4]
    str  r5, [r7, #SSIENR]
    movs r0, #READ_QUAD
    str  r0, [r7, #DR0]
    movs r0, #CONTINUE
    str  r0, [r7, #DR0]
    bl   wait
    str  r6, [r7, #SSIENR]
    ldr  r0, =WITHOUT_COMMAND
    str  r0, [r7, r4]
    str  r5, [r7, #SSIENR]

    pop  {r4-r7}
    pop  {r0}
    cmp  r0, #0
    beq  start
    bx   r0
start:
    ldr  r0, =PROGRAM
    ldr  r1, =VTOR
    str  r0, [r1]
    ldmia r0!, {r1, r2}
    msr  msp, r1
    bx   r2

// Sends the command r0, returns the chip's answer in r0. Changes r1, r2.
read_status:
    mov  r2, lr
    str  r0, [r7, #DR0]
    str  r0, [r7, #DR0]
    bl   wait
    ldr  r0, [r7, #DR0]
    ldr  r0, [r7, #DR0]
    bx   r2

// Waits until all was sent. Changes r0, r1.
wait:
    ldr  r0, [r7, #SR]
    movs r1, #SR_TFE
    tst  r0, r1
    beq  wait
    movs r1, #SR_BUSY
    tst  r0, r1
    bne  wait
    bx   lr

    .ltorg
