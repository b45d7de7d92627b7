"""The demo town's documents name their portal by HTTP; the library speaks HTTPS only, and takes other addresses for other servers."""

import json
from urllib.parse import urlencode
from urllib.request import urlopen

TYPES = ["Web Map", "Dashboard", "Web Mapping Application"]


def use_secure_addresses(gis, portal):
    """Changes the addresses in all maps and apps of the portal; gives a note with how many documents had any."""
    layer = gis.content.search('title:"Hydrants"', item_type="Feature Service")[0]
    query = urlencode({"f": "json", "token": gis._con.token})
    with urlopen(f"{portal['portal']}/sharing/rest/content/items/{layer.id}?{query}") as answer:
        plain = json.load(answer)["url"]
    root = lambda url: url.split("/rest/services/")[0]
    addresses = {root(plain): root(layer.url), portal["portal"]: portal["https"]}
    changed = 0
    for item_type in TYPES:
        for item in gis.content.search(f'type:"{item_type}"', max_items=100):
            before = json.dumps(item.get_data())
            after = before
            for one, other in addresses.items():
                after = after.replace(one, other)
            if after != before:
                item.update(data=after)
                changed += 1
    return f"{changed} documents"
