"""Compares two hosted layers row by row."""

import hashlib

from rows import equal, holds

def compare_services(one, other):
    """
    Raises unless both services have the same layers with the same rows, related rows and attachments. Rows are matched by what is in them.
    Gives a note with the counts.
    """
    totals = {"layers": 0, "rows": 0, "attachments": 0}
    mine, theirs = _tables(one), _tables(other)
    equal([layer.properties.name for layer in theirs], [layer.properties.name for layer in mine], "names of layers")
    for first, second in zip(mine, theirs):
        name = first.properties.name
        equal(second.properties.get("geometryType"), first.properties.get("geometryType"), f"{name}: geometry")
        editing = _editing(first) | _editing(second)
        rows = _rows(first, editing)
        copies = _rows(second, editing)
        equal(len(copies), len(rows), f"{name}: rows")
        equal(sorted(copies.values()), sorted(rows.values()), f"{name}: values")
        attached, again = _attachments(first, rows), _attachments(second, copies)
        equal(again, attached, f"{name}: attachments")
        totals["layers"] += 1
        totals["rows"] += len(rows)
        totals["attachments"] += len(attached)
    return ", ".join(f"{count} {what}" for what, count in totals.items()) + " are the same"


def _tables(item):
    return sorted([*item.layers, *item.tables], key=lambda layer: layer.properties.id)


def _editing(layer):
    """Fields in which the service keeps who edited when. A view need not say which they are."""
    told = (layer.properties.get("editFieldsInfo") or {}).values()
    return {str(name).lower() for name in told if name} | {"creationdate", "creator", "editdate", "editor"}


def _rows(layer, left_out):
    """What is in each row, as text, by ObjectID."""
    properties = layer.properties
    oid = properties.objectIdField
    # The service gives identifiers, and computes areas and lengths of its shapes.
    own = {str(name).lower() for name in (oid, properties.get("globalIdField")) if name} | left_out | {
        name.lower() for name in (properties.get("geometryProperties") or {}).values() if isinstance(name, str)
    }
    types = {field["name"]: field["type"] for field in properties.fields}
    guids = {name for name, kind in types.items() if kind == "esriFieldTypeGUID"}
    found = layer.query(out_sr=4326, return_all_records=True).features
    rows = {}
    for row in found:
        values = {
            name.lower(): _plain(value)
            for name, value in row.attributes.items()
            if name.lower() not in own and name not in guids
        }
        geometry = row.geometry and {key: _rounded(row.geometry[key]) for key in ("x", "y", "paths", "rings", "points") if key in row.geometry}
        rows[row.attributes[oid]] = repr((sorted(values.items()), geometry))
    return rows


def _attachments(layer, rows):
    """Row, name, type and digest of each attachment."""
    if not layer.properties.get("hasAttachments"):
        return []
    found = []
    for info in layer.attachments.search(as_df=False):
        oid = info["PARENTOBJECTID"]
        holds(oid in rows, "an attachment of no row")
        content = _bytes(layer, oid, info["ID"])
        found.append((rows[oid], info["NAME"], info["CONTENTTYPE"], info["SIZE"], hashlib.sha256(content).hexdigest()))
    return sorted(found)


def _bytes(layer, oid, attachment):
    answer = layer._gis._con._session.get(f"{layer.url}/{oid}/attachments/{attachment}")
    answer.raise_for_status()
    return answer.content


def _plain(value):
    return round(value, 6) if isinstance(value, float) else value


def _rounded(value):
    if isinstance(value, (list, tuple)):
        return [_rounded(one) for one in value]
    return round(value, 6) if isinstance(value, float) else value
