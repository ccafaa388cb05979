// What goes between this screen and the server: once a second where the sitting stands, and what
// is done here as soon as it is done.

const LOOK_MS = 1000;
const HEARD_MS = 20000;

class Wire {
  constructor(sitting) {
    this.sitting = sitting;
    this.screen = randomId("scr");
    this.version = "";
    this.acting = 0;
    this.acts = 0;
    this.chain = Promise.resolve();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  end() {
    clearInterval(this.timer);
  }

  get path() {
    return `/asked/${this.sitting.data.session.id}?lang=${this.sitting.data.lang}`;
  }

  async look() {
    if (this.looking || this.acting) return;
    this.looking = true;
    const { acts } = this;
    const { role } = this.sitting.data;
    const answering = this.sitting.isAnswering ? 1 : 0;
    const more = `&screen=${this.screen}&role=${role}&answering=${answering}&have=${this.version}`;
    try {
      const told = await this.fetch(this.path + more, {});
      // Something was done meanwhile: this is how it stood before.
      if (acts === this.acts) this.take(told);
    } catch (error) {
      this.trouble(error);
    } finally {
      this.looking = false;
    }
  }

  // One after the other; resolves to whether it was done.
  act(body) {
    this.acting += 1;
    this.acts += 1;
    const done = this.chain.then(() => this.send(body));
    this.chain = done.then(() => { this.acting -= 1; });
    return done;
  }

  async send(body) {
    const { role } = this.sitting.data;
    const whole = { ...body, screen: this.screen, role, have: this.version };
    try {
      const told = await this.fetch(this.path, { method: "POST", body: JSON.stringify(whole) });
      this.take(told);
      return true;
    } catch (error) {
      this.trouble(error);
      return false;
    }
  }

  async fetch(path, options) {
    const headers = { Authorization: `Bearer ${this.sitting.data.token}` };
    if (options.body) headers["Content-Type"] = "application/json";
    const answer = await fetch(path, {
      ...options, headers, cache: "no-store", signal: AbortSignal.timeout(HEARD_MS),
    });
    if (answer.ok) return answer.json();
    const { error } = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(error ?? String(answer.status)), { told: Boolean(error) && answer.status < 500 });
  }

  take(told) {
    this.version = told.version;
    this.sitting.take(told);
  }

  // A sentence of the server, or that there is none.
  trouble(error) {
    this.sitting.note(error.told ? error.message : this.sitting.data.labels.away, error.told ? "said" : "away");
  }
}
