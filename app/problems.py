"""Sentences of the lower layers, told in the language of the page.

Errors and reasons are written in English where they arise. Those that somebody in front of the
page can meet stand here, with ``{}`` where they name something; any other one is shown as it is,
after a sentence that says in the language of the page what kind of trouble it is.
"""

from __future__ import annotations

import re
from functools import cache

from app.account_sentences import ACCOUNT_SENTENCES
from app.card_sentences import CARD_SENTENCES
from app.choosing_sentences import CHOOSING_SENTENCES
from app.confidential_sentences import CONFIDENTIAL_SENTENCES
from app.consent_sentences import CONSENT_SENTENCES
from app.erasure_sentences import ERASURE_SENTENCES
from app.health_sentences import HEALTH_SENTENCES
from app.hidden_sentences import HIDDEN_SENTENCES
from app.know_how_sentences import KNOW_HOW_SENTENCES
from app.language import _, current, later
from app.language_model_sentences import LANGUAGE_MODEL_SENTENCES
from app.library_sentences import LIBRARY_SENTENCES
from app.other_site_sentences import OTHER_SITE_SENTENCES
from app.procedure_sentences import PROCEDURE_SENTENCES
from app.question_card_sentences import QUESTION_CARD_SENTENCES
from app.release_sentences import RELEASE_SENTENCES
from app.rerun_sentences import RERUN_SENTENCES
from app.review_sentences import REVIEW_SENTENCES
from app.sitting_sentences import SITTING_SENTENCES
from app.teaching_sentences import TEACHING_SENTENCES
from app.vector_sentences import VECTOR_SENTENCES
from data_schemas.errors import (
    Denied,
    Erased,
    MediaError,
    ModelError,
    ProcedureError,
    SonmatError,
    StorageFull,
    TextError,
)

