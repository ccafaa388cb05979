"""What lies beside the data of a release: card, quality report, what was hidden, terms of use."""

from __future__ import annotations

from dataclasses import replace

from app import catalogue
from data_schemas.mask import MaskSet
from pipelines.deidentify.report import Reported, report
from pipelines.release.bundle import Bundle
from pipelines.release.quality.figures import Asked
from pipelines.release.quality.looked import Looked, look
from pipelines.release.quality.papers import papers
from pipelines.release.terms import term_papers

LANGUAGES = ("ko", "en")


def with_papers(bundle: Bundle) -> Bundle:
    """The same with the papers that a site would write. There was nothing to hide, and nobody
    looked: the papers say so."""
    looked = tuple(look(part) for part in bundle.parts)
    told = tuple(_reported(one) for one in looked)
    texts = papers(bundle, Asked(looked, told), catalogue.say).texts
    terms = term_papers(bundle.name, [one.consent for one in looked], catalogue.say)
    hidden = tuple((name, report(catalogue.say(name), told, bundle.name)) for name in LANGUAGES)
    return replace(bundle, papers=(*texts, *terms), reports=hidden)


def _reported(one: Looked) -> Reported:
    return Reported(
        number=one.session.number,
        recordings=len(one.session.work),
        to_mask=0,
        protection_class=one.consent.protection_class,
        purposes=one.consent.purposes,
        synthetic=one.consent.synthetic,
        masks=MaskSet(),
    )
