"""The release as a whole for Croissant: what it is, who made it how, what to mind (RAI, PROV-O)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data_schemas.rights import Consent
from pipelines.release.bundle import Bundle
from pipelines.release.formats.hf_card import LIMITS
from pipelines.release.policy import NOT_STATED, holders, licences

CROISSANT = "http://mlcommons.org/croissant/1.1"
RAI = "http://mlcommons.org/croissant/RAI/1.0"
# The context that mlcroissant expects of version 1.1, and the vocabularies of terms and provenance.
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
WHAT = {
    "en": "Experts at work on written procedures: which step they did when, what they said about"
    " it, and where body and hands were.",
    "ko": "작업 절차를 따라 일하는 숙련자의 기록입니다. 언제 어느 단계를 했는지, 무슨 말을 했는지,"
    " 몸과 손이 어디에 있었는지를 담았습니다.",
}
GENERATED = {
    "en": " Some or all of it is synthetic: it was generated, nobody was recorded.",
    "ko": " 일부 또는 전부가 합성 데이터이며 실제 사람을 촬영한 것이 아닙니다.",
}
RESPONSIBLE: dict[str, Any] = {
    "rai:dataCollection": "Recorded at the place of work with the consent of the expert, or"
    " generated where `synthetic` is true. A recording is released only after a gate has checked"
    " consent, protection class and what is to be hidden.",
    "rai:dataCollectionType": ["Observations", "Others"],
    "rai:dataCollectionMissingData": "A keypoint that was not found is NaN or has the status"
    " `missing`. Words and rows that were struck or masked are left out.",
    "rai:dataAnnotationProtocol": [
        "Steps are placed by a model and corrected or confirmed by people; `status` says which,"
        " `confidence` is the model's probability that it is right.",
    ],
    "rai:dataBiases": [
        "Few people, few sites: what looks like the right way may be one person's way.",
        "The language of the narration is that of the site.",
    ],
    "rai:dataLimitations": list(LIMITS),
    "rai:dataUseCases": [
        "Training: recognising steps of written procedures from movement and speech.",
        "Validation on people whose sessions are in the split `test` only.",
    ],
    "rai:dataSocialImpact": "Made to hand on what people know by hand. It must not be used to"
    " rate, time, identify or replace one of them.",
    "rai:personalSensitiveInformation": [
        "People are named by random ids. What they say and how they move may identify them to"
        " those who know them.",
        "Names and what else was to be hidden in words are replaced by marks.",
    ],
    "rai:dataReleaseMaintenancePlan": "A withdrawn consent ends the use of its sessions: the site"
    " names them to whoever holds a copy, and makes a next version without them.",
}


# The terms of use among the rest, by the vocabulary of Croissant.
TERMS = {
    "@type": ["CreativeWork", "odrl:Offer"],
    "@id": "usage-terms",
    "name": {"en": "Terms of use", "ko": "이용 조건"},
}


def about(bundle: Bundle, consents: Sequence[Consent], url: str) -> dict[str, Any]:
    """All of a Croissant dataset but its files, records and terms; ``url`` names its content."""
    day = bundle.created_at.date().isoformat()
    name = " ".join(bundle.name.split())
    owners = holders(consents) or (NOT_STATED.capitalize(),)
    synthetic = bundle.synthetic
    return {
        "conformsTo": [CROISSANT, RAI],
        "name": {"en": name, "ko": name},
        "description": {
            language: text + (GENERATED[language] if synthetic else "")
            for language, text in WHAT.items()
        },
        "url": url,
        "version": "1.0.0",
        "license": list(licences(consents)),
        "creator": [{"@type": "Organization", "name": {"en": one}} for one in owners],
        "datePublished": day,
        "dateCreated": day,
        "inLanguage": sorted({one.language for one in bundle.records}),
        "keywords": ["procedural knowledge", "manufacturing", "skill"]
        + (["synthetic"] if synthetic else []),
        "citeAs": _cited(name, owners, day[:4], url),
        "isLiveDataset": False,
        **RESPONSIBLE,
        "rai:machineAnnotationTools": [f"{name}, sha256 {digest}" for name, digest in
                                       bundle.provenance.models],
        "prov:wasGeneratedBy": _made(bundle),
    }  # fmt: skip


def _cited(name: str, owners: tuple[str, ...], year: str, url: str) -> str:
    author = " and ".join("{" + one.translate(_NO_BRACES) + "}" for one in owners)
    title = name.translate(_NO_BRACES)
    return (
        f"@misc{{sonmat{year}, title={{{title}}}, author={{{author}}}, year={{{year}}}, "
        f"note={{{url}}}}}"
    )


_NO_BRACES = str.maketrans("", "", "{}\\")


def _made(bundle: Bundle) -> dict[str, Any]:
    """Program and models, each an agent with the digest of its weights."""
    made = bundle.provenance
    agents = [{"@type": "prov:SoftwareAgent", "prov:label": made.software}]
    agents += [
        {"@type": "prov:SoftwareAgent", "prov:label": name, "sha256": digest}
        for name, digest in made.models
    ]
    return {
        "@type": "prov:Activity",
        "prov:label": "Selected, checked by the gate, and written",
        "prov:wasAssociatedWith": agents,
    }
