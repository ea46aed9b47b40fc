# SPDX-License-Identifier: GPL-3.0-or-later
"""What an X server shows, without asking it: Xvfb keeps its picture in an XWD file."""

import math
import os
import struct
import time
import zlib

COLOUR_BYTES = 12
# Fields of the header, each of 32 bits.
HEADER_SIZE, WIDTH, HEIGHT, BITS_PER_PIXEL, BYTES_PER_LINE, N_COLOURS = 0, 4, 5, 11, 12, 19


class Picture:
    """A rectangle of the screen: rows of blue, green, red and nothing, a byte each."""

    def __init__(self, width, height, rows):
        self.width = width
        self.height = height
        self.rows = rows

    def __eq__(self, other):
        return self.rows == other.rows

    def pixel(self, x, y):
        blue, green, red = self.rows[y][4 * x : 4 * x + 3]
        return red, green, blue

    def save(self, path, radius=0):
        """Writes a PNG, with round corners if a radius is given."""
        n_colours = 4 if radius else 3
        lines = bytearray()
        for y, row in enumerate(self.rows):
            line = bytearray(b"\xff" * n_colours * self.width)
            for colour in range(3):
                line[colour::n_colours] = row[2 - colour :: 4]
            for x, alpha in self._corner(y, radius):
                line[4 * x + 3] = line[4 * (self.width - 1 - x) + 3] = alpha
            lines += b"\0" + line

        def chunk(name, data):
            body = name + data
            return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

        kind = 6 if radius else 2
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, kind, 0, 0, 0)
        with open(path, "wb") as png:
            png.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header))
            png.write(chunk(b"IDAT", zlib.compress(bytes(lines), 9)) + chunk(b"IEND", b""))

    def _corner(self, y, radius):
        """How much there is of the first pixels of a line, where the corners are round."""
        from_edge = min(y, self.height - 1 - y)
        if from_edge >= radius:
            return
        for x in range(radius):
            distance = math.hypot(radius - x - 0.5, radius - from_edge - 0.5)
            yield x, round(255 * min(1, max(0, radius - distance + 0.5)))


class Screen:
    """The screen of the session that with-session made."""

    def __init__(self, path=None):
        self.path = path or os.environ["OPTISCHEMA_TEST_SCREEN"]
        with open(self.path, "rb") as file:
            header = struct.unpack(">25I", file.read(100))
        self.width, self.height = header[WIDTH], header[HEIGHT]
        self.bytes_per_line = header[BYTES_PER_LINE]
        self.start = header[HEADER_SIZE] + header[N_COLOURS] * COLOUR_BYTES
        if header[BITS_PER_PIXEL] != 32:
            raise ValueError(f"{self.path}: {header[BITS_PER_PIXEL]} bits a pixel")

    def picture(self, x=0, y=0, width=None, height=None):
        """What is there at this moment, cut off at the edges of the screen."""
        left, top = max(0, x), max(0, y)
        right = min(self.width, x + width if width else self.width)
        bottom = min(self.height, y + height if height else self.height)
        rows = []
        with open(self.path, "rb") as file:
            for line in range(top, bottom):
                file.seek(self.start + line * self.bytes_per_line + 4 * left)
                rows.append(file.read(4 * (right - left)))
        return Picture(right - left, bottom - top, rows)

    def settled(self, *rectangle, patience=5, still=0.3):
        """The same, once nothing has moved for a moment, or patience is at its end."""
        end = time.monotonic() + patience
        before = self.picture(*rectangle)
        since = time.monotonic()
        while time.monotonic() < end:
            time.sleep(0.05)
            now = self.picture(*rectangle)
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since >= still:
                break
        return before
