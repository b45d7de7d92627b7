"""
ArcGIS API for Python on two pairs of portals of the sandbox: what it is asked to do by its documentation, in the manners of ArcGIS Enterprise
and of ArcGIS Online, and copying from either to the other.
"""

import faulthandler
import os
import sys
import tempfile

import arcgis

from both_ways import check_both_ways
from clones import check_clones
from items import check_items
from layers import check_layers
from loopback_only import keep_to_loopback, refused
from members import check_members
from pair import Pair
from publishing import check_publishing
from requests_made import check_requests
from rows import Rows
from secure_addresses import use_secure_addresses
from sign_in import check_sign_in
from signed_in import signed_in

PAIRS = [("enterprise", "online", 17180), ("online", "enterprise", 17280)]
#: Seconds after which something hangs.
LONGEST = 900


def main():
    # The library may wait for ever, for an item that refers to itself for example: then there is no summary, which is a failure.
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    keep_to_loopback()
    rows = Rows()
    print(f"ArcGIS API for Python {arcgis.__version__}, Python {sys.version.split()[0]}")
    for source_kind, target_kind, port in PAIRS:
        with Pair(source_kind, target_kind, port) as pair, tempfile.TemporaryDirectory() as folder:
            check_pair(rows, pair, source_kind.title(), target_kind.title(), folder)
            check_requests(rows, pair, f"{source_kind.title()} → {target_kind.title()}")
    rows.add("nobody but the portals is asked", True, refused and f"It wanted to ask {', '.join(sorted(refused))}.")
    rows.write("python")
    failed = [row for row in rows.rows if not row["ok"]]
    print(f"{len(rows.rows) - len(failed)} of {len(rows.rows)} as expected")
    return 1 if failed else 0


def check_pair(rows, pair, manner, other, folder):
    """Everything that one portal can show alone on the source, then copying from it to the target."""
    if not rows.check(f"{manner}: GIS() signs in and out of order", check_sign_in, pair.portals["source"]):
        return
    source, target = signed_in(pair.portals["source"]), signed_in(pair.portals["target"])
    direction = f"{manner} → {other}"
    check_members(rows, manner, source)
    for number, check in enumerate((check_items, check_publishing, check_layers)):
        place = os.path.join(folder, str(number))
        os.mkdir(place)
        check(rows, manner, source, place)
    rows.check(f"{manner}: the town's documents use HTTPS", use_secure_addresses, source, pair.portals["source"])
    check_clones(rows, direction, source, target)
    check_both_ways(rows, direction, source, target, pair.portals)


if __name__ == "__main__":
    sys.exit(main())
