#!/usr/bin/env python3
"""Writes the seeds of the WAL and LZ4 targets anew. Needs the lz4 tool; not part of any test run.

The seeds of the other two targets are written by hand."""

import os
import struct
import subprocess

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")


def store(target, name, content):
    with open(os.path.join(here, target, name), "wb") as out:
        out.write(content)


def checksum(start, content, order):
    s0, s1 = start
    words = struct.unpack(order + "%dI" % (len(content) // 4), content)
    for i in range(0, len(words), 2):
        s0 = (s0 + words[i] + s1) & 0xFFFFFFFF
        s1 = (s1 + words[i + 1] + s0) & 0xFFFFFFFF
    return s0, s1


def wal(order, page_size, commits):
    """commits: the database size of each frame, 0 if it is no commit."""
    magic = 0x377F0683 if order == ">" else 0x377F0682
    content = struct.pack(">IIIIII", magic, 3007000, page_size, 0, 0x52382EAC, 0x857B1A4E)
    total = checksum((0, 0), content, order)
    content += struct.pack(">II", *total)
    for number, size in enumerate(commits):
        head = struct.pack(">II", number + 1, size)
        page = bytes((number * 7 + i) & 0xFF for i in range(page_size))
        total = checksum(checksum(total, head, order), page, order)
        content += head + struct.pack(">IIII", 0x52382EAC, 0x857B1A4E, *total) + page
    return content


def choices(repaired, big, from_start, size_step, broken=0, split=0, limit=0):
    return bytes([repaired | big << 1 | from_start << 2 | size_step << 3, broken, split, limit])


def write_wal_seeds():
    for order, big in (("<", 0), (">", 1)):
        kind = "big" if big else "little"
        whole = wal(order, 512, [0, 2, 0, 4])
        store("wal_reader", kind + "_512", choices(0, big, 1, 0, split=2) + whole)
        store("wal_reader", kind + "_512_limit", choices(0, big, 1, 0, split=1, limit=2) + whole)
        store("wal_reader", kind + "_512_second_part", choices(0, big, 0, 0, split=1) + whole[32 + 536:])
        store("wal_reader", kind + "_512_repaired", choices(1, big, 1, 0, split=2) + whole)
        store("wal_reader", kind + "_512_broken_last", choices(1, big, 1, 0, broken=4, split=3) + whole)
        store("wal_reader", kind + "_512_wrong_order", choices(0, 1 - big, 0, 0, split=1) + whole[32:])
    store("wal_reader", "little_1024", choices(0, 0, 1, 1, split=1) + wal("<", 1024, [1, 2]))
    store("wal_reader", "little_2048_repaired", choices(1, 0, 0, 2, split=1) + wal("<", 2048, [1, 2])[32:])
    store("wal_reader", "header_only", choices(0, 0, 1, 0) + wal("<", 512, []))
    store("wal_reader", "half_frame", choices(0, 0, 1, 0) + wal("<", 512, [1, 1])[:-100])


def lz4(content, *options):
    return subprocess.run(("lz4", "-q", "-c") + options, input=content, stdout=subprocess.PIPE,
                          check=True).stdout


def write_lz4_seeds():
    text = b"".join(b"page %d of a small database, " % (i % 37) for i in range(60))
    noise = bytes((i * i * 31 + i // 7 * 13) & 0xFF for i in range(300))
    for name, options in {
        "default": (), "linked_64k": ("-B4", "-BD"), "independent_256k": ("-B5", "-BI"),
        "block_checksums": ("-B6", "-BX"), "content_size": ("-B7", "--content-size"),
        "no_frame_checksum": ("--no-frame-crc",), "no_checksum_linked": ("-B4", "-BD", "--no-frame-crc"),
        "legacy": ("-l",), "high": ("-9",),
    }.items():
        store("lz4_frames", name, b"\x35" + lz4(text, *options))
    store("lz4_frames", "stored", b"\x05" + lz4(noise, "--no-frame-crc"))
    store("lz4_frames", "empty", b"\x11" + lz4(b""))
    frame = lz4(b"short", "-B7", "-BI")
    store("lz4_frames", "empty_block_at_end", b"\x11" + frame[:-8] + b"\0\0\0\x80" + frame[-8:])
    store("lz4_frames", "behind_skippable", b"\x22" + b"\x53\x2a\x4d\x18\x03\0\0\0abc" + frame)
    store("lz4_frames", "two_frames", b"\x11" + frame + frame)
    store("lz4_frames", "cut_short", b"\x11" + frame[:-3])


write_wal_seeds()
write_lz4_seeds()
