// What people change here goes to the server as acts, and comes back as what holds then. Another
// person may write at the same time: what they did is fetched every now and then, and an act that
// was made in ignorance of it is sent again if it is about something else, or shown if it is not.

const POLL_MS = 2000;
const RETRY_MS = 3000;
const QUIET_MS = 2500;
// A gateway or a server that starts: the act waits. Anything else is an answer.
const PASSING = [502, 503, 504];
const PEOPLE_CHANGE = ["legend", "lines", "lanes", "notes"];

class Store {
  constructor(player) {
    this.player = player;
    this.chain = Promise.resolve();
    this.redone = [];
    this.waiting = 0;
    this.warn = (event) => this.waiting && event.preventDefault();
  }

  get editable() {
    return Boolean(this.edit?.may) && this.approval?.state !== "approved";
  }

  // What the page passes; it may be older than what was fetched since.
  take(data) {
    this.edit = data.edit;
    if (!data.edit) return data;
    if (this.recording !== data.edit.url) {
      this.recording = data.edit.url;
      this.version = "";
      this.begin();
    }
    if (this.version && data.edit.number < this.number) {
      return { ...data, ...this.parts };
    }
    const { version, number, last, approval } = data.edit;
    Object.assign(this, { version, number, last, approval });
    this.parts = Object.fromEntries(PEOPLE_CHANGE.map((name) => [name, data[name]]));
    return data;
  }

  begin() {
    this.end();
    window.addEventListener("beforeunload", this.warn);
    this.polling = setInterval(() => {
      if (document.visibilityState === "visible" && !this.waiting && !this.asked) this.refresh();
    }, POLL_MS);
  }

  end() {
    window.removeEventListener("beforeunload", this.warn);
    clearInterval(this.polling);
    clearTimeout(this.quiet);
  }

  // --- acts ----------------------------------------------------------------------------------

  // Acts are done together or not at all; resolves to whether they were.
  act(acts, { note = "" } = {}) {
    this.redone = [];
    const was = this.about(acts);
    return this.queued(() => this.send({ acts, note }, () => this.about(acts) === was));
  }

  undo() {
    // A nudge that still waits is the last act.
    this.player.lanes.edges.flush();
    return this.queued(async () => {
      const numbers = this.last ?? [];
      if (!numbers.length) return this.say(this.player.data.labels.nothing_to_undo);
      const done = await this.send({ undo: numbers }, () => String(this.last) === String(numbers));
      if (done) this.redone.push(this.done);
      return done;
    });
  }

  redo() {
    return this.queued(async () => {
      const numbers = this.redone.at(-1);
      if (!numbers) return this.say(this.player.data.labels.nothing_to_redo);
      const done = await this.send({ undo: numbers }, () => false);
      if (done) this.redone.pop();
      return done;
    });
  }

  sign(state, name) {
    return this.queued(() => this.send({ sign: { state, name } }, () => false));
  }

  reopen() {
    return this.queued(() => this.send({ reopen: true }, () => true));
  }

  queued(run) {
    this.waiting += 1;
    const result = this.chain.then(run).catch((error) => this.say(String(error)));
    this.chain = result.then(() => {
      this.waiting -= 1;
    });
    return result.then(Boolean);
  }

  // `holds` says, once somebody else's change is known, whether ours still means the same.
  async send(body, holds) {
    for (;;) {
      const have = this.version;
      const answer = await this.fetch({ ...body, seen: this.number, have });
      if (answer.status === 409) {
        await this.refresh();
        if (holds() || (await this.player.ask(body))) continue;
        return false;
      }
      if (!answer.ok) {
        this.say((await answer.json().catch(() => ({}))).error ?? String(answer.status));
        return false;
      }
      const told = await answer.json();
      this.done = told.done;
      if (told.whole || have === this.version) this.apply(told);
      else await this.anew();
      this.tellPage();
      return true;
    }
  }

  // A broken line loses nothing: the act waits until the server is there again.
  async fetch(body) {
    for (;;) {
      try {
        const answer = await this.request(body);
        if (!PASSING.includes(answer.status)) return answer;
      } catch {
        // No line: the same below.
      }
      this.say(this.player.data.labels.waits);
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }

  request(body) {
    const address = new URL(this.edit.url, location.href);
    const headers = { authorization: `Bearer ${this.edit.token}` };
    if (!body) {
      address.searchParams.set("have", this.version);
      return fetch(address, { headers });
    }
    return fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  }

  // --- what holds ----------------------------------------------------------------------------

  async refresh() {
    this.asked = true;
    try {
      for (let answered = false; !answered;) {
        const have = this.version;
        const answer = await this.request();
        const told = answer.status === 200 ? await answer.json() : null;
        // Another answer was quicker: this one tells what differs from something else.
        answered = have === this.version;
        if (answered && told) this.apply(told, true);
      }
    } catch {
      // The next time will do.
    } finally {
      this.asked = false;
    }
  }

  // All of it, where what differs was told from something else than what is here.
  anew() {
    this.version = "";
    return this.refresh();
  }

  apply(told, byOthers = false) {
    if (!told.version || told.version === this.version) return;
    const before = this.number;
    const { version, number, last, approval } = told;
    Object.assign(this, { version, number, last, approval });
    this.parts = { ...this.parts, ...told.parts };
    if (!told.whole) this.parts.lines = linesWith(this.parts.lines, told);
    this.player.redraw(this.parts);
    if (byOthers && number > before) {
      this.say(this.player.data.labels.others);
      this.tellPage();
    }
  }

  // What acts are about, as it is now: two people may change different things at once.
  about(acts) {
    const names = acts.flatMap((act) => [act.id, act.with].filter(Boolean));
    const steps = acts.filter((act) => act.do === "answer").map((act) => act.step);
    const bars = this.parts.lanes.flatMap((lane) => lane.bars);
    const found = [...this.parts.lines, ...bars].filter((one) => names.includes(one.id));
    const lanes = this.parts.lanes.filter((lane) => steps.includes(lane.step));
    return JSON.stringify([found.map(plainly), lanes.map(({ answer }) => answer)]);
  }

  // Parts of the page that Python draws follow once it is quiet.
  tellPage() {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      if (this.waiting || this.player.isBusy()) this.tellPage();
      else this.player.send("changed", { number: this.number, at: this.player.now });
    }, QUIET_MS);
  }

  say(text) {
    this.player.say(text);
    return false;
  }
}

// How sure the machine is of the rest may change with any act; what somebody reads does not.
function plainly({ id, start, end, text, speaker, step, settled }) {
  return [id, start, end, text, speaker, step, settled];
}

function linesWith(lines, { lines: changed, order }) {
  const known = new Map([...lines, ...changed].map((line) => [line.id, line]));
  return order.map((id) => known.get(id)).filter(Boolean);
}
