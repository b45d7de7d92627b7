"""What the library asked for and what it got."""

import json
import os
import re
from urllib.parse import urlsplit
from urllib.request import urlopen

from pair import ROOT

#: The library looks for a stand-alone server at the address of the portal before it signs in; a portal has nothing there either.
PROBES = [r"GET (/portal)?/info", r"GET (/portal)?/rest/(info|services)", r"GET /sharing/rest/services", r"GET /sharing/sharing/rest/info"]


def check_requests(rows, pair, direction):
    """A row for requests that the sandbox does not know and for failures inside it; all of them are left in coverage/."""
    asked = [request for side in ("source", "target") for request in recorded(pair.portals[side])]
    kinds = {}
    for request in asked:
        kind = kinds.setdefault(f"{request['method']} {pattern(request)}", {"times": 0, "refused": {}})
        kind["times"] += 1
        if request.get("error"):
            kind["refused"][request["error"]] = kind["refused"].get(request["error"], 0) + 1
    folder = os.path.join(ROOT, "coverage")
    os.makedirs(folder, exist_ok=True)
    name = "-to-".join(pair.portals[side]["kind"] for side in ("source", "target"))
    with open(os.path.join(folder, f"python-requests-{name}.json"), "w", encoding="utf-8") as out:
        json.dump(dict(sorted(kinds.items())), out, indent=2)
    unknown = {
        request: count
        for request, count in pair.unknown().items()
        if not any(re.fullmatch(probe, request) for probe in PROBES)
    }
    refused = sum(1 for request in asked if request.get("error"))
    told = f"{len(asked)} requests at {len(kinds)} addresses, {refused} refused"
    missing = ", ".join(f"{request} ({count})" for request, count in unknown.items())
    rows.add(f"{direction}: every request is known", not unknown, missing or told)
    troubles = pair.troubles()
    rows.add(f"{direction}: nothing fails inside the sandbox", not troubles, "; ".join(troubles[:3]))


def recorded(portal):
    """The requests that a portal has recorded."""
    address = urlsplit(portal["portal"])
    with urlopen(f"{address.scheme}://{address.netloc}/sandbox/requests") as answer:
        return json.load(answer)["requests"]


def pattern(request):
    """The path with its ids and numbers left out."""
    path = re.sub(r"\b[0-9a-f]{32}\b", "{id}", request["path"])
    path = re.sub(r"/services/(Hosted/)?[^/]+/", r"/services/\1{name}/", path)
    path = re.sub(r"(resources|users)/(?!users)[^/]+(/.*)?$", lambda found: f"{found[1]}/…{found[2] or ''}", path)
    return re.sub(r"/\d+(?=/|$)", "/{n}", path)
