"""What the sheet for a works council says: each line a promise, with the tests that attack it.

``tests/app/test_council.py`` holds the names to what there is. What software cannot promise stands
apart, for an agreement to settle.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.language import later


@dataclass(frozen=True)
class Line:
    """A promise, and the tests (``file::name`` or a whole file) that fail if it is broken."""

    text: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]


PARTS: tuple[Part, ...] = (
    Part(
        later("What is recorded"),
        (
            Line(
                later(
                    "Picture and sound of the work, from the press on the red button to the end,"
                    " and files that somebody takes in. A page that is left stops recording."
                ),
                (
                    "tests/browser/test_recorder.py::test_leaving_the_page_ends_the_recording_and_keeps_it",
                ),
            ),
            Line(
                later("In the second sitting the microphone is open only while somebody answers."),
                ("tests/browser/test_sitting.py::test_a_sitting_from_the_work_session_to_its_end",),
            ),
            Line(
                later(
                    "Words are written down, and where hands and body are in the picture. Faces are"
                    " looked for, to hide them, only in what may leave or where somebody asks for"
                    " it; nothing here knows whose they are."
                ),
                (
                    "tests/security/test_no_faces_known.py",
                    "tests/capture/test_consent.py::test_once_anything_may_leave_its_faces_are_looked_for",
                ),
            ),
            Line(
                later(
                    "A voice is told from other voices only where its person has agreed to just"
                    " that, and what tells it is kept nowhere."
                ),
                ("tests/security/test_voice.py",),
            ),
            Line(
                later(
                    "How much work the tool asks for is counted per job: no person, no device and"
                    " no time of day stands beside it."
                ),
                (
                    "tests/capture/test_effort.py::test_nothing_about_a_person_and_no_time_of_day_is_stored",
                ),
            ),
            Line(
                later(
                    "The log says who looked at what, and when, so that nobody looks unseen. It"
                    " holds no content."
                ),
                ("tests/capture/test_seen.py", "tests/security/test_nothing_readable.py"),
            ),
        ),
    ),
    Part(
        later("Who sees it"),
        (
            Line(
                later(
                    "Whoever answers for the site, and its interviewers. Experts see their own"
                    " sessions and nobody else's."
                ),
                (
                    "tests/capture/test_access.py::test_the_whole_matrix_is_what_was_agreed",
                    "tests/capture/test_mine.py",
                ),
            ),
            Line(
                later(
                    "Annotators get copies in which faces, and what else was chosen, are hidden; an"
                    " administrator of the system sees no recording at all."
                ),
                (
                    "tests/app/test_signin_roles.py::test_every_route_lets_in_whom_the_table_names",
                    "tests/capture/test_access.py::test_an_administrator_sees_no_content",
                ),
            ),
            Line(
                later("An expert can read who looked at their sessions."),
                ("tests/capture/test_seen.py::test_an_expert_reads_who_looked",),
            ),
            Line(
                later("Nothing is sent to any service outside: speech and pictures are read here."),
                ("tests/security/test_no_network.py",),
            ),
            Line(
                later(
                    "On the disk everything is encrypted; a stolen disk or backup opens nothing."
                ),
                ("tests/security/test_at_rest.py", "tests/capture/test_backup.py"),
            ),
            Line(
                later(
                    "Somebody else who was filmed holds it back: nothing leaves before they have"
                    " agreed or somebody answers for it that they are hidden."
                ),
                (
                    "tests/capture/test_access.py::test_nobody_else_who_is_seen_goes_out_unasked",
                    "tests/capture/test_access.py::test_nothing_leaves_before_somebody_confirmed_what_is_hidden",
                ),
            ),
        ),
    ),
    Part(
        later("What cannot be done with it"),
        (
            Line(
                later(
                    "Nobody is scored or compared: no page, list, file or dataset puts how long"
                    " somebody took, mistakes or agreement beside a person, expert, learner or"
                    " annotator."
                ),
                ("tests/security/test_nobody_is_scored.py",),
            ),
            Line(
                later(
                    "A use that was not signed for is refused by the program: to teach, to train"
                    " AI, to share and to publish are four ticks, and none is set beforehand."
                ),
                (
                    "tests/capture/test_access.py::test_a_purpose_opens_what_serves_it_and_nothing_else",
                    "tests/app/test_print_route.py::test_an_empty_form_holds_every_sentence_and_ticks_nothing",
                ),
            ),
            Line(
                later("After the agreed day nothing of a session opens any more, nor leaves."),
                ("tests/capture/test_access.py::test_the_time_of_keeping_ends_at_its_last_day",),
            ),
            Line(
                later(
                    "National core technology never leaves this site and is never written out as"
                    " readable files."
                ),
                (
                    "tests/capture/test_access.py::test_national_core_technology_never_leaves",
                    "tests/capture/test_access.py::test_national_core_technology_is_never_written_out",
                ),
            ),
            Line(
                later(
                    "Whoever learns a job by its sheet is never named, timed or graded: what went"
                    " wrong is noted as a fault of the sheet."
                ),
                (
                    "tests/app/test_teach_back_page.py::test_an_attempt_is_called_by_its_place_and_has_no_length_beside_it",
                    "tests/security/test_nobody_is_scored.py",
                ),
            ),
            Line(
                later("The log cannot be changed or shortened without being found out."),
                ("tests/capture/test_audit.py", "tests/capture/test_verify.py"),
            ),
        ),
    ),
    Part(
        later("How it ends"),
        (
            Line(
                later(
                    "With the code on the expert's copy, without an account or a reason, years"
                    " later, also by somebody on their behalf. It holds at once."
                ),
                ("tests/capture/test_withdrawal.py",),
            ),
            Line(
                later(
                    "On paper: cut off the slip below and give it to whoever answers for the site,"
                    " who ends consent without a code."
                ),
                (
                    "tests/capture/test_mine.py::test_an_expert_withdraws_everything_of_their_own_and_nothing_else",
                ),
            ),
            Line(
                later(
                    "What was recorded is then destroyed with its keys, also in backups, with all"
                    " that was made of it."
                ),
                ("tests/capture/test_backup.py", "tests/capture/test_keys.py"),
            ),
            Line(
                later(
                    "A part alone can be taken out: its words at once, picture and sound once"
                    " somebody confirms the erasure. Black and silence stand in its place."
                ),
                ("tests/pipelines/test_strike.py", "tests/pipelines/erasure/test_erasing.py"),
            ),
            Line(
                later(
                    "Datasets and papers that were given out before are listed, so that they can be"
                    " asked back. What an AI has learnt from them cannot be unlearnt."
                ),
                ("tests/pipelines/release/test_recall.py",),
            ),
        ),
    ),
)
OPEN = (
    later(
        "Whoever may watch a recording sees how somebody works. The program draws no figure from"
        " it; an agreement has to forbid its use for appraisal, discipline and pay."
    ),
    later(
        "Somebody can be recognised by a way to move, a place or a story, although the face is"
        " hidden."
    ),
    later("Whoever runs the machine can read what it reads while it runs: name them."),
    later("Cameras beside this program, and what leaves it as files, are out of its reach."),
)


def numbered(part: int, line: int) -> str:
    """What a line is called on paper and in the docs: 1.1 to 4.5."""
    return f"{part + 1}.{line + 1}"
