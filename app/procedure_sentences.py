"""What is said of procedure files, by the templates of `app.problems`."""

from __future__ import annotations

from app.language import later

PROCEDURE_SENTENCES: tuple[str, ...] = (
    later(
        "{} comes after “{}”, and several steps are called so: give each step a number of its own."
    ),
    later(
        "{} is damaged and cannot be opened: open it in Word or Excel, save it anew and try again."
    ),
    later(
        "{} has sub-steps {} levels deep, more than the {} that are taken: write them less deep."
    ),
    later("{} unpacks into more than a procedure can hold: copy the steps alone into a new file."),
    later("{} holds no numbered list and no table of steps: number the steps and try again."),
    later("{} is neither Word nor Excel of today: save it as .docx or .xlsx and try again."),
    later("{} declares XML entities, which no office program writes: it was not opened."),
    later("The order rules of the version before stay: this file says nothing of them."),
    later("The glossary of the version before stays: this file says nothing about it."),
    later("{} is a PDF or an RTF text: save the procedure as .docx or .xlsx instead."),
    later("{} comes after “{}”, which is no step here: name the number of a step."),
    later("{} has no sheet with a header such as {}: name the columns in one row."),
    later("The order rules of {} go round in a circle, {}: take one of them out."),
    later("{} holds {} steps, more than the {} that are taken: split it by job."),
    later("{} holds more than {} order rules: name only the step right before."),
    later("{} is a web page or XML: save it as .xlsx, .docx or .csv instead."),
    later("{} is locked with a password: save it without one and try again."),
    later("{} is not a text file in UTF-8: save it as UTF-8 and try again."),
    later("{} is a Hangul (.hwp) document: save it as .docx and try again."),
    later("{} is an old Excel (.xls) file: save it as .xlsx and try again."),
    later("{} is an old Word (.doc) file: save it as .docx and try again."),
    later("{} is of an old kind: save it as .docx or .xlsx and try again."),
    later("{} steps are called “{}”: they are kept apart by their place."),
    later("{} is larger than {} MB: split it or check which file it is."),
    later("{} has more cells than the header: quote cells with commas."),
    later("{} has no header such as step, title, so it was left out."),
    later("{} is larger than {} MB: take the pictures out of it."),
    later("{} stands before the first step, so it was left out."),
    later("{} is a headline without steps, so it was left out."),
    later("The sheet “{}” holds steps too and was not read."),
    later("{} is no procedure: it needs a title and steps."),
    later("Lines outside of the tables were left out: {}."),
    later("The sheet “{}” is hidden, so it was not read."),
    later("{} is empty: choose a file with text in it."),
    later("{}: “{}” is no level, so it was not taken."),
    later("The steps were read from the sheet “{}”."),
    later("Rows after the first {} were not read."),
    later("{} holds no steps: list at least one."),
    later("{} has no number, so it was left out."),
    later("{} has no title, so it was left out."),
    later("{}: the column “{}” is not taken."),
    later("Hidden rows were left out: {}."),
    later("Hidden columns were left out."),
    later("And {} more of this kind."),
    # what stands inside of other sentences
    later("{}, line {}"),
    later("{}, row {}"),
    later("Table {}"),
)
