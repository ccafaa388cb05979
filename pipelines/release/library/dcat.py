"""A catalogue as DCAT 3 (W3C Recommendation 2024) in JSON-LD, each release's terms as ODRL. Pure.

Properties are those that DCAT-AP 3 calls mandatory, and what else a catalogue here knows. The
context stands in the file: nothing is fetched to read it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any

from data_schemas.catalogue import Catalogue, Offering
from data_schemas.rights import ProtectionClass, Purpose
from pipelines.release.policy import policy

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Of the vocabulary that DCAT-AP prescribes for access.
ACCESS = "http://publications.europa.eu/resource/authority/access-right/"
BAG = "https://www.rfc-editor.org/rfc/rfc8493"
WITHDRAWN = "http://purl.org/adms/status/Withdrawn"


def iri(name: str) -> str:
    """The same name for the same thing everywhere, on no server."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'sonmat {name}')}"


def dcat(catalogue: Catalogue) -> dict[str, Any]:
    """The whole catalogue as one JSON-LD document."""
    by_version: dict[tuple[str, str, int], list[Offering]] = defaultdict(list)
    for one in catalogue.offerings:
        by_version[one.publisher, one.name, one.version].append(one)

    def before(one: Offering) -> Offering | None:
        """None also where names that hide something look alike."""
        found = by_version.get((one.publisher, one.name, one.version - 1), [])
        return found[0] if len(found) == 1 else None

    return {
        "@context": CONTEXT,
        "@id": iri(f"catalogue of {catalogue.publisher}"),
        "@type": "dcat:Catalog",
        "dct:title": _both("Data library", "데이터 도서관"),
        "dct:description": _both(
            "Datasets of what experts at work do and say, with the terms of each.",
            "숙련자의 작업과 말을 담은 데이터셋과 각각의 이용 조건입니다.",
        ),
        "dct:publisher": _agent(catalogue.publisher),
        "foaf:homepage": {"@id": "index.html"},
        "dcat:dataset": [_dataset(one, before(one)) for one in catalogue.offerings],
    }


def _dataset(one: Offering, before: Offering | None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@id": iri(one.id),
        "@type": "dcat:Dataset",
        "dct:identifier": one.id,
        "dct:title": one.name,
        "dct:description": _both(
            f"Labelled step sections: {one.rows}. Work sessions: {one.sessions}.",
            f"작업 기록 {one.sessions}건에서 나온 라벨 달린 단계 구간 {one.rows}개입니다.",
        ),
        "dct:publisher": _agent(one.publisher),
        "dct:issued": {"@type": "xsd:dateTime", "@value": one.issued.isoformat()},
        "dcat:version": str(one.version),
        "dct:accessRights": {"@id": ACCESS + _access(one)},
        "rdfs:seeAlso": {"@id": f"croissant/{one.id}.json"},
        "dcat:distribution": [_whole(one), *(_distribution(one, f) for f in one.formats)],
    }
    if one.terms is not None:
        made["odrl:hasPolicy"] = policy(one.terms, iri(one.id))
    if before is not None:
        made["dcat:previousVersion"] = {"@id": iri(before.id)}
    if one.recalled:
        made["adms:status"] = {"@id": WITHDRAWN}
    return made


def _access(one: Offering) -> str:
    """Open to everybody only with consent to publish; restricted is what may be asked for."""
    if one.terms is None or one.recalled:
        return "NON_PUBLIC"
    is_open = one.terms.protection_class is ProtectionClass.OPEN
    return "PUBLIC" if is_open and Purpose.PUBLISH in one.terms.purposes else "RESTRICTED"


def _whole(one: Offering) -> dict[str, Any]:
    """The release as it is handed over; its digest is that of the list of its files."""
    return {
        "@id": f"{iri(one.id)}#release",
        "@type": "dcat:Distribution",
        "dct:title": one.name,
        "dcat:accessURL": {"@id": f"index.html#{one.id}"},
        "dct:conformsTo": {"@id": BAG},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": one.digest},
        },
        **_licences(one),
    }


def _distribution(one: Offering, name: str) -> dict[str, Any]:
    return {
        "@id": f"{iri(one.id)}#{name}",
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dct:format": {"@type": "dct:MediaTypeOrExtent", "rdfs:label": name},
        "dct:description": f"data/{name} in the release",
        "dcat:accessURL": {"@id": f"index.html#{one.id}"},
        **_licences(one),
    }


def _licences(one: Offering) -> dict[str, Any]:
    found = one.terms.licences if one.terms else ()
    made = [{"@type": "dct:LicenseDocument", "rdfs:label": licence} for licence in found]
    return {"dct:license": made} if made else {}


def _agent(name: str) -> dict[str, Any]:
    return {"@id": iri(f"site {name}"), "@type": "foaf:Agent", "foaf:name": name}


def _both(english: str, korean: str) -> list[dict[str, str]]:
    return [
        {"@language": "en", "@value": english},
        {"@language": "ko", "@value": korean},
    ]
