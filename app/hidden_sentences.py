"""What people are told about masks by the lower layers, as templates to be translated."""

from app.language import later

HIDDEN_SENTENCES: tuple[str, ...] = (
    later("nobody has confirmed yet that what is to be hidden in it is"),
    later("There is no such mask any more: reload the page."),
    later("The mask is not there at this second: draw a new one."),
    later("This picture is not to be looked at any more: reload the page."),
    later("Say who answers for what is hidden: write a name."),
    later("Only a generated session is confirmed without looking: look at pictures."),
    later("No faces were looked for in it yet: have that done first."),
    later("The recording is still being searched for faces: wait until it is done."),
    later("A picture still shows somebody: draw a mask there, then look again."),
    later("Look at {} pictures drawn at random first: then confirm."),
    later("The masked copy is not made yet: confirm what is hidden, then wait a little."),
    later("What was drawn did not arrive whole: draw it again."),
    later("What was chosen did not arrive whole: choose it again."),
    later("This line is not to be read any more: reload the page."),
    later("These words stand nowhere in this work session: choose them in a line."),
    later("Choose the words to be hidden: {} to {} letters."),
    later("Write up to {} letters without brackets."),
    later("What stands instead would have to be hidden itself: choose other words."),
    later("What was said is still being written down: wait until it is done."),
    later("A line still tells something: hide its words, then read it again."),
    later("Read {} lines drawn at random first: then confirm."),
    later("words to be hidden were found since somebody confirmed it"),
    later("the id of a step or its procedure tells what is to be hidden"),
    later("This picture cannot be shown."),
    later("The recording is shorter than that."),
)
