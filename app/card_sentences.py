"""What cards and folders are told about by the lower layers, as templates to be translated."""

from app.language import later

CARD_SENTENCES: tuple[str, ...] = (
    later("{} is placed by its clock alone: look whether it fits."),
    later(
        "{} and {} overlap by their clocks, but their sound does not match: they are kept apart."
    ),
    later("The clock of {} was never set: look whether it belongs to another."),
    later("A part seems to be missing between {} and {}: look on the card."),
    later(
        "This is an AVCHD stream (.MTS), which Sonmat does not read: save it as MP4 with the"
        " camera's own program, or set the camera to record MP4."
    ),
    later("This is a playlist that names other files, not a recording: choose an {} file."),
    later("This is not a recording that Sonmat reads: choose an {} file."),
    later("The file is empty: choose a file that holds a recording."),
    later(
        "A part of the recording is missing or damaged: copy the whole file from the device again."
    ),
    later("This folder holds more than {} recordings: name a folder inside of it."),
    later("Name the whole path of a folder on this machine, such as /media/card."),
    later("recordings are not brought in from this folder, choose one of the list"),
    later("There is no such folder on this machine: is the card in the reader?"),
    later("{} changed while it was read: wait until it is written, or copy it again."),
    later("The folder {} cannot be read: {}."),
    later("{} cannot be read: {}."),
)
