// The sitting: which question is up, what a press does, and what the other screens are told.

const SITTINGS = new WeakMap();
const LEFT_MS = 300;
const END = "end";

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".sitting");
  if (!root || !data) return;
  let sitting = SITTINGS.get(root);
  if (!sitting) {
    sitting = new Sitting(root);
    SITTINGS.set(root, sitting);
  }
  sitting.update(data);
  // Told at every drawing, but only once is the page really left.
  return () => setTimeout(() => root.isConnected || sitting.leave(), LEFT_MS);
}

class Sitting {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(name === "video" ? name : `.${name}`);
    this.told = {};
    this.wire = new Wire(this);
    this.voice = new Voice(this);
    this.replay = new Replay(this);
    this.view = new View(this);
    this.presses();
    this.undisturbed = new Calm();
    this.onKey = (event) => this.key(event);
    window.addEventListener("keydown", this.onKey, true);
  }

  update(data) {
    const first = !this.data;
    this.data = data;
    this.view.words();
    if (!first) return this.draw();
    this.voice.settleIn();
    if (data.card) this.wire.act({ do: "card", step: data.card[0], probe: data.card[1] });
    else this.wire.look();
  }

  leave() {
    this.voice.end();
    this.replay.stop();
    this.wire.end();
    this.undisturbed.end();
    window.removeEventListener("keydown", this.onKey, true);
    SITTINGS.delete(this.root);
  }

  // --- where it stands -------------------------------------------------------------------------

  take(told) {
    const { questions = this.questions, media = this.media } = told;
    const restarted = this.told.boot && this.told.boot !== told.boot;
    // Whoever answers is not moved to another question, not by a new server either.
    if (this.isAnswering) told = { ...told, pointer: { ...told.pointer, ...this.up } };
    Object.assign(this, { told, questions, media });
    this.offersOtherwise = told.otherwise ?? this.offersOtherwise;
    if (this.noted === "away") this.unnote("away");
    if (restarted && this.isAnswering) this.wire.act({ do: "go", ...this.up });
    this.show();
    this.replay.heed(told.pointer, told.for_s);
  }

  show() {
    const { target, follows } = this.told.pointer;
    const moved = this.up?.target !== target || this.up?.follows !== follows;
    this.up = { target, follows };
    if (moved) this.isWriting = false;
    this.replay.show(this.media, this.isEnd ? null : this.question?.replay);
    this.draw();
  }

  draw() {
    if (this.data && this.questions) this.view.draw();
  }

  get isEnd() {
    return this.told.pointer?.target === END && this.questions.length > 0;
  }

  get index() {
    if (this.isEnd) return this.questions.length;
    const found = this.questions.findIndex((one) => one.asked.target === this.told.pointer.target);
    return found < 0 && this.questions.length ? 0 : found;
  }

  get question() {
    return this.questions[this.index];
  }

  // The question itself, or what its answer led to.
  get asked() {
    const follows = this.told.pointer?.follows;
    const from = follows && this.question?.answers.find((one) => one.number === follows);
    return from?.next ?? this.question?.asked;
  }

  // By voice or in writing.
  get isAnswering() {
    return this.voice.isOn || Boolean(this.isWriting);
  }

  get firstOpen() {
    return this.questions.findIndex((one) => ["open", "lost"].includes(one.state));
  }

  get isWorkedOn() {
    return Object.keys(this.media).length === 0;
  }

  // --- what is done ----------------------------------------------------------------------------

  presses() {
    const on = (name, act) => this.find(name).addEventListener("click", act);
    on("previous", () => this.goTo(this.index - 1));
    on("next", () => this.goTo(this.index + 1));
    on("go-on", () => this.goTo(this.index + 1));
    on("start", () => (this.replay.span ? this.replay.again() : this.replay.toggle()));
    on("toggle", () => this.replay.toggle());
    on("run-on", () => this.replay.runOn());
    on("answer", () => this.voice.begin(this.asked));
    on("stop", () => this.voice.stop());
    on("write", () => this.write(true));
    on("writing-cancel", () => this.write(false));
    on("own", () => this.ownForm(true));
    on("own-cancel", () => this.ownForm(false));
    on("otherwise", () => this.wire.act({ do: "otherwise", asked: this.asked }));
    for (const outcome of ["nothing", "later", "declined"]) on(outcome, () => this.settle(outcome));
    this.find("writing").addEventListener("submit", (event) => this.keepWords(event));
    this.find("own-form").addEventListener("submit", (event) => this.askOwn(event));
    const where = this.find("where");
    where.addEventListener("input", () => {
      this.isSeeking = true;
      this.replay.stop();
      this.replay.seek(Number(where.value));
    });
    where.addEventListener("change", () => {
      this.isSeeking = false;
      this.replay.tell("pause", Number(where.value));
    });
  }

  key(event) {
    const key = this.questions && keyOf(event);
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "r") return this.voice.phase === "on" ? this.voice.stop() : this.canAnswer() && this.voice.begin(this.asked);
    if (this.voice.isOn) return;
    if (key === "space") return this.replay.there && this.replay.toggle();
    if (this.data.role === "expert") return;
    this.goTo(this.index + (key === "n" ? 1 : -1));
  }

  canAnswer() {
    return !this.find("acts").hidden && !this.find("answer").hidden;
  }

  goTo(index) {
    if (this.voice.isOn || index < 0 || index > this.questions.length) return;
    this.go(this.questions[index]?.asked.target ?? END);
  }

  // Another question is put up; what it is about is played at once, what follows an answer is not.
  async go(target, follows = null) {
    this.replay.stop();
    this.told = { ...this.told, pointer: { ...this.told.pointer, target, follows } };
    this.wire.act({ do: "go", target, follows });
    this.show();
    this.find("question").focus({ preventScroll: true });
    if (!follows && !this.isEnd && this.question?.replay) this.replay.again();
  }

  async settle(outcome) {
    const { asked, index } = this;
    const done = await this.wire.act({ do: "reply", asked, outcome });
    if (!done) return;
    this.say(filled(this.data.labels.kept, { what: this.data.labels[`state_${outcome}`] }));
    if (this.asked?.target === asked.target) this.goTo(index + 1);
  }

  // --- words -----------------------------------------------------------------------------------

  write(on) {
    this.isWriting = on;
    this.draw();
    if (!on) return this.find("write").focus();
    const words = this.find("words");
    words.value = sessionStorage.getItem(this.draft) ?? "";
    words.oninput = () => sessionStorage.setItem(this.draft, words.value);
    words.focus();
  }

  // What is being typed outlives a page that is loaded anew.
  get draft() {
    return `sonmat-words-${this.asked.target}-${this.asked.follows ?? ""}`;
  }

  async keepWords(event) {
    event.preventDefault();
    const { asked, draft } = this;
    const text = this.find("words").value;
    if (!(await this.wire.act({ do: "reply", asked, outcome: "answered", text }))) return;
    sessionStorage.removeItem(draft);
    this.write(false);
    this.say(filled(this.data.labels.kept, { what: this.data.labels.state_typed }));
  }

  ownForm(on) {
    this.replay.stop();
    this.find("own-form").hidden = !on;
    if (on) this.find("own-text").focus();
    else this.find("own").focus();
  }

  async askOwn(event) {
    event.preventDefault();
    const { recording, now } = this.replay;
    const text = this.find("own-text").value;
    const done = await this.wire.act({ do: "own", recording, at_s: now, text });
    if (!done) return;
    this.find("own-text").value = "";
    this.find("own-form").hidden = true;
  }

  // --- what is told ----------------------------------------------------------------------------

  // `kind` says what makes it go away again.
  note(text, kind) {
    this.noted = kind;
    put(this.find("note"), text);
    clearTimeout(this.calm);
    if (kind === "said") this.calm = setTimeout(() => this.unnote("said"), 12000);
  }

  unnote(kind) {
    if (this.noted !== kind) return;
    this.noted = "";
    put(this.find("note"), "");
  }

  say(text) {
    put(this.find("toast"), text);
    clearTimeout(this.hush);
    this.hush = setTimeout(() => put(this.find("toast"), ""), 4000);
  }
}
