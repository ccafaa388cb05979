"""One error tree. ``str(error)`` is one sentence that says what is wrong and what to do.

::

    SonmatError
     ├── InputError               what a person gave us cannot be used
     │    ├── MediaError          a recording: unreadable, refused or beyond a limit
     │    ├── ProcedureError      a procedure file
     │    ├── TextError           a transcript, consent or other text file
     │    └── UnknownError        an id that names nothing here
     ├── SettingsError            a setting or the data folder is not usable
     ├── Denied                   who asks may not do this
     ├── StoreError               the store cannot do it
     │    ├── SiteKeyError        the site key is missing, unreadable or another one
     │    ├── StoreAway           it does not answer now: what was tried may be tried again
     │    ├── Erased              the key was destroyed: the content is gone for good
     │    ├── Tampered            the stored bytes are not what was written
     │    ├── StorageFull         no room left; nothing was changed
     │    ├── ReadOnly            the data folder cannot be written
     │    └── StaleEntry          somebody else wrote first: read again
     ├── ModelError               weights are missing or are not the pinned ones
     ├── NeedsSoftware            a system library or an extra is not installed
     ├── LabelStudioError         the server of the annotators cannot do it
     │    ├── LabelStudioAway     it does not answer, or is too busy to
     │    ├── LabelStudioRefused  it does not take the token
     │    └── LabelStudioOdd      it is not as Sonmat left it: project or task gone, another version
     └── Cancelled                somebody asked for this to stop
"""


class SonmatError(Exception):
    """Base of all errors that are meant to be read by a person."""


class InputError(SonmatError):
    """What a person gave us cannot be used."""


class MediaError(InputError):
    """A recording is unreadable, refused or beyond a limit."""


class ProcedureError(InputError):
    """A procedure file cannot be used."""


class TextError(InputError):
    """A transcript, consent or other text file cannot be used."""


class UnknownError(InputError):
    """An id names nothing here."""


class SettingsError(SonmatError):
    """A setting or the data folder is not usable."""


class Denied(SonmatError):
    """Who asks may not do this."""


class StoreError(SonmatError):
    """The store cannot do it."""


class SiteKeyError(StoreError):
    """The site key is missing, unreadable or another one."""


class StoreAway(StoreError):
    """It does not answer now: what was tried may be tried again."""


class Erased(StoreError):
    """The key was destroyed: the content is gone for good."""


class Tampered(StoreError):
    """The stored bytes are not what was written."""


class StorageFull(StoreError):
    """No room left; nothing was changed."""


class ReadOnly(StoreError):
    """The data folder cannot be written."""


class StaleEntry(StoreError):
    """Somebody else wrote first: read again."""


class ModelError(SonmatError):
    """Weights are missing or are not the pinned ones."""


class NeedsSoftware(SonmatError):
    """A system library or an extra is not installed."""


class LabelStudioError(SonmatError):
    """The server of the annotators cannot do it. Holds no token, cookie or recorded word."""


class LabelStudioAway(LabelStudioError):
    """It does not answer, or is too busy to: the same may work later."""


class LabelStudioRefused(LabelStudioError):
    """It does not take the token: none, a wrong one, or one that has expired."""


class LabelStudioOdd(LabelStudioError):
    """It is not as Sonmat left it: a project or task is gone, another version, a screen refused."""


class Cancelled(SonmatError):
    """Somebody asked for this to stop."""
