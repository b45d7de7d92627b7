"""Queries, edits, attachments, views and sharing of a hosted layer."""

import os

from arcgis.features import Feature, FeatureLayerCollection
from arcgis.features.geo import GeoAccessor  # noqa: F401 (gives data frames their `spatial`)
from arcgis.gis import ItemProperties, ItemTypeEnum

from pictures import PNG
from rows import equal, holds, until


def check_layers(rows, manner, gis, folder):
    """@param folder: an empty folder on this machine"""
    row = lambda name, work: rows.check(f"{manner}: {name}", work)
    hydrants = [item for item in gis.content.search('title:"Hydrants"', item_type="Feature Service") if item.title == "Hydrants"][0]
    made = {}

    def queries():
        layer, table = hydrants.layers[0], hydrants.tables[0]
        count = layer.query(return_count_only=True)
        oid = layer.properties.objectIdField
        equal(len(layer.query(return_ids_only=True)["objectIds"]), count)
        equal(len(layer.query().features), count)
        equal(len(layer.query(result_record_count=7, order_by_fields=oid, return_all_records=False).features), 7)
        statistics = [{"statisticType": "count", "onStatisticField": oid, "outStatisticFieldName": "n"}]
        groups = layer.query(out_statistics=statistics, group_by_fields_for_statistics="status").features
        equal(sum(one.attributes["n"] for one in groups), count)
        holds(layer.query(return_extent_only=True)["extent"]["xmin"] < 0, "no extent")
        frame = layer.query(where="1=1", out_fields="hydrant_no,status", as_df=True)
        equal(len(frame), count)
        equal(set(frame.columns) >= {"hydrant_no", "status", "SHAPE"}, True, f"columns {list(frame.columns)}")
        parents = layer.query(where="status = 'out'", out_fields=oid)
        related = layer.query_related_records(
            ",".join(str(one.attributes[oid]) for one in layer.query().features[:200]), "0", return_geometry=False
        )
        holds(related["relatedRecordGroups"], "no related rows")
        box = layer.query(return_extent_only=True)["extent"]
        inside = layer.query(geometry_filter=_box(box), return_count_only=True)
        equal(inside, count, "rows in their own extent")
        equal(table.query(return_count_only=True) > 0, True)
        holds(layer.get_unique_values("status"), "no values")
        try:
            layer.query(where="no_such_field = 1")
            raise AssertionError("a field that is not there may be asked for")
        except AssertionError:
            raise
        except Exception:
            pass
        return f"{count} rows, {len(parents.features)} out of service"

    def create():
        item = gis.content.create_service("Conformance_Notes", service_type="featureService", has_static_data=False)
        made["item"] = item
        collection = FeatureLayerCollection.fromitem(item)
        equal(collection.manager.add_to_definition({"layers": [_definition()]})["success"], True)
        layer = gis.content.get(item.id).layers[0]
        equal([field.name for field in layer.properties.fields][:1], ["OBJECTID"])
        answer = layer.manager.update_definition({"hasAttachments": True, "capabilities": "Query,Editing,Create,Update,Delete"})
        equal(answer["success"], True)
        equal(layer.manager.add_to_definition({"fields": [_text("remark")]})["success"], True)
        layer.manager.refresh()
        layer = FeatureLayerCollection.fromitem(item).layers[0]
        holds("remark" in [field.name for field in layer.properties.fields], "no new field")
        equal(layer.manager.delete_from_definition({"fields": [{"name": "remark"}]})["success"], True)
        made["layer"] = FeatureLayerCollection.fromitem(item).layers[0]

    def edits():
        layer = made["layer"]
        adds = [
            Feature({"x": n, "y": -n, "spatialReference": {"wkid": 102100}}, {"title": f"Note {n}", "rank": n})
            for n in range(1, 11)
        ]
        added = layer.edit_features(adds=adds)["addResults"]
        equal([one["success"] for one in added], [True] * 10)
        first = added[0]["objectId"]
        changed = layer.edit_features(updates=[{"attributes": {"OBJECTID": first, "title": "Changed"}}], rollback_on_failure=True)
        equal(changed["updateResults"][0]["success"], True)
        equal(layer.query(object_ids=str(first)).features[0].attributes["title"], "Changed")
        failed = layer.edit_features(updates=[{"attributes": {"OBJECTID": 999999, "title": "Nobody"}}], rollback_on_failure=False)
        equal(failed["updateResults"][0]["success"], False)
        equal(layer.calculate("rank > 5", [{"field": "title", "value": "High"}])["success"], True)
        equal(layer.query(where="title = 'High'", return_count_only=True), 5)
        equal(len(layer.edit_features(deletes=f"{added[-1]['objectId']}")["deleteResults"]), 1)
        equal(len(layer.delete_features(where="rank = 9")["deleteResults"]), 1)
        equal(layer.query(return_count_only=True), 8)
        frame = layer.query(as_df=True)
        frame["rank"] = frame["rank"] * 10
        equal([one["success"] for one in layer.edit_features(updates=frame)["updateResults"]], [True] * 8)
        equal(layer.query(where="rank >= 10", return_count_only=True), 8)

    def attachments():
        layer = made["layer"]
        oid = layer.query().features[0].attributes["OBJECTID"]
        path = os.path.join(folder, "photo.png")
        with open(path, "wb") as out:
            out.write(PNG)
        added = layer.attachments.add(oid, path, keywords="front")["addAttachmentResult"]
        equal(added["success"], True)
        infos = layer.attachments.get_list(oid)
        equal([(one["name"], one["contentType"], one["size"]) for one in infos], [("photo.png", "image/png", len(PNG))])
        found = layer.attachments.search(as_df=False)
        equal([(one["PARENTOBJECTID"], one["NAME"], one["KEYWORDS"]) for one in found], [(oid, "photo.png", "front")])
        with open(layer.attachments.download(oid, infos[0]["id"], save_path=os.path.join(folder, "photos"))[0], "rb") as file:
            equal(file.read(), PNG, "bytes")
        equal(layer.attachments.update(oid, infos[0]["id"], path)["updateAttachmentResult"]["success"], True)
        equal(layer.attachments.count(object_ids=[oid]), 1)
        equal(layer.attachments.delete(oid, infos[0]["id"])["deleteAttachmentResults"][0]["success"], True)
        equal(layer.attachments.get_list(oid), [])

    def views():
        view = FeatureLayerCollection.fromitem(made["item"]).manager.create_view(name="Conformance_Notes_View")
        made["view"] = view
        holds("View Service" in gis.content.get(view.id).typeKeywords, "the item is no view")
        layer = FeatureLayerCollection.fromitem(view).layers[0]
        layer.manager.update_definition({"viewDefinitionQuery": "title = 'High'"})
        equal(FeatureLayerCollection.fromitem(view).layers[0].query(return_count_only=True), 3)
        equal([one.id for one in made["item"].view_manager.list()], [view.id], "views of the layer")

    def append():
        item, layer = made["item"], made["layer"]
        data = {
            "layerDefinition": {
                "geometryType": "esriGeometryPoint",
                "objectIdField": "OBJECTID",
                "fields": [field for field in map(dict, layer.properties.fields) if field["name"] in ("OBJECTID", "title", "rank")],
            },
            "featureSet": {
                "geometryType": "esriGeometryPoint",
                "spatialReference": {"wkid": 102100},
                "features": [
                    {"attributes": {"title": f"Appended {n}", "rank": 1000 + n}, "geometry": {"x": n, "y": n}} for n in range(25)
                ],
            },
        }
        before = layer.query(return_count_only=True)
        holds(layer.append(edits={"layers": [data]}, upload_format="featureCollection", upsert=False), "not appended")
        equal(layer.query(return_count_only=True), before + 25)
        holds(item.id, "no item")

    def sharing():
        item = made["item"]
        group = gis.groups.create("Conformance sharing", tags="test", access="org")
        try:
            item.sharing.sharing_level = "ORGANIZATION"
            equal(gis.content.get(item.id).access, "org")
            holds(item.sharing.groups.add(group), "not shared with the group")
            equal([one.id for one in gis.content.get(item.id).sharing.groups.list()], [group.id])
            equal(item.sharing.shared_with["level"].value.upper() in ("ORG", "ORGANIZATION"), True, "level")
            until(lambda: [one.id for one in group.content()] == [item.id], "the group does not show the item")
            holds(item.sharing.groups.remove(group), "not taken from the group")
            equal(gis.content.get(item.id).sharing.groups.list(), [])
            item.sharing.sharing_level = "EVERYONE"
            equal(gis.content.get(item.id).access, "public")
            item.sharing.sharing_level = "PRIVATE"
            equal(gis.content.get(item.id).access, "private")
        finally:
            group.delete()

    def truncate():
        holds(made["view"].delete(permanent=True), "the view is not deleted")
        answer = made["layer"].manager.truncate()
        holds(answer.get("success") or answer.get("status") == "Completed", f"answer {answer}")
        equal(made["layer"].query(return_count_only=True), 0)

    def clean():
        holds(made["item"].delete(permanent=True), "the layer is not deleted")
        equal(gis.content.get(made["item"].id), None)

    row("rows are queried", queries)
    row("a layer is created, defined and changed", create)
    row("rows are added, changed and deleted", edits)
    row("attachments", attachments)
    row("a view is made and filtered", views)
    row("rows are appended", append)
    row("access and groups", sharing)
    row("the view is deleted, the layer emptied", truncate)
    row("the layer is deleted", clean)


def _box(extent):
    from arcgis.geometry import filters, Envelope

    return filters.intersects(Envelope(extent), extent["spatialReference"]["wkid"])


def _text(name):
    return {"name": name, "type": "esriFieldTypeString", "alias": name.title(), "length": 50, "nullable": True, "editable": True}


def _definition():
    return {
        "name": "Notes",
        "type": "Feature Layer",
        "geometryType": "esriGeometryPoint",
        "extent": {"xmin": -100, "ymin": -100, "xmax": 100, "ymax": 100, "spatialReference": {"wkid": 102100}},
        "objectIdField": "OBJECTID",
        "displayField": "title",
        "fields": [
            {"name": "OBJECTID", "type": "esriFieldTypeOID", "alias": "OBJECTID", "nullable": False, "editable": False},
            _text("title"),
            {"name": "rank", "type": "esriFieldTypeInteger", "alias": "Rank", "nullable": True, "editable": True},
        ],
        "drawingInfo": {"renderer": {"type": "simple", "symbol": {"type": "esriSMS", "style": "esriSMSCircle", "size": 6, "color": [0, 0, 0, 255]}}},
    }
