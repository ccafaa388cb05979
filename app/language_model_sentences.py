"""What is said of the optional language model, by the templates of `app.problems`."""

from __future__ import annotations

from app.language import later

LANGUAGE_MODEL_SENTENCES: tuple[str, ...] = (
    later("No language model is set up here: see docs/local-model.md."),
    later("Name the language model, too: set SONMAT_LANGUAGE_MODEL_NAME."),
    later(
        "SONMAT_LANGUAGE_MODEL_URL must be an http or https address such as"
        " http://10.0.0.5:8000/v1, without a name and password in it."
    ),
    later("{} is not in the site's own network, so no language model is asked there."),
    later("The language model's machine {} is not known here."),
    later("The language model did not answer in a form that can be read."),
    later("The language model refused to answer ({})."),
    later("The language model on {} did not answer: see that it runs."),
    later("The language model answered too much or too slowly."),
)
