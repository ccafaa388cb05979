"""What each key of the player does; ``app/player/keys.js`` has the keys themselves."""

from __future__ import annotations

from typing import Any

from app.language import _, later

GROUPS: dict[str, str] = {
    "play": later("Playing"),
    "lanes": later("Going through the steps"),
    "section": later("The chosen section"),
    "words": later("The words"),
    "all": later("All of it"),
}
KEYS: dict[str, str] = {
    "Space": later("Play or pause"),
    "ArrowLeft": later("2 seconds back"),
    "ArrowRight": later("2 seconds on"),
    "Shift+ArrowLeft": later("10 seconds back"),
    "Shift+ArrowRight": later("10 seconds on"),
    "Comma": later("One picture back"),
    "Period": later("One picture on"),
    "Shift+Comma": later("Slower"),
    "Shift+Period": later("Faster"),
    "KeyL": later("Play the chosen section again and again"),
    "KeyH": later("Show hands and body"),
    "KeyC": later("Second camera"),
    "Home": later("To the start"),
    "KeyN": later("Next section"),
    "KeyP": later("Section before"),
    "KeyU": later("Next one that is unsure"),
    "Shift+KeyU": later("Unsure one before"),
    "Equal": later("Zoom in"),
    "Minus": later("Zoom out"),
    "Digit0": later("Zoom to the chosen section"),
    "KeyY": later("That is right; on to the next unsure one"),
    "Digit1": later("Rather the first other step"),
    "Digit2": later("Rather the second other step"),
    "Digit3": later("Rather the third other step"),
    "KeyG": later("Choose another step"),
    "KeyI": later("It starts here"),
    "KeyO": later("It ends here"),
    "BracketLeft": later("Start one picture earlier"),
    "BracketRight": later("Start one picture later"),
    "Semicolon": later("End one picture earlier"),
    "Quote": later("End one picture later"),
    "Shift+BracketLeft": later("Start ten pictures earlier"),
    "Shift+BracketRight": later("Start ten pictures later"),
    "Shift+Semicolon": later("End ten pictures earlier"),
    "Shift+Quote": later("End ten pictures later"),
    "KeyT": later("Split it here"),
    "KeyM": later("Join it with the next"),
    "KeyA": later("A step begins here that was not found"),
    "KeyX": later("It is not this step"),
    "KeyS": later("Not done, done twice, in another order"),
    "KeyE": later("Correct the words"),
    "KeyF": later("Next word that was hardly heard"),
    "Shift+KeyF": later("Hardly heard word before"),
    "Ctrl+KeyF": later("Find and replace"),
    "ArrowUp": later("Line above"),
    "ArrowDown": later("Line below"),
    "Ctrl+KeyZ": later("Take back"),
    "Ctrl+Shift+KeyZ": later("Bring back what was taken back"),
    "KeyW": later("A reason for the next change"),
    "Shift+KeyY": later("Sign: confirm, review, approve"),
    "Shift+Slash": later("All keys"),
}


def key_names() -> dict[str, Any]:
    return {
        "keys": {key: _(text) for key, text in KEYS.items()},
        "key_groups": {group: _(text) for group, text in GROUPS.items()},
    }
