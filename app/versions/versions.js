// Two versions of the same labels: seen above each other, heard, and chosen from. What people wrote
// is put in as text, never as markup.

const BOARDS = new WeakMap();
const SIDES = ["one", "other"];
const AROUND = 0.5;  // seconds that are heard before and after

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".versions");
  if (!root || !data) return;
  let board = BOARDS.get(root);
  if (!board) {
    board = new Board(root);
    BOARDS.set(root, board);
  }
  board.update(data, setTriggerValue);
}

class Board {
  constructor(root) {
    this.root = root;
    this.whole = "one";
    this.picks = {};
    this.now = null;
    this.axis = new Axis(root, (row, side) => this.choose(row, side));
    // drawn anew by then, without what is chosen
    root.querySelector(".zoom select").addEventListener("change", () => this.mark());
    root.addEventListener("keydown", (event) => this.key(event));
    root.querySelector(".keep").addEventListener("click", () => this.keep());
  }

  update(data, send) {
    this.send = send;
    const told = JSON.stringify(data);
    if (told === this.told) return;  // drawn anew with nothing new: what was chosen stays chosen
    this.told = told;
    this.data = data;
    this.root.lang = data.lang;
    this.screen();
    this.fixed();
    this.axis.draw(data, this.media.currentTime);
    this.rows();
    this.count();
  }

  get differing() { return this.data.rows.filter((row) => row.differs); }
  get clear() { return this.differing.filter((row) => !row.hardly); }
  side(row) { return this.picks[row.id] ?? this.whole; }

  screen() {
    const { url, video, labels } = this.data;
    if (this.media?.dataset.url === url) return;
    this.media = make(video ? "video" : "audio");
    Object.assign(this.media, { controls: true, preload: "metadata", src: url });
    this.media.playsInline = true;
    this.media.dataset.url = url;
    this.media.setAttribute("aria-label", labels.recording);
    this.media.addEventListener("timeupdate", () => this.at(this.media.currentTime));
    this.root.querySelector(".screen").replaceChildren(this.media);
  }

  fixed() {
    const { labels } = this.data;
    const say = (name, text) => { this.root.querySelector(name).textContent = text; };
    say(".zoom span", labels.zoom);
    say(".keys", labels.keys);
    say(".whole legend", labels.whole);
    say(".keep", labels.keep);
    this.root.querySelector(".scroll").setAttribute("aria-label", labels.axis);
    this.root.querySelector(".zoom select").replaceChildren(
      ...ZOOMS.map((by) => new Option(`${by}×`, String(by), by === 1, by === this.axis.zoom)),
    );
    const whole = this.root.querySelector(".whole");
    for (const old of whole.querySelectorAll("label")) old.remove();
    whole.append(...SIDES.map((side) => {
      const made = this.radio("whole", side, this.whole === side, () => this.take(side));
      made.append(make("span", labels.sides[side], "side"));
      const said = this.data.said[side];
      if (said) made.append(make("span", said, "text meta"));
      return made;
    }));
  }

  at(seconds) {
    if (this.until !== undefined && seconds >= this.until) {
      this.until = undefined;
      this.media.pause();
    }
    this.axis.at(seconds);
  }

  // --- the differences -------------------------------------------------------------------------

  rows() {
    const list = (name, rows) =>
      this.root.querySelector(name).replaceChildren(...rows.map((row) => this.row(row)));
    list(".rows", this.clear);
    list(".hardly ol", this.differing.filter((row) => row.hardly));
    this.mark();
  }

  row(row) {
    const { labels } = this.data;
    const item = make("li", undefined, "row");
    item.dataset.row = row.id;
    const box = make("fieldset");
    const legend = make("legend");
    legend.append(make("span", row.name), make("span", row.said, "what"));
    box.append(legend, ...SIDES.map((side) => this.choice(row, side)));
    const hear = make("div", undefined, "hear");
    for (const side of SIDES.filter((one) => row[one])) {
      const button = make("button", `▶ ${labels.sides[side]} ${clock(row[side].start)}`);
      button.type = "button";
      button.addEventListener("click", () => this.hear(row, side));
      hear.append(button);
    }
    box.append(hear);
    item.append(box);
    box.addEventListener("focusin", () => this.go(row, false));
    return item;
  }

