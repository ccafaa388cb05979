"""What can go wrong between two sites, marked for the catalogues."""

from __future__ import annotations

from app.language import later

OTHER_SITE_SENTENCES: tuple[str, ...] = (
    later(
        "The name of a neighbour has small letters, digits and hyphens, at most 40: choose another."
    ),
    later("{} is a neighbour already: `sonmat federate remove` first."),
    later("There is no neighbour of that name: `sonmat federate list` names them."),
    later("this is no public key of minisign; give its file, or its line that begins with RW"),
    later(
        "That is no address: name a folder, an address such as https://plant.example/sonmat without"
        " password, ? and #, or one of an object store."
    ),
    later("There is no {} at that address: check it, or ask its site."),
    later("{} cannot be read there: ask its site for it."),
    later("{} is not a plain file there: ask its site for it."),
    later("{} is said to lie elsewhere: ask its site for the new address."),
    later("{} is refused there ({}): ask its site."),
    later("{} is larger than the {} bytes that it may have: ask its site."),
    later("{} comes too slowly: try again later."),
    later("{} was cut short on its way: try again."),
    later("{} does not answer: check the address, or try again later."),
    later("The certificate of {} is not one that this machine trusts: ask its site."),
    later(
        "This catalogue is not signed with the key that was given for its site: ask the site for"
        " both by another way."
    ),
    later(
        "This is no catalogue that this version of Sonmat reads: ask its site which version it"
        " runs."
    ),
    later(
        "This catalogue is older than the one that was read before: a recall may be missing in it,"
        " so the newer one stays. Ask its site."
    ),
    later(
        "This catalogue tells of {} otherwise than before, and a release never changes: ask its"
        " site."
    ),
    later("This catalogue was made in the future: look at the clocks of both sites."),
)
