"""What can go wrong where people sign in and accounts are looked after, for the catalogues."""

from __future__ import annotations

from app.language import later

ACCOUNT_SENTENCES: tuple[str, ...] = (
    later("Name and password do not fit together: try again, or ask for a new code."),
    later("This code is wrong, used or too old: ask for a new one."),
    later("You were signed out: sign in again."),
    later("The company's sign-in knows you, but there is no account here for you: ask for one."),
    later("The old password is not right: try again."),
    later("Too many wrong tries: wait a quarter of an hour, then try again."),
    later("The two new passwords are not the same: type them once more."),
    later("A password needs at least {} characters: make it longer."),
    later("A password has at most {} characters: make it shorter."),
    later(
        "This password is among the first that anybody would try: choose another, such as four"
        " words that do not belong together."
    ),
    later("There is no such account here: `sonmat accounts list` names them."),
    later("At least one person who signs in must answer for the site: name another one first."),
    later(
        "The first account is for the person who answers for the site, since from then on everybody"
        " signs in: give it the role “owner”."
    ),
    later("There is an account of that name already: choose another name."),
    later("Choose at least one role for this account."),
    later("An account with the role “expert” names which expert it is, others none."),
    later("A name has 1 to {} printable characters."),
    later("What the company's sign-in says has up to {} printable characters."),
    later("A work session is given to annotators: choose one of them."),
    # what stands inside of “Not allowed: {}.”
    later("only who answers for the site makes others so"),
    later("only who answers for the site changes this account"),
    later("nobody changes their own account, somebody else does"),
    later("this link was given to somebody else"),
    later("this link belongs to an account that is not known here"),
    later("this work session was not given to you to work on"),
    later("there is no masked copy of it yet that a person has confirmed"),
    later("national core technology is seen at the site's own machine only"),
)
