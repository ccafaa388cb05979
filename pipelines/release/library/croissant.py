"""A release of a catalogue in Croissant 1.1: what it is and under which terms, without its files.

Whoever has the release finds its files and records in its own ``data/croissant/croissant.json``,
where it has that format. Here stands the one file that proves which release it is: the list of its
files, with its hash. Pure.
"""

from __future__ import annotations

from typing import Any

from data_schemas.catalogue import Offering
from pipelines.release.library.dcat import iri
from pipelines.release.policy import policy

CONFORMS = "http://mlcommons.org/croissant/1.1"
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "conformsTo": "dct:conformsTo",
    "citeAs": "cr:citeAs",
    "recordSet": "cr:recordSet",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "key": "cr:key",
    "md5": "cr:md5",
    "path": "cr:path",
    "references": "cr:references",
    "repeated": "cr:repeated",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "extract": "cr:extract",
    "column": "cr:column",
    "format": "cr:format",
    "fileProperty": "cr:fileProperty",
    "jsonPath": "cr:jsonPath",
    "parentField": "cr:parentField",
    "regex": "cr:regex",
    "replace": "cr:replace",
    "separator": "cr:separator",
}
MANIFEST = "manifest-sha256.txt"


def croissant(one: Offering) -> dict[str, Any]:
    """One JSON-LD document a release."""
    terms = one.terms
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS,
        "name": one.name,
        "description": f"Labelled step sections: {one.rows}. Work sessions: {one.sessions}.",
        "url": iri(one.id),
        "identifier": one.id,
        "version": f"{one.version}.0.0",
        "datePublished": one.issued.date().isoformat(),
        "creator": {"@type": "Organization", "name": one.publisher},
        "license": list(terms.licences) if terms and terms.licences else "not stated",
        "isLiveDataset": False,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": MANIFEST,
                "name": MANIFEST,
                "description": "The list of all files of the release with their hashes.",
                "contentUrl": MANIFEST,
                "encodingFormat": "text/plain",
                "sha256": one.digest,
            }
        ],
    }
    if terms is not None:
        made["usageInfo"] = policy(terms, iri(one.id))
    if one.recalled:
        made["creativeWorkStatus"] = "Withdrawn"
    return made
