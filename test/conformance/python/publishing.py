"""Export, download and publishing."""

import os
import zipfile

from arcgis.gis import ItemProperties, ItemTypeEnum

from rows import equal, holds
from same import compare_services
from zipped_shapefile import write_shapefile


def check_publishing(rows, manner, gis, folder):
    """@param folder: an empty folder on this machine"""
    row = lambda name, work: rows.check(f"{manner}: {name}", work)
    hydrants = [item for item in gis.content.search('title:"Hydrants"', item_type="Feature Service") if item.title == "Hydrants"][0]
    made = []

    def add(title, item_type, path):
        item = gis.content.folders.get().add(
            ItemProperties(title=title, item_type=item_type, tags=["conformance"]), file=path
        ).result()
        made.append(item)
        return item

    def export(export_format, suffix, item_type=None):
        item = hydrants.export(f"Conformance {suffix}", export_format)
        made.append(item)
        equal(item.type, item_type or export_format)
        path = item.download(folder, f"hydrants-{suffix}.zip")
        holds(zipfile.is_zipfile(path), "no archive")
        return path

    def file_geodatabase():
        path = export("File Geodatabase", "fgdb")
        copy = os.path.join(folder, "Conformance_Hydrants.zip")
        os.rename(path, copy)
        item = add("Conformance_Hydrants", ItemTypeEnum.FILE_GEODATABASE, copy)
        layer = item.publish({"name": "Conformance_Hydrants", "targetSR": {"wkid": 102100}})
        made.insert(0, layer)
        holds("Hosted Service" in layer.typeKeywords, "the item is no hosted service")
        equal([one.id for one in layer.related_items("Service2Data", "forward")], [item.id], "source")
        return compare_services(hydrants, layer)

    def shapefile():
        path = os.path.join(folder, "Conformance_Benches.zip")
        points = [(4.2 + n / 1000, 52.1 - n / 1000, f"Bänk {n}", n * n) for n in range(1, 31)]
        write_shapefile(path, "Conformance_Benches", points)
        layer = add("Conformance_Benches", ItemTypeEnum.SHAPEFILE, path).publish()
        made.insert(0, layer)
        found = layer.layers[0].query(out_sr=4326, order_by_fields=_oid(layer)).features
        equal([(one.attributes["NAME"], one.attributes["COUNT"]) for one in found], [point[2:] for point in points])
        for one, point in zip(found, points):
            holds(abs(one.geometry["x"] - point[0]) + abs(one.geometry["y"] - point[1]) < 1e-6, "a point has moved")

    def csv():
        path = os.path.join(folder, "Conformance_Stops.csv")
        with open(path, "w", encoding="utf-8") as out:
            out.write("name,lines,latitude,longitude\n")
            out.writelines(f"Stop {n},{n % 7},{52 + n / 1000},{4 + n / 500}\n" for n in range(1, 41))
        item = add("Conformance_Stops", ItemTypeEnum.CSV, path)
        analysis = gis.content.analyze(item=item, file_type="csv")
        equal(analysis["publishParameters"]["locationType"], "coordinates")
        layer = item.publish()
        made.insert(0, layer)
        found = layer.layers[0].query(out_sr=4326, order_by_fields=_oid(layer)).features
        equal([one.attributes["name"] for one in found], [f"Stop {n}" for n in range(1, 41)])
        equal([one.attributes["lines"] for one in found], [n % 7 for n in range(1, 41)])
        holds(abs(found[0].geometry["x"] - 4.002) < 1e-6, "a point has moved")

    def overwritten():
        layer = [one for one in made if one.title == "Conformance_Stops" and one.type == "Feature Service"][0]
        path = os.path.join(folder, "Conformance_Stops.csv")
        with open(path, "a", encoding="utf-8") as out:
            out.write("Stop 41,6,52.041,4.082\n")
        from arcgis.features import FeatureLayerCollection

        FeatureLayerCollection.fromitem(layer).manager.overwrite(path)
        equal(gis.content.get(layer.id).layers[0].query(return_count_only=True), 41)

    def clean():
        for item in made:
            holds(item.delete(permanent=True), f"{item.title} is not deleted")

    row("a layer is exported as File Geodatabase, and the file published", file_geodatabase)
    row("a layer is exported as Shapefile", lambda: export("Shapefile", "shp") and None)
    row("a layer is exported as CSV", lambda: export("CSV", "csv", "CSV Collection") and None)
    row("a Shapefile is published", shapefile)
    row("a CSV file is analysed and published", csv)
    row("a published layer is overwritten", overwritten)
    row("published layers and files are deleted", clean)


def _oid(item):
    return item.layers[0].properties.objectIdField
