"""Sessions of the library with a portal of the sandbox."""

import logging
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

from arcgis.gis import GIS  # noqa: E402


def signed_in(portal, **options):
    """The library, signed in as the portal's administrator. It speaks HTTPS only; the sandbox's certificate authority is nobody's."""
    return GIS(portal["https"], portal["username"], portal["password"], verify_cert=False, **options)