  choice(row, side) {
    const { labels } = this.data;
    const one = row[side];
    const made = this.radio(`pick-${row.id}`, side, this.side(row) === side, () => this.pick(row, side));
    made.append(make("span", labels.sides[side], "side"));
    if (!one) {
      made.append(make("span", labels.none, "text meta"));
      return made;
    }
    const times = `${clock(one.start)}–${clock(one.end)}`;
    made.append(make("span", [times, one.name, one.senses].filter(Boolean).join(" · "), "text meta"));
    if (one.text) made.append(worded(one.text, row[side === "one" ? "other" : "one"]?.text ?? ""));
    return made;
  }

  radio(name, value, checked, act) {
    const label = make("label", undefined, "choice");
    const input = make("input");
    Object.assign(input, { type: "radio", name, value, checked, disabled: !this.data.editable });
    input.addEventListener("change", act);
    label.append(input);
    return label;
  }

  take(side) {
    this.whole = side;
    this.picks = {};
    this.refresh();
  }

  pick(row, side) {
    if (!this.data.editable) return;
    if (side === this.whole) delete this.picks[row.id];
    else this.picks[row.id] = side;
    this.refresh();
  }

  refresh() {
    for (const input of this.root.querySelectorAll(".row input")) {
      const row = this.data.rows.find((one) => one.id === input.closest(".row").dataset.row);
      input.checked = this.side(row) === input.value;
    }
    for (const input of this.root.querySelectorAll(".whole input")) {
      input.checked = input.value === this.whole;
    }
    this.mark();
    this.count();
  }

  mark() {
    for (const button of this.root.querySelectorAll(".track button")) {
      const row = this.data.rows.find((one) => one.id === button.dataset.row);
      button.classList.toggle("taken", row.differs && !row.hardly && this.side(row) === button.dataset.side);
      button.setAttribute("aria-current", String(row.id === this.now));
    }
    for (const item of this.root.querySelectorAll(".row")) {
      item.classList.toggle("now", item.dataset.row === this.now);
    }
  }

  count() {
    const { labels, editable } = this.data;
    const other = Object.keys(this.picks).length;
    this.root.querySelector(".count").textContent = labels.count;
    const details = this.root.querySelector(".hardly");
    details.hidden = this.differing.length === this.clear.length;
    details.querySelector("summary").textContent = labels.hardly;
    const keep = this.root.querySelector(".keep");
    keep.disabled = !editable || this.busy === this.data.turn;
    this.root.querySelector(".told").textContent =
      this.busy === this.data.turn ? labels.wait : labels.chosen.replace("{n}", String(other));
  }

  // --- going about ------------------------------------------------------------------------------

  go(row, scroll = true) {
    this.now = row.id;
    this.mark();
    const item = this.root.querySelector(`.row[data-row="${CSS.escape(row.id)}"]`);
    if (scroll) item?.scrollIntoView({ block: "nearest" });
    return item;
  }

  choose(row, side) {
    this.go(row);
    this.hear(row, side);
  }

  hear(row, side) {
    const { start, end } = row[side] ?? row.one ?? row.other;
    this.until = end + AROUND;
    const begin = () => {
      this.media.currentTime = Math.max(0, start - AROUND);
      this.media.play().catch(() => {});
    };
    if (this.media.readyState >= 1) begin();
    else this.media.addEventListener("loadedmetadata", begin, { once: true });
    this.at(start);
  }

  step(by) {
    const rows = this.clear;
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.id === this.now);
    const row = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    this.go(row)?.querySelector("input:checked")?.focus();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest?.(".track")) {
      this.axis.walk(event);
      if (event.defaultPrevented) return;
    }
    const row = this.data.rows.find((one) => one.id === this.now);
    const deeds = {
      j: () => this.step(1),
      k: () => this.step(-1),
      1: () => row && this.pick(row, "one"),
      2: () => row && this.pick(row, "other"),
      p: () => row && (this.media.paused ? this.hear(row, this.side(row)) : this.media.pause()),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  keep() {
    if (!this.data.editable || this.busy === this.data.turn) return;
    this.busy = this.data.turn;
    this.count();
    this.send("act", { whole: this.whole, picks: { ...this.picks }, turn: this.data.turn });
  }
}
