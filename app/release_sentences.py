"""What keeps a work session out of a dataset, and what is good to know about one, marked for the
catalogues."""

from __future__ import annotations

from app.language import later

RELEASE_SENTENCES: tuple[str, ...] = (
    later(
        "its rights are not recorded: the consent names no holder, or neither a licence nor a"
        " contract"
    ),
    later("its steps and words, as they are now, are not approved"),
    later("its time base is not verified: a recording has no read clock or no sure place on it"),
    later("a recording of it is no longer here: bring the backup back"),
    later("nearly the same work is here already, of somebody whose split is another one"),
    later("none of its labels is of those that were asked for"),
    later(
        "All of this is the work of one person: nothing in it can tell how a model does on"
        " somebody else."
    ),
    later("Nobody is held out for a test: there are too few people on that side yet."),
    later("Nobody in it is to be trained on: everybody was held out by an earlier dataset."),
    later("What is known of {} of {} people is withheld: fewer than {} are alike in it."),
    later("Steps without any example: {}."),
    later("Steps that are not in train: {}."),
    later(
        "Nearly the same work of different people is in it ({} groups of sessions): each group is"
        " in one split."
    ),
    later("No step in it was confirmed or corrected by a person one by one."),
)
