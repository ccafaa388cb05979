// What came of the question that is up: each answer, how far it has come, and what to ask after it.

class Answers {
  constructor(sitting) {
    this.sitting = sitting;
    this.list = sitting.find("answers");
    this.drawn = "";
  }

  get labels() {
    return this.sitting.data.labels;
  }

  draw() {
    const rows = this.rows();
    const key = JSON.stringify(rows);
    if (key === this.drawn) return;
    this.drawn = key;
    this.list.replaceChildren(...rows.map((row) => this.line(row)));
  }

  // Those that the server knows, and those that it has not heard of yet.
  rows() {
    const { question, voice } = this.sitting;
    if (!question) return [];
    // What is being said just now has a place of its own.
    const now = voice.isOn ? voice.taking?.stream.id : "";
    const known = question.answers.filter((one) => !now || one.stream !== now)
      .map((one) => this.row(one, voice.streams));
    const names = new Set(question.answers.map((one) => one.stream));
    const fresh = voice.streams.filter(
      (one) => one.asked?.target === question.asked.target && !names.has(one.id) && one.ended
    );
    return [...known, ...fresh.map((one) => ({ text: this.sending(one), problem: one.problem }))];
  }

  row(one, streams) {
    const here = streams.find((stream) => stream.id === one.stream);
    const state = one.state === "arriving" && one.stalled && !here ? "stalled" : one.state;
    const text = here?.ended ? this.sending(here) : this.labels[`state_${state}`];
    const { number, said, follows, question, url, stream, next } = one;
    const silent = state === "written" && !said;
    return { number, said, follows, question, url, stream, next, state, silent, text, problem: here?.problem };
  }

  sending(stream) {
    const left = Math.max(0, stream.size - stream.sent);
    return filled(this.labels.state_sending, { n: Math.ceil(left / 1000) });
  }

  line(row) {
    const line = make("li", `is-${row.state ?? "sending"}`);
    const { lang } = this.sitting.data;
    if (row.follows) line.append(make("p", "then", row.question[lang]));
    if (row.said) line.append(make("p", "said", row.said));
    const about = make("p", "about");
    about.append(make("span", "state", row.text));
    if (row.silent) about.append(make("span", "", this.labels.no_speech));
    if (row.problem) about.append(make("span", "bad", `${this.labels.refused} ${row.problem}`));
    if (row.url) about.append(this.hear(row.url));
    if (row.state === "stalled") about.append(this.button("settle", { do: "settle", stream: row.stream }));
    if (row.number) about.append(this.button("take_back", { do: "take_back", number: row.number }));
    line.append(about);
    if (row.next) line.append(this.further(row));
    return line;
  }

  button(name, act) {
    const made = make("button", name.replace("_", "-"), this.labels[name]);
    made.addEventListener("click", async () => {
      made.disabled = true;
      const done = await this.sitting.wire.act(act);
      if (done && name === "take_back") this.sitting.say(this.labels.taken_back);
      made.disabled = false;
    });
    return made;
  }

  hear(url) {
    const made = make("button", "hear", this.labels.hear);
    made.addEventListener("click", () => {
      const sound = make("audio");
      Object.assign(sound, { src: url, controls: true });
      sound.setAttribute("aria-label", this.labels.hear);
      made.replaceWith(sound);
      this.sitting.replay.stop();
      sound.play().catch(() => {});
    });
    return made;
  }

  // The question that this answer leads to.
  further(row) {
    const made = make("button", "further");
    made.append(make("small", "", this.labels.follow_up), make("span", "", row.next.question[this.sitting.data.lang]));
    made.addEventListener("click", () => this.sitting.go(row.next.target, row.number));
    return made;
  }
}
