"""Searches that somebody gave a name: asked again at any time, or what a dataset is made of."""

from __future__ import annotations

from pydantic import Field

from data_schemas.value import Value

LONGEST_NAME = 80


class SavedSearch(Value):
    """``chosen`` are the values that it was narrowed to, by what they are values of.

    ``signs`` None: signs come first where the question sounds like it.
    """

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    query: str = Field(min_length=1, max_length=2000)
    chosen: dict[str, str] = Field(default_factory=dict)
    signs: bool | None = None


class SavedSearches(Value):
    """Of the whole site, in the order of their names."""

    searches: tuple[SavedSearch, ...] = ()

    def named(self, name: str) -> SavedSearch | None:
        return next((one for one in self.searches if one.name == name), None)

    def with_(self, search: SavedSearch) -> SavedSearches:
        """The same with this one, which takes the place of one of its name."""
        others = (one for one in self.searches if one.name != search.name)
        ordered = sorted((*others, search), key=lambda one: (one.name.casefold(), one.name))
        return SavedSearches(searches=tuple(ordered))

    def without(self, name: str) -> SavedSearches:
        return SavedSearches(searches=tuple(one for one in self.searches if one.name != name))
