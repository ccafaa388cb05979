"""Whether the site has a language model of its own to ask."""

from __future__ import annotations

from capture.site import Site
from data_schemas.errors import SettingsError
from pipelines.elicit.phrasing.desk import phraser_of


def is_offered(site: Site) -> bool:
    """Whether there is a model to ask; a setting that cannot be used is no reason to trouble
    anybody here: `sonmat doctor` tells it."""
    try:
        return phraser_of(site) is not None
    except SettingsError:
        return False