SENTENCES: tuple[str, ...] = (
    later("Not allowed: {}."),
    later("this account may not do that ({})"),
    later("This device is no longer let in: enter a new code."),
    later("no consent was given for this purpose ({})"),
    later("somebody heard or seen in it has neither agreed nor is to be masked"),
    later("somebody in it is still to be masked"),
    later("national core technology never leaves the site"),
    later("national core technology is never written out as readable files"),
    later("protection class {} needs consent to {}"),
    later("the expert has withdrawn consent and the content was erased"),
    later("the agreed time of keeping is over"),
    later("it has not been processed yet"),
    later("no step was found in it"),
    later("The recording has no sound."),
    later("No speech was recognised here."),
    later("There is no sound here."),
    later("The text has no length in time."),
    later("This is probably no speech."),
    later("Somebody speaks here, but no word of it was made out."),
    later("The words were too unclear to be believed."),
    later("The text repeats itself and was probably not said."),
    later("This phrase is what the model writes when it hears nothing."),
    later("This was probably spoken in another language ({})."),
    later("Nobody could have said this much in this time."),
    later("The utterance has no words."),
    later("Speech is {} dB above the noise: too little to be understood. Record it again."),
    later("Speech is only {} dB above the noise: words may be wrong."),
    later("The voice is very quiet ({} dB): move the microphone closer."),
    later("The sound is overloaded ({} % of it): turn the microphone down."),
    later("There is nothing above 4 kHz, as on a telephone: words may be wrong."),
    later(
        "Both channels sound alike, so nobody could tell who speaks: give each person a microphone"
        " on a channel of its own."
    ),
    later("The recording has one channel only, so nobody could tell who speaks."),
    later("Most of this was spoken in another language than the one named for it."),
    later(
        "Telling voices apart makes a biometric template of the expert's voice, which needs"
        " consent of its own: set voice_template in the consent, or leave the voice out."
    ),
    later(
        "A voice is told from at least {} seconds in which only the expert speaks: name a longer"
        " stretch."
    ),
    later("{} holds no terms: list at least one."),
    later("{} does not start with the header {}: add it."),
    later("{} has no term: fill it in or take the line out."),
    later("{} is no glossary: it needs a list of terms."),
    later("There is no session to release yet: take one in first."),
    later("This session has no time line yet: wait until it has been processed."),
    later("Nothing was chosen: choose at least one kind of paper or clip."),
    later("No format was chosen: choose at least one for the papers."),
    later("No clip can be made of this session: choose a paper instead."),
    later("The work session was changed since these papers were made: make them again."),
    later(
        "No font with Korean letters was found to draw subtitles with: install one, such as"
        " fonts-nanum, or set SONMAT_SUBTITLE_FONT to a font file."
    ),
    later("Somebody else wrote here first: reload and try again."),
    later("A part must start before it ends: correct the times."),
    later("The playable copy is still being made: try again in a moment."),
    later("This content was erased: its key was destroyed and it cannot be brought back."),
    later("More bytes arrived than were announced: start the upload again."),
    later("{} is not complete yet: send the rest first."),
    later("There is no such expert here."),
    later("This session has no such recording."),
    later("Too little was seen of hands and body in these seconds: name others."),
    later("The movement of this recording is not described yet: process the session again."),
    later("This recording has no picture, so there is no movement to look for."),
    later("The recording is {} s long: name seconds within it."),
    later("Name between {} and {} seconds of movement, not {}."),
    later("There is no such session here: `sonmat serve` lists them."),
    later("This link has expired: reload the page."),
    later(
        "Too little was said about the work to tell its steps apart: have the expert say what they"
        " do, or write the steps by hand."
    ),
    later(
        "Nothing was said in this recording, so no steps can be read out of it: write them by hand."
    ),
    later("Nothing was said in one of these recordings: leave it out."),
    later(
        "These recordings are in two languages, Korean and English: propose the steps from those"
        " of one language."
    ),
    later(
        "Work session No. {} has no words yet: wait until it has been processed, or run `sonmat"
        " process {} --wait`."
    ),
    later(
        "This session follows written steps already: bring new ones as a new version of its"
        " procedure."
    ),
    later("No step was found in what was said: write the steps by hand."),
    later("No step is left in the list: keep at least one."),
    later("A job needs a name: say in a few words what is done."),
    later("A test clip is about 20 seconds and at most {} MB: record a shorter one."),
    later("The test clip cannot be judged now: try it once more, or run `sonmat doctor`."),
    *RELEASE_SENTENCES,
    *CONSENT_SENTENCES,
    *PROCEDURE_SENTENCES,
    *RERUN_SENTENCES,
    *REVIEW_SENTENCES,
    *ACCOUNT_SENTENCES,
    *CHOOSING_SENTENCES,
    *CARD_SENTENCES,
    *ERASURE_SENTENCES,
    *CONFIDENTIAL_SENTENCES,
    *QUESTION_CARD_SENTENCES,
    *TEACHING_SENTENCES,
    *LANGUAGE_MODEL_SENTENCES,
    *SITTING_SENTENCES,
    *KNOW_HOW_SENTENCES,
    *HIDDEN_SENTENCES,
    *HEALTH_SENTENCES,
    *VECTOR_SENTENCES,
    *LIBRARY_SENTENCES,
    *OTHER_SITE_SENTENCES,
    # what stands inside of other sentences
    later("publish or share or train"),
    later("train"),
    later("share"),
    later("internal"),
    later("restricted"),
)
# Languages that may be heard on the shop floor, by the code that stands inside of a sentence.
LANGUAGES: dict[str, str] = {
    "id": later("Indonesian"),
    "ja": later("Japanese"),
    "km": later("Khmer"),
    "mn": later("Mongolian"),
    "my": later("Burmese"),
    "ne": later("Nepali"),
    "ru": later("Russian"),
    "th": later("Thai"),
    "uz": later("Uzbek"),
    "vi": later("Vietnamese"),
    "zh": later("Chinese"),
}
KINDS: tuple[tuple[type[SonmatError], str], ...] = (
    (MediaError, later("This recording cannot be used.")),
    (ProcedureError, later("This procedure file cannot be used.")),
    (TextError, later("This text cannot be used.")),
    (Denied, later("That is not allowed.")),
    (Erased, later("This content was erased.")),
    (StorageFull, later("The disk is full.")),
    (ModelError, later("A model is missing.")),
    (SonmatError, later("That did not work.")),
)


def told(error: SonmatError) -> str:
    """An error as one or two sentences in the language of the page."""
    sentence = str(error)
    known = reason(sentence)
    if known != sentence or current() == "en":
        return known
    kind = next(text for cls, text in KINDS if isinstance(error, cls))
    return f"{_(kind)} {sentence}"


def reason(sentence: str) -> str:
    """A sentence of the lower layers in the language of the page, itself if it is not known."""
    for template in SENTENCES:
        found = _pattern(template).fullmatch(sentence)
        if found:
            return _(template).format(*(reason(part) for part in found.groups()))
    return _(LANGUAGES[sentence]) if sentence in LANGUAGES else sentence


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in template.split("{}")), re.DOTALL)
