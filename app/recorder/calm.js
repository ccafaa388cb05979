// Streamlit lays a dialog over the whole page when its line breaks, and nothing below can be pressed.
// Where somebody records it has to go: the page itself says what is the matter and goes on.

const CLOSE = '[data-testid="stDialog"] [role="dialog"] > button[aria-label="Close"]';

class Calm {
  constructor() {
    this.watch = new MutationObserver(() => document.querySelector(CLOSE)?.click());
    this.watch.observe(document.body, { childList: true });
  }

  end() {
    this.watch.disconnect();
  }
}
