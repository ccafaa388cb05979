// What is known about the part of the time line that was chosen, and what can be done with it.

const ANSWERS = ["not_performed", "twice", "out_of_order", "as_written"];

class Chosen {
  constructor(player) {
    this.player = player;
    this.note = "";
  }

  get segment() {
    const found = this.player.lanes.bars.get(this.player.lanes.chosen)?.segment;
    return found?.event ? null : found;
  }

  act(...acts) {
    const { note } = this;
    this.note = "";
    // Presses that wait to become one act come before this one.
    if (acts[0].do !== "move") this.player.lanes.edges.flush();
    return this.player.store.act(acts, { note });
  }

  // --- one key each ----------------------------------------------------------------------------

  async confirm() {
    const { segment } = this;
    if (!segment || segment.settled) return;
    if (await this.act({ do: "confirm", id: segment.id })) this.player.lanes.chooseUnsure(1);
  }

  alternative(number) {
    const { segment } = this;
    const other = segment?.alternatives?.[number];
    if (other) this.act({ do: "relabel", id: segment.id, step: other.step });
  }

  async relabel() {
    const { segment } = this;
    if (!segment) return;
    const step = await chooseFrom(this.player, {
      title: this.player.data.labels.which_step, options: this.steps(), current: segment.step,
    });
    if (step !== undefined && step !== segment.step) {
      this.act({ do: "relabel", id: segment.id, step });
    }
  }

  steps() {
    const { lanes, labels } = this.player.data;
    const steps = lanes.filter((lane) => lane.step).map((lane) => [lane.step, lane.title]);
    return [...steps, [null, labels.outside]];
  }

  edgeHere(edge) {
    this.move(edge, this.player.screen.frameStart);
  }

  nudge(edge, frames) {
    // Quick presses become one act.
    return this.player.lanes.nudge(edge, frames * this.player.screen.frame);
  }

  move(edge, at) {
    const { segment } = this;
    if (!segment) return;
    const there = { start: segment.start, end: segment.end, [edge]: Math.max(0, at) };
    if (there.start >= there.end) return this.player.say(this.player.data.labels.ends_first);
    this.player.seek(there[edge]);
    return this.act({ do: "move", id: segment.id, [edge]: there[edge] });
  }

  split() {
    const { segment } = this;
    if (segment) this.act({ do: "split", id: segment.id, at: this.player.screen.frameStart });
  }

  merge() {
    const { segment } = this;
    const later = [...this.player.lanes.bars.values()]
      .map((one) => one.segment)
      .filter((one) => !one.event && segment && one.start > segment.start)
      .sort((a, b) => a.start - b.start)[0];
    if (later) this.act({ do: "merge", id: segment.id, with: later.id });
  }

  reject() {
    const { segment } = this;
    if (segment) this.act({ do: "reject", id: segment.id });
  }

  async add() {
    const { player } = this;
    const start = player.screen.frameStart;
    const step = await chooseFrom(player, {
      title: player.data.labels.which_step_here, options: this.steps(),
    });
    if (step === undefined) return;
    const end = Math.min(start + 5, player.data.duration);
    this.act({ do: "add", step, start, end });
  }

  async answerStep(step = this.segment?.step) {
    const { lanes, labels } = this.player.data;
    let about = step;
    if (!about) {
      about = await chooseFrom(this.player, {
        title: labels.which_step, options: this.steps().filter(([id]) => id),
      });
    }
    if (!about) return;
    const lane = lanes.find((one) => one.step === about);
    const answer = await chooseFrom(this.player, {
      title: lane.title,
      options: ANSWERS.map((name) => [name, labels.answers[name]]),
      current: lane.answer,
    });
    if (answer) this.act({ do: "answer", step: about, answer });
  }

  // A reason that goes with the next change.
  async why() {
    const { labels } = this.player.data;
    const text = await askFor(this.player, {
      title: labels.why, why: labels.why_told, value: this.note, button: labels.keep,
    });
    if (text !== undefined) this.note = text;
  }

  // --- what is seen of it ----------------------------------------------------------------------

  show(segment) {
    const box = this.player.find("chosen");
    box.hidden = !segment;
    box.replaceChildren();
    if (!segment) return;
    if (segment.inside) box.append(make("span", "about", `${segment.inside} ›`));
    box.append(
      make("span", "what", segment.title),
      make("span", "about", `${exact(segment.start)}–${exact(segment.end)}`),
    );
    if (segment.word) box.append(make("span", `chip ${segment.tone}`, segment.word));
    box.append(this.acts(segment));
    if (segment.alternatives?.length && this.player.store.editable) {
      box.append(this.others(segment));
    }
    if (segment.evidence) box.append(...shownEvidence(this.player, segment.evidence));
  }

  others(segment) {
    const line = make("div", "others");
    line.append(make("span", "about", this.player.data.labels.or_rather));
    segment.alternatives.slice(0, 3).forEach((other, n) => {
      const button = make("button");
      const share = `${Math.round(other.share * 100)} %`;
      button.append(make("kbd", "", String(n + 1)), `${other.title} · ${share}`);
      button.addEventListener("click", () => this.alternative(n));
      line.append(button);
    });
    return line;
  }

  acts(segment) {
    const { labels } = this.player.data;
    const acts = make("span", "acts");
    const act = (text, key, run, className = "") => {
      const button = make("button", className, text);
      if (key) button.append(make("kbd", "", key));
      button.addEventListener("click", run);
      acts.append(button);
    };
    act(labels.play_part, "", () => {
      this.player.seek(segment.start, true);
      this.player.until = segment.end;
    });
    act(labels.loop_short, "L", () => this.player.screen.turnLoop());
    if (segment.step) {
      act(labels.compare, "", () => this.player.send("act", {
        do: "compare", step: segment.step, at: this.player.now, turn: Date.now(),
      }));
    }
    if (!this.player.store.editable || segment.event) return acts;
    act(labels.starts_here, "I", () => this.edgeHere("start"));
    act(labels.ends_here, "O", () => this.edgeHere("end"));
    act(labels.relabel, "G", () => this.relabel());
    act(labels.split, "T", () => this.split());
    act(labels.merge, "M", () => this.merge());
    act(labels.reject, "X", () => this.reject());
    if (segment.step) act(labels.answer_step, "S", () => this.answerStep(segment.step));
    if (!segment.settled) act(labels.confirm, "Y", () => this.confirm(), "main");
    return acts;
  }
}

// Each quote leads to where it was said: most of them come before the work that they are about.
function shownEvidence(player, { lead, quotes, doubts }) {
  const parts = [];
  if (lead) parts.push(make("p", "why", lead));
  if (quotes.length) {
    const list = make("ul", "quotes");
    for (const { at, text, about } of quotes) {
      const item = make("li");
      const button = make("button", "at", clock(at));
      button.setAttribute("aria-label", `${clock(at)} ${text}`);
      button.addEventListener("click", () => player.seek(at, true));
      item.append(button, make("q", "", text), make("span", "about", about));
      list.append(item);
    }
    parts.push(list);
  }
  if (doubts.length) parts.push(make("p", "why", doubts.join(" · ")));
  return parts;
}

function showChosen(player, segment) {
  player.chosen.show(segment);
}
