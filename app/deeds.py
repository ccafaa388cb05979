"""What can be done with a session, in plain words: for the list of who did it."""

from app.language import later
from data_schemas.rights import Action

DEEDS: dict[Action, str] = {
    Action.LIST: later("Looked at the list"),
    Action.READ: later("Looked at it"),
    Action.PLAY: later("Played the recording"),
    Action.SEARCH: later("Searched in it"),
    Action.RECORD: later("Recorded or added a file"),
    Action.CONSENT: later("Kept what was signed"),
    Action.EDIT_PROCEDURE: later("Changed the procedure"),
    Action.PROCESS: later("Had it worked on"),
    Action.AMEND: later("Corrected, answered or took out"),
    Action.CONFIRM: later("Confirmed it as the expert"),
    Action.REVIEW: later("Reviewed it"),
    Action.APPROVE: later("Approved it"),
    Action.PUSH: later("Sent it to be labelled"),
    Action.HAND_OUT: later("Made papers or clips of it"),
    Action.RELEASE: later("Put it into a dataset release"),
    Action.GIVE: later("Let others have a dataset with it"),
    Action.FEDERATE: later("Shared it with another site"),
    Action.WITHDRAW: later("Withdrew or erased"),
    Action.AUDIT: later("Looked at this list"),
    Action.ADMINISTER: later("Looked after the site"),
}
