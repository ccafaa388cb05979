"""What can go wrong where know-how cards are made and compared, marked for the catalogues."""

from app.language import later

KNOW_HOW_SENTENCES: tuple[str, ...] = (
    later("Say who confirms this card: write the expert's name."),
    later("A card is confirmed by the expert, then reviewed, then approved: take the next step."),
    later("This suggestion has become a card meanwhile: reload the page."),
    later("There is no such know-how card: reload the page."),
    later("Somebody else changed this card first: look at it again."),
    later("The written steps have no such step: choose another."),
    later("A card rests on seconds of its own session's recordings: choose those."),
    later("This is the expert's own card: name what another expert says of it."),
    later("Choose seconds of the recording, or say why there is no footage."),
)
