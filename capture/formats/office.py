"""Office files are archives of XML: what is in one is checked before a library reads it.

A small file can unpack into gigabytes, and XML can declare entities that do the same or that name
files of this machine. So sizes are limited by what the archive declares (the reader stops there),
and a declaration of any kind refuses the file. Nothing in it is run, and no link is followed.
"""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat

from data_schemas.errors import ProcedureError

OFFICE_LIMIT = 32 << 20
_ALL = 128 << 20
_PART = 16 << 20
_MEMBERS = 4000
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\xd7\xcd\xc6\x9a")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def checked(data: bytes, file: str) -> set[str]:
    """Names of the members of a sound archive. Raises ProcedureError for any other one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_large(members, file)
            for member in members:
                _check(member.filename, archive.read(member), file)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise broken(file) from error
    except RuntimeError as error:  # what zipfile raises for a member with a password
        raise locked(file) from error
    return {member.filename for member in members}


def broken(file: str) -> ProcedureError:
    return ProcedureError(
        f"{file} is damaged and cannot be opened: open it in Word or Excel, save it anew and try"
        " again."
    )


def locked(file: str) -> ProcedureError:
    return ProcedureError(f"{file} is locked with a password: save it without one and try again.")


def refuse_foreign(data: bytes, file: str) -> None:
    """Raises ProcedureError, with what to do, for files known by their first bytes."""
    if len(data) > OFFICE_LIMIT:
        raise ProcedureError(
            f"{file} is larger than {OFFICE_LIMIT >> 20} MB: take the pictures out of it."
        )
    if data.startswith(_OLE):
        _refuse_old(data, file)
    if data.startswith((b"%PDF", b"{\\rtf")):
        raise ProcedureError(
            f"{file} is a PDF or an RTF text: save the procedure as .docx or .xlsx instead."
        )
    if data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doc", b"<?xml")):
        raise ProcedureError(
            f"{file} is a web page or XML: save it as .xlsx, .docx or .csv instead."
        )


def _refuse_old(data: bytes, file: str) -> None:
    """Old formats are one file system in a file; its directory names what it holds."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise locked(file)
    if holds("HwpSummaryInformation") or b"HWP Document File" in data:
        raise ProcedureError(f"{file} is a Hangul (.hwp) document: save it as .docx and try again.")
    if holds("WordDocument"):
        raise ProcedureError(f"{file} is an old Word (.doc) file: save it as .docx and try again.")
    if holds("Workbook") or holds("Book"):
        raise ProcedureError(f"{file} is an old Excel (.xls) file: save it as .xlsx and try again.")
    raise ProcedureError(f"{file} is of an old kind: save it as .docx or .xlsx and try again.")


def _refuse_large(members: list[zipfile.ZipInfo], file: str) -> None:
    # the readers of bzip2 and LZMA unpack a whole block before they look at its declared length
    if any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in members):
        raise broken(file)
    if len(members) > _MEMBERS or sum(one.file_size for one in members) > _ALL:
        raise _too_much(file)


def _too_much(file: str) -> ProcedureError:
    return ProcedureError(
        f"{file} unpacks into more than a procedure can hold: copy the steps alone into a new file."
    )


def _check(name: str, content: bytes, file: str) -> None:
    if content.startswith(_PICTURES):
        return
    if len(content) > _PART:
        raise _too_much(file)
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ProcedureError(
            f"{file} declares XML entities, which no office program writes: it was not opened."
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        if name.lower().endswith((".xml", ".rels")):
            raise broken(file) from error
