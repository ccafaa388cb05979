"""Files that lie beside a package."""

from importlib.resources import files


def text_of(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")
