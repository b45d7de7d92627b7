"""Users and groups."""

from rows import equal, holds, until


def check_members(rows, manner, gis):
    row = lambda name, work: rows.check(f"{manner}: {name}", work)

    def me():
        user = gis.users.me
        equal(user.username, "admin")
        equal(user.role, "org_admin")
        holds("portal:user:createItem" in user.privileges, "no privileges are told")
        holds(user.id and user.fullName and user.provider == "arcgis", "the profile is not complete")

    def find_users():
        found = gis.users.search("mira", max_users=10)
        equal([user.username for user in found], ["mira.okonjo"])
        equal(gis.users.get("ines.vale@larkmoor").fullName, "Inés Vale")
        equal(gis.users.get("nobody.at.all"), None)
        holds(len(gis.users.search(max_users=100)) >= 8, "not every member is listed")

    def make_user():
        user = gis.users.create(
            username="conformance.member",
            password="not-a-secret-1",
            firstname="Con",
            lastname="Formance",
            email="con@example.org",
            role="org_user",
            user_type="creatorUT",
        )
        equal(user.username, "conformance.member")
        holds(user.update(description="Made by a test"), "the profile is not updated")
        equal(gis.users.get("conformance.member").description, "Made by a test")
        holds(user.disable(), "not disabled")
        holds(user.enable(), "not enabled")
        holds(user.update_role("org_publisher"), "the role is not changed")
        holds(user.delete(), "not deleted")
        equal(gis.users.get("conformance.member"), None)

    def groups():
        group = gis.groups.create("Conformance", tags=["test", "group"], snippet="Made by a test", access="org")
        try:
            equal(gis.groups.get(group.id).title, "Conformance")
            until(lambda: gis.groups.search(f"id:{group.id}"), "the group is not found")
            equal(group.add_users(["tom.wren", "no.such.user"]), {"notAdded": ["no.such.user"]})
            equal(group.get_members()["users"], ["tom.wren"])
            equal([one["username"] for one in group.user_list()["users"]], ["tom.wren"])
            holds(group.update(title="Conformance 2", tags="changed"), "not updated")
            equal(gis.groups.get(group.id).title, "Conformance 2")
            holds(group.update_users_roles(managers=["tom.wren"]), "no manager made")
            holds("tom.wren" in group.get_members()["admins"], "the manager is not among the administrators")
            equal(group.remove_users(["tom.wren"]), {"notRemoved": []})
            holds(group.protected is False, "protected from the start")
            group.protected = True
            holds(gis.groups.get(group.id).protected, "not protected")
            group.protected = False
        finally:
            holds(group.delete(), "not deleted")
        equal(gis.groups.get(group.id), None)

    def organisation():
        equal(gis.properties.isPortal, manner.startswith("Enterprise"))
        holds(gis.properties.user.username == "admin", "portals/self names no user")
        holds(isinstance(gis.users.roles.all(), list), "no roles")
        holds(gis.content.is_service_name_available("Conformance_Free", "featureService"), "a free name is taken")
        holds(gis.content.categories.schema, "no category schema")

    row("the signed-in user", me)
    row("users are found and read", find_users)
    row("a user is made, changed and deleted", make_user)
    row("a group is made, filled, changed and deleted", groups)
    row("the organisation", organisation)
