"""Signing in."""

from arcgis.gis import GIS

from rows import equal, holds
from signed_in import signed_in


def check_sign_in(portal):
    """By name and password in both ways that the library has, by a token, anonymously, and with a wrong password."""
    equal(signed_in(portal).users.me.username, portal["username"], "user by OAuth")
    by_token = signed_in(portal, use_gen_token=True)
    equal(by_token.users.me.username, portal["username"], "user by generateToken")
    equal(GIS(portal["https"], token=by_token._con.token, verify_cert=False).users.me.username, portal["username"], "user by token")
    equal(GIS(portal["https"], verify_cert=False).users.me, None, "user without a name")
    equal(by_token.properties.isPortal, portal["kind"] == "enterprise", "isPortal")
    try:
        GIS(portal["https"], portal["username"], "wrong", verify_cert=False)
    except Exception as error:
        holds("Invalid username or password" in str(error), f"the reason is not told: {error}")
        return
    raise AssertionError("a wrong password is taken")
