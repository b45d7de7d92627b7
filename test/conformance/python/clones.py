"""clone_items, from one portal to the other."""

import re

from rows import equal, holds, until
from same import compare_services

#: Layers of the demo town that its maps and apps show.
LAYERS = ["Hydrants", "Parcels", "Streets and Street Works", "Neighbourhoods", "Water Network"]
VIEWS = ["Hydrants out of service", "Public Places (for everyone)"]


def check_clones(rows, direction, source, target):
    """Clones layers, views, maps and apps of the demo town, and reads back what was made."""
    row = lambda name, work, *args: rows.check(f"{direction}: {name}", work, *args)
    for title in LAYERS:
        row(f"clone_items of the layer {title}", _layer, source, target, title)
    for title in VIEWS:
        row(f"clone_items of the view {title}", _view, source, target, title)
    row("clone_items of the web map Larkmoor Town Map", _document, source, target, "Larkmoor Town Map", "Web Map")
    # Not the other dashboard of the town: it shows a picture of its own, and the library (2.4.4) waits for ever for an item that refers to
    # itself, on every portal that has no helper service for dashboards.
    row("clone_items of the dashboard Street Works", _document, source, target, "Street Works", "Dashboard")
    row(
        "clone_items of the Web AppBuilder app Town Viewer",
        _document,
        source,
        target,
        "Town Viewer",
        "Web Mapping Application",
    )
    row("clone_items of what is there already makes nothing", _again, source, target)
    row("clone_items of a file with its bytes, resources and metadata", _file, source, target)


def item_called(gis, title, item_type):
    """The item of exactly this title and type."""
    found = [item for item in gis.content.search(f'title:"{title}"', item_type=item_type, max_items=50) if item.title == title]
    equal(len(found), 1, f"items called {title}")
    return found[0]


def clone_of(target, item):
    """What clone_items made of an item: it carries the id of the original as a keyword."""
    found = until(
        lambda: target.content.search(f'typekeywords:"source-{item.id}"', max_items=10), f"the copy of {item.title} is found"
    )
    found = [one for one in found if f"source-{item.id}" in one.typeKeywords and one.type == item.type]
    equal(len(found), 1, f"copies of {item.title}")
    # Search may still know it as it was before its last change.
    return target.content.get(found[0].id)


def clone(target, *items):
    """Clones items together with what they need; gives what was made."""
    # With its code attachment the library (2.4.4) adds a Web AppBuilder app a second time.
    return target.content.clone_items(list(items), copy_data=True, search_existing_items=True, copy_code_attachment=False)


def _layer(source, target, title):
    item = item_called(source, title, "Feature Service")
    clone(target, item)
    copy = clone_of(target, item)
    for name in ("title", "snippet", "accessInformation", "licenseInfo"):
        equal(copy[name] or None, item[name] or None, name)
    equal(sorted(copy.tags), sorted(item.tags), "tags")
    relations = lambda one: [
        sorted((each["name"], each["cardinality"], each["relatedTableId"]) for each in layer.properties.get("relationships", []))
        for layer in [*one.layers, *one.tables]
    ]
    equal(relations(copy), relations(item), "relationships")
    return compare_services(item, copy)


def _view(source, target, title):
    item = item_called(source, title, "Feature Service")
    clone(target, item)
    copy = clone_of(target, item)
    holds("View Service" in copy.typeKeywords, "the copy is no view")
    of = lambda gis, one: [
        each["serviceItemId"] for each in gis._con.get(f"{one.url}/sources", {"f": "json"})["services"]
    ]
    originals = {one: clone_of(target, source.content.get(one)).id for one in of(source, item)}
    equal(of(target, copy), [originals[one] for one in of(source, item)], "sources of the view")
    visible = lambda one: [
        [field["name"].lower() for field in layer.properties.fields] for layer in [*one.layers, *one.tables]
    ]
    equal(visible(copy), visible(item), "fields of the view")
    filters = lambda one: [layer.properties.get("viewDefinitionQuery") for layer in [*one.layers, *one.tables]]
    equal(filters(copy), filters(item), "filters of the view")
    return compare_services(item, copy)


def _document(source, target, title, item_type):
    item = item_called(source, title, item_type)
    clone(target, item)
    copy = clone_of(target, item)
    before, after = named(item.get_data()), named(copy.get_data())
    mapped = 0
    for one in sorted(set(re.findall(r"\b[0-9a-f]{32}\b", " ".join(before)))):
        original = source.content.get(one)
        made = one != item.id and original and target.content.search(f'typekeywords:"source-{one}"')
        if not made:
            continue
        mapped += 1
        told = f"{title} names {original.type} {original.title}"
        holds(not any(one in value for value in after), f"{told} by its old id")
        holds(any(made[0].id in value for value in after), f"not: {told} by its new id")
        if original.url and "Hosted Service" in original.typeKeywords:
            holds(not any(original.url in value for value in after), f"{told} by its old address")
    if copy.url:
        holds(copy.id in copy.url and item.id not in copy.url, f"address of the app: {copy.url}")
    equal([one["resource"] for one in copy.resources.list()], [one["resource"] for one in item.resources.list()], "resources")
    return f"{mapped} items are named by their new ids"


def named(data):
    """Ids and addresses of services in a document where clone_items looks for them: not in expressions, links and other texts."""
    if isinstance(data, dict):
        texts = [(key, value) for key, value in data.items() if isinstance(value, str)]
        own = [value for key, value in texts if key in ("itemId", "appItemId") or (key == "url" and "/rest/services/" in value)]
        return own + [value for one in data.values() for value in named(one)]
    return [value for one in data for value in named(one)] if isinstance(data, list) else []


def _again(source, target):
    count = lambda: target.content.advanced_search(f"owner:{target.users.me.username}", max_items=-1, return_count=True)
    before = count()
    items = [item_called(source, title, "Feature Service") for title in [*LAYERS[:2], *VIEWS[:1]]]
    items.append(item_called(source, "Larkmoor Town Map", "Web Map"))
    clone(target, *items)
    equal(count(), before, "items in the target")


def _file(source, target):
    item = item_called(source, "Hydrant handbook", "PDF")
    clone(target, item)
    copy = clone_of(target, item)
    with open(item.download(), "rb") as one, open(copy.download(), "rb") as other:
        equal(other.read() == one.read(), True, "the same bytes")
