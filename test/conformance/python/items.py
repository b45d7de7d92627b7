"""Search, folders, and items with their files."""

import json
import os

from arcgis.gis import ItemProperties, ItemTypeEnum

from pictures import PNG
from rows import equal, holds, until


def check_items(rows, manner, gis, folder):
    """@param folder: an empty folder on this machine"""
    row = lambda name, work: rows.check(f"{manner}: {name}", work)
    made = []

    def local(name, content):
        path = os.path.join(folder, name)
        with open(path, "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def search():
        titles = {item.title for item in gis.content.search("title:Hydrants", item_type="Feature Service")}
        equal(titles, {"Hydrants", "Hydrants out of service"})
        maps = gis.content.search('owner:"mira.okonjo"', item_type="Web Map", sort_field="title", sort_order="asc")
        equal([item.type for item in maps], ["Web Map"] * len(maps))
        equal([item.title for item in maps], sorted(item.title for item in maps))
        page = gis.content.advanced_search("tags:water", max_items=3, as_dict=True)
        holds(page["total"] >= 3 and len(page["results"]) == 3 and page["nextStart"] == 4, f"a page: {page.keys()}")
        counts = gis.content.advanced_search("tags:water", max_items=-1, return_count=True)
        equal(counts, page["total"])
        equal(gis.content.get("0" * 32), None)

    def folders():
        made_folder = gis.content.folders.create("Conformance")
        holds("Conformance" in [one.name for one in gis.content.folders.list()], "not listed")
        try:
            gis.content.folders.create("Conformance")
            raise AssertionError("a second folder of that title")
        except Exception as error:
            holds("not available" in str(error) or "already" in str(error).lower(), f"another reason: {error}")
        holds(made_folder.rename("Conformance renamed"), "not renamed")
        holds(gis.content.folders.get("Conformance renamed"), "not found by its new name")
        gis.content.folders.get("Conformance renamed").rename("Conformance")

    def add_file():
        path = local("bus-stops.csv", "name,lat,lon\nMill Lane,52.1,4.2\nHigh Street,52.2,4.3\n")
        properties = ItemProperties(
            title="Conformance bus stops",
            item_type=ItemTypeEnum.CSV,
            tags=["conformance", "bus"],
            snippet="Two bus stops",
            description="<p>Where <b>buses</b> stop</p>",
            license_info="None",
            access_information="The test",
            culture="en-us",
            properties={"purpose": "test"},
        )
        item = gis.content.folders.get("Conformance").add(properties, file=path).result()
        made.append(item)
        equal((item.type, item.title, item.name), ("CSV", "Conformance bus stops", "bus-stops.csv"))
        equal(item.size, os.path.getsize(path))
        equal(sorted(item.tags), ["bus", "conformance"])
        equal(item.ownerFolder, gis.content.folders.get("Conformance").properties["id"])
        equal(item.description, "<p>Where <b>buses</b> stop</p>")
        with open(item.download(folder, "again.csv"), "rb") as again, open(path, "rb") as first:
            equal(again.read(), first.read(), "bytes")
        try:
            gis.content.folders.get().add(properties, file=path).result()
            raise AssertionError("a second file of that name")
        except Exception as error:
            holds("already exists" in str(error), f"another reason: {error}")

    def add_text():
        data = {"operationalLayers": [], "baseMap": {"baseMapLayers": [], "title": "None"}, "version": "2.30"}
        properties = ItemProperties(title="Conformance map", item_type=ItemTypeEnum.WEB_MAP, tags="conformance")
        item = gis.content.folders.get("Conformance").add(properties, text=json.dumps(data)).result()
        made.append(item)
        equal(item.get_data(), data)
        holds(item.update({"title": "Conformance map 2", "snippet": "Changed"}, data=json.dumps({**data, "version": "2.31"})), "not updated")
        item = gis.content.get(item.id)
        equal((item.title, item.snippet, item.get_data()["version"]), ("Conformance map 2", "Changed", "2.31"))
        holds(item.update({"snippet": ""}), "not cleared")
        holds(item.update(item_properties={"categories": ["/Categories/Water"]}), "no category set")
        equal(gis.content.get(item.id).categories, ["/Categories/Water"])
        holds(item.update(metadata=None) is not None, "an empty update")

    def big_file():
        path = local("large.csv", "id,text\n" + "".join(f"{n},{'x' * 90}\n" for n in range(120_000)))
        properties = ItemProperties(title="Conformance large file", item_type=ItemTypeEnum.CSV, tags="conformance")
        item = gis.content.folders.get("Conformance").add(properties, file=path, stream=False).result()
        made.append(item)
        equal(gis.content.get(item.id).size, os.path.getsize(path), "bytes")
        with open(item.download(folder, "large-again.csv"), "rb") as again, open(path, "rb") as first:
            equal(again.read() == first.read(), True, "the same bytes")

    def thumbnail():
        item = made[0]
        path = local("thumbnail.png", PNG)
        holds(item.update(thumbnail=path), "not updated")
        item = gis.content.get(item.id)
        equal(item.get_thumbnail(), PNG, "bytes of the thumbnail")
        with open(item.download_thumbnail(folder), "rb") as file:
            equal(file.read(), PNG, "bytes of the file")
        holds(item.get_thumbnail_link().startswith("https://"), "no link")
        holds(item.delete_thumbnail(), "not deleted")
        equal(gis.content.get(item.id).thumbnail, None)

    def metadata():
        item = made[0]
        xml = '<?xml version="1.0"?><metadata><dataIdInfo><idPurp>Test</idPurp></dataIdInfo></metadata>'
        path = local("metadata.xml", xml)
        item.metadata = path
        # The library keeps what it reads in a file, and gives its path.
        with open(gis.content.get(item.id).metadata, encoding="utf-8") as file:
            equal(file.read(), xml)
        with open(gis.content.get(item.id).download_metadata(folder), encoding="utf-8") as file:
            equal(file.read(), xml)

    def resources():
        item = made[1]
        item.resources.add(file=local("logo.png", PNG), folder_name="images", file_name="logo.png")
        item.resources.add(text=json.dumps({"a": 1}), file_name="config.json")
        equal(sorted(one["resource"] for one in item.resources.list()), ["config.json", "images/logo.png"])
        equal(item.resources.get("config.json"), {"a": 1})
        item.resources.update(text=json.dumps({"a": 2}), file_name="config.json")
        equal(item.resources.get("config.json"), {"a": 2})
        with open(item.resources.get("images/logo.png", try_json=False, out_folder=folder, out_file_name="back.png"), "rb") as file:
            equal(file.read(), PNG, "bytes")
        exported = item.resources.export(save_path=folder, file_name="resources")
        holds(os.path.getsize(exported) > len(PNG), "the archive is empty")
        holds(item.resources.remove("config.json"), "not removed")
        equal([one["resource"] for one in item.resources.list()], ["images/logo.png"])

    def related():
        one, other = made[0], made[1]
        holds(other.add_relationship(one, "Map2Area") is not None, "not related")
        equal([item.id for item in other.related_items("Map2Area", "forward")], [one.id])
        equal([item.id for item in one.related_items("Map2Area", "reverse")], [other.id])
        other.delete_relationship(one, "Map2Area")
        equal(other.related_items("Map2Area", "forward"), [])

    def moves():
        item = made[0]
        holds(item.move(gis.content.folders.get()), "not moved to the root")
        equal(gis.content.get(item.id).ownerFolder, None)
        item.move("Conformance")
        equal(gis.content.get(item.id).ownerFolder, gis.content.folders.get("Conformance").properties["id"])
        holds(item.protect(True), "not protected")
        holds(not item.can_delete, "a protected item may be deleted")
        holds(item.protect(False), "not free again")
        item.content_status = "authoritative"
        equal(gis.content.get(item.id).content_status, "org_authoritative")
        item.content_status = None
        holds(item.reassign_to("mira.okonjo", target_folder=None), "not given away")
        item = gis.content.get(item.id)
        equal(item.owner, "mira.okonjo")
        holds(item.reassign_to("admin", target_folder="Conformance"), "not taken back")
        made[0] = gis.content.get(item.id)
        equal(made[0].owner, "admin")

    def copies():
        copy = made[1].copy_item(title="Conformance copied", include_resources=True)
        made.append(copy)
        equal(copy.get_data(), made[1].get_data())
        equal([one["resource"] for one in copy.resources.list()], ["images/logo.png"])

    def deletes():
        holds(len(list(gis.content.folders.get("Conformance").list())) >= 2, "the folder lists nothing")
        for item in made:
            holds(item.delete(permanent=True), f"{item.title} is not deleted")
        equal([gis.content.get(item.id) for item in made], [None] * len(made))
        holds(gis.content.folders.get("Conformance").delete(), "the folder is not deleted")
        holds(gis.content.folders.get("Conformance") is None, "the folder is still there")

    row("search", search)
    row("folders", folders)
    row("a file item is added and downloaded", add_file)
    row("a text item is added, read and updated", add_text)
    row("a file is uploaded in parts", big_file)
    row("thumbnail", thumbnail)
    row("metadata", metadata)
    row("resources", resources)
    row("relationships", related)
    row("move, protect, status, change of owner", moves)
    row("an item is copied", copies)
    row("items and folders are deleted", deletes)
