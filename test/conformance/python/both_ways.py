"""Copies of clone_items and of our nodes recognise each other."""

import json
import os
import subprocess
import tempfile

from clones import clone, clone_of, item_called
from pair import DIST, NODE, ROOT
from rows import equal, holds
from same import compare_services


def check_both_ways(rows, direction, source, target, portals):
    """
    Goes on where the clones were made.
    @param portals: what the sandbox says of its two portals
    """
    row = lambda name, work: rows.check(f"{direction}: {name}", work)
    layer = item_called(source, "Public Places", "Feature Service")
    view = item_called(source, "Public Places (for everyone)", "Feature Service")
    cloned_map = item_called(source, "Out and About", "Web Map")
    cloned_before = [
        item_called(source, "Hydrants", "Feature Service"),
        item_called(source, "Hydrants out of service", "Feature Service"),
        item_called(source, "Larkmoor Town Map", "Web Map"),
        item_called(source, "Street Works", "Dashboard"),
        item_called(source, "Town Viewer", "Web Mapping Application"),
    ]
    ours = item_called(source, "Street Trees", "Feature Service")
    our_map = item_called(source, "Trees of Larkmoor", "Web Map")

    def owned():
        me = target.users.me
        return {item.id for folder in target.content.folders.list() for item in folder.list()} | {
            item.id for item in target.content.search(f"owner:{me.username}", max_items=500)
        }

    def nodes_find_clones():
        clone(target, cloned_map)
        items = [layer, view, cloned_map, *cloned_before]
        copies = {item.id: clone_of(target, item).id for item in items}
        before = owned()
        report = copy_with_nodes(portals, [item.id for item in items])
        for one in report:
            holds(not one["error"], f"{one['title']}: {one['error']}")
            holds(not one["failed"], f"{one['title']}: {one['failed']}")
        found = {one["source"]: one["target"] for one in report}
        outcomes = {one["source"]: one["outcome"] for one in report}
        for item in items:
            equal(found.get(item.id), copies[item.id], f"copy of {item.title}")
            holds(outcomes[item.id] in ("updated", "unchanged"), f"{item.title} was {outcomes[item.id]}")
        made = owned() - before
        other = {one["target"] for one in report if one["outcome"] == "created"}
        equal(made - other, set(), "items that no row tells of")
        for item in (layer, view, *cloned_before[:2]):
            compare_services(item, target.content.get(copies[item.id]))
        return ", ".join(f"{one['title']} {one['outcome']}" for one in report)

    def clones_find_ours():
        report = copy_with_nodes(portals, [ours.id])
        equal([one["outcome"] for one in report], ["created"], f"outcome of {ours.title}: {report}")
        ours_made = report[0]["target"]
        before = owned()
        made = clone(target, ours)
        equal([item.id for item in made if item.id != ours_made], [], "new items")
        equal(owned(), before, "items in the target")
        equal(clone_of(target, ours).id, ours_made)
        clone(target, our_map)
        copy = clone_of(target, our_map)
        holds(ours_made in json.dumps(copy.get_data()), "the cloned map does not show our copy of its layer")
        equal(clone_of(target, ours).id, ours_made, "the copy of the layer")

    row("copies made by our nodes are used by clone_items(search_existing_items=True)", clones_find_ours)
    row("copies made by clone_items are updated in place by our nodes, not doubled", nodes_find_clones)


def copy_with_nodes(portals, ids):
    """Copies items with the nodes in a real Node-RED; gives the rows of its report."""
    order = {
        side: {"url": portals[side]["https"], "username": portals[side]["username"], "password": portals[side]["password"]}
        for side in ("source", "target")
    }
    with tempfile.TemporaryDirectory() as folder:
        # Node.js takes further certificate authorities from one file.
        authorities = os.path.join(folder, "ca.pem")
        with open(authorities, "w", encoding="utf-8") as out:
            for side in ("source", "target"):
                with open(portals[side]["caFile"], encoding="utf-8") as file:
                    out.write(file.read() + "\n")
        program = os.path.join(DIST, "test", "conformance", "python", "copy-with-nodes.js")
        done = subprocess.run(
            [NODE, program, json.dumps({**order, "ids": ids})],
            cwd=ROOT,
            env={**os.environ, "NODE_EXTRA_CA_CERTS": authorities},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=180,
        )
    holds(done.returncode == 0, f"the nodes failed: {done.stderr[-600:]}")
    return json.loads(done.stdout)
