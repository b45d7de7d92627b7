"""Writes a zipped Shapefile of points with a text and a number, in the coordinates of WGS 84."""

import struct
import zipfile

WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def write_shapefile(path, name, rows):
    """@param rows: (x, y, text, whole number) each"""
    xs, ys = [row[0] for row in rows], [row[1] for row in rows]
    box = (min(xs), min(ys), max(xs), max(ys))
    records = [struct.pack("<i2d", 1, x, y) for x, y, _, _ in rows]
    shp = _header(50 + 14 * len(rows), box)
    shx = _header(50 + 4 * len(rows), box)
    for number, record in enumerate(records):
        shx += struct.pack(">2i", 50 + 14 * number, 10)
        shp += struct.pack(">2i", number + 1, 10) + record
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.shp", shp)
        archive.writestr(f"{name}.shx", shx)
        archive.writestr(f"{name}.dbf", _table(rows))
        archive.writestr(f"{name}.prj", WGS84)
        archive.writestr(f"{name}.cpg", "UTF-8")


def _header(words, box):
    return struct.pack(">i5i", 9994, 0, 0, 0, 0, 0) + struct.pack(">i", words) + struct.pack(
        "<2i8d", 1000, 1, *box, 0, 0, 0, 0
    )


def _table(rows):
    fields = [(b"NAME", b"C", 40), (b"COUNT", b"N", 9)]
    size = 1 + sum(length for _, _, length in fields)
    table = struct.pack("<B3BIHH20x", 3, 126, 1, 1, len(rows), 32 + 32 * len(fields) + 1, size)
    for name, kind, length in fields:
        table += struct.pack("<11sc4xBB14x", name, kind, length, 0)
    table += b"\r"
    for _, _, text, number in rows:
        table += b" " + text.encode("utf-8").ljust(40)[:40] + str(number).rjust(9).encode("ascii")
    return table + b"\x1a"
