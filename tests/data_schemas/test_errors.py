"""The tree drawn in the docstring is the tree that exists."""

import inspect
import re

import pytest

from data_schemas import errors
from data_schemas.errors import SonmatError

CLASSES = {
    name: item
    for name, item in vars(errors).items()
    if inspect.isclass(item) and issubclass(item, BaseException)
}


def drawn() -> dict[str, str]:
    """Each class in the drawing and the one it hangs from."""
    path: list[tuple[int, str]] = []
    parents = {}
    for line in inspect.getdoc(errors).splitlines():  # type: ignore[union-attr]
        match = re.match(r"^(?P<indent>[ │├└─]*)(?P<name>[A-Z]\w+)(\s{2,}|$)", line)
        if match is None:
            continue
        depth = len(match["indent"])
        while path and path[-1][0] >= depth:
            path.pop()
        parents[match["name"]] = path[-1][1] if path else "Exception"
        path.append((depth, match["name"]))
    return parents


def test_the_drawing_lists_exactly_the_classes() -> None:
    assert set(drawn()) == set(CLASSES)


def test_each_class_hangs_where_it_is_drawn() -> None:
    actual = {name: item.__bases__[0].__name__ for name, item in CLASSES.items()}
    assert drawn() == actual


def test_all_have_one_root() -> None:
    assert all(issubclass(item, SonmatError) for item in CLASSES.values())


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_the_message_is_the_sentence_that_was_given(name: str) -> None:
    assert str(CLASSES[name]("The disk is full: free some space.")) == (
        "The disk is full: free some space."
    )
    assert CLASSES[name].__doc__
