// What was said and done, line by line, beside the picture.

const NEAR_PX = 500;
const LOOK_BACK = 80;
const PATIENCE_MS = 5000;
const SETTLING_FRAMES = 12;

class Words {
  constructor(player) {
    this.player = player;
    this.rows = [];
    this.known = new Map();
    this.list = player.find("lines");
    this.editor = new Editor(this);
    this.near = new IntersectionObserver(
      (seen) => seen.forEach(({ target, isIntersecting }) => target.row.approach(isIntersecting)),
      { root: this.list, rootMargin: `${NEAR_PX}px 0px` },
    );
    this.listen();
  }

  show({ labels, lines, lang, editable }) {
    const data = { labels, lang, editable: this.player.store?.editable ?? editable };
    this.player.find("hear-title").textContent = labels.transcript;
    this.list.setAttribute("aria-label", labels.transcript);
    const before = this.known;
    this.known = new Map();
    this.rows = lines.map((line) => this.rowOf(line, data, before));
    this.place(before, labels);
    this.starts = this.rows.map((row) => row.line.start);
    this.setHome(this.has(this.home) ? this.home : this.rows[0]);
    if (!this.has(this.current)) this.current = this.spoken = null;
    this.player.finder?.show(data);
    this.reach();
  }

  rowOf(line, data, before) {
    const base = line.id || `${line.kind} ${line.start} ${line.end}`;
    let key = base;
    for (let n = 2; this.known.has(key); n += 1) key = `${base} ${n}`;
    const row = before.get(key) ?? new Row();
    this.known.set(key, row);
    const told = row.text;
    if (row.set(line, data) && row === this.editor.row && row.text !== told) {
      this.editor.changedMeanwhile(row.text);
    }
    return row;
  }

  // Rows that stay are not moved: whoever reads or types keeps the place.
  place(before, labels) {
    const stays = new Set(this.rows);
    const { row: typed } = this.editor;
    if (typed && !stays.has(typed)) this.editor.takenAway();
    for (const row of before.values()) {
      if (stays.has(row) || row === this.editor.row) continue;
      if (row.note?.text) this.lay(row, row.note.text);
      else this.forget(row);
    }
    this.nothing?.remove();
    let next = this.list.firstElementChild;
    for (const { item } of this.rows) {
      while (next && !stays.has(next.row)) next = next.nextElementSibling;
      if (item === next) {
        next = next.nextElementSibling;
      } else {
        this.list.insertBefore(item, next);
        this.near.observe(item);
      }
    }
    if (this.rows.length) return;
    this.nothing = make("li");
    this.nothing.append(make("span", "empty", labels.no_words));
    this.list.append(this.nothing);
  }

  forget(row) {
    this.near.unobserve(row.item);
    row.item.remove();
  }

  // What was typed in a line that is gone stays readable where it was until somebody closes it.
  lay(row, text) {
    const after = this.rows.find((other) => other.line.start > row.line.start);
    this.list.insertBefore(row.item, after?.item ?? null);
    Object.assign(row, { box: null, typed: text, editable: false });
    row.note = noteOf(row.labels.gone_meanwhile,
      [["close", row.labels.close, () => this.forget(row)]]);
    row.draw();
  }

  has(row) {
    return this.rows.includes(row);
  }

  // The next spoken line up (-1) or down (1) that can be corrected.
  beside(row, by) {
    if (!this.has(row)) return null;
    let n = this.rows.indexOf(row) + by;
    while (this.rows[n] && !(this.rows[n].editable && this.rows[n].line.kind === "speech")) n += by;
    return this.rows[n] ?? null;
  }

  // --- acts ------------------------------------------------------------------------------------

  async send(row, act, text) {
    row.wait(text);
    const done = await this.player.store.act([act], {});
    if (!done && !this.has(row)) this.lay(row, text);
    else row.answered(done, text);
  }

  // Goes on typing where the goal says, as soon as what the acts made is here.
  aim(goal) {
    this.goal = { found: goal, until: performance.now() + PATIENCE_MS };
    this.reach();
  }

  reach() {
    if (this.editor.row || performance.now() > this.goal?.until) this.goal = null;
    const found = this.goal?.found();
    if (!found) return;
    this.goal = null;
    const [row, caret] = found;
    this.editor.open(row, [caret, caret]);
  }

  restore(row) {
    if (!row.text) this.editor.open(row);
    else this.send(row, { do: "restore", id: row.line.id, text: row.text }, row.text);
  }

  // --- clicks and keys ---------------------------------------------------------------------------

  listen() {
    const on = (name, run) => this.list.addEventListener(name, (event) => {
      const row = event.target.closest?.("li")?.row;
      if (row) run(event, row);
    });
    on("click", (event, row) => this.onClick(event.target, row));
    on("dblclick", (event, row) => this.onDouble(event.target, row));
    on("change", ({ target }, row) => {
      if (target.tagName !== "SELECT") return;
      this.player.store.act([{ do: "speaker", id: row.line.id, speaker: target.value }], {})
        .then((done) => { if (!done) target.value = row.line.speaker; });
    });
    on("focusin", (_event, row) => this.setHome(row));
    // Who scrolls looks for something else.
    for (const name of ["wheel", "pointerdown", "keydown"]) {
      this.player.root.addEventListener(name, () => { this.aimed = null; },
        { capture: true, passive: true });
    }
    // Before the player's own keys: what is typed is meant for nobody else.
    this.player.root.addEventListener("keydown", (event) => this.onKey(event), true);
  }

  onClick(target, row) {
    const on = (selector) => target.closest(selector);
    if (on(".at")) this.player.seek(row.line.start, true);
    else if (on(".word")) this.player.seek(row.spanOf(on(".word"))?.start ?? row.line.start, true);
    else if (on(".pencil")) this.editor.open(row, this.chosen(row));
    else if (on(".restore")) this.restore(row);
    else if (on(".again")) this.editor.open(row);
    else if (!row.spans.length && on(".said")) this.player.seek(row.line.start, true);
  }

  onDouble(target, row) {
    if (!target.closest(".said") || target.closest("select")) return;
    const { from = 0, to = 0 } = row.spanOf(target.closest(".word")) ?? {};
    this.editor.open(row, [from, to]);
  }

  onKey(event) {
    const { target } = event;
    const mine = this.editor.row && target === this.editor.field;
    const choosing = target.tagName === "SELECT" && this.list.contains(target);
    const alone = (mine && this.editor.onKey(event)) || choosing || this.player.finder.onKey(event)
      || this.onLine(event);
    if (alone) event.stopImmediatePropagation();
  }

  // Enter on a line corrects it; its time is played by the space bar and by a click.
  onLine(event) {
    const { key, target } = event;
    if (key !== "Enter" || event.isComposing || !target.classList.contains("at")) return false;
    const row = target.closest("li")?.row;
    if (!row || !this.editor.open(row, this.chosen(row))) return false;
    event.preventDefault();
    return true;
  }

  // The letters of the word that is being said, if it is in this row.
  chosen(row) {
    const { from = 0, to = 0 } = row.spanAt(this.player.media?.currentTime ?? 0) ?? {};
    return [from, to];
  }

  // Corrects the line that holds the focus, or the one that is being said.
  edit() {
    const held = focusedIn(this.list)?.closest?.("li")?.row;
    const row = held ?? this.lineAt(this.player.media.currentTime) ?? this.home;
    row?.approach(true);
    return row ? this.editor.open(row, this.chosen(row)) : false;
  }

  // The line above or below the one that holds the focus.
  move(event, by) {
    const row = event.target.closest?.("li")?.row;
    if (!row || !this.has(row)) return false;
    this.focus(this.rows[this.rows.indexOf(row) + by]);
    return true;
  }

  focus(row) {
    if (!row || !this.has(row)) return;
    row.at.focus();
    row.item.scrollIntoView({ block: "nearest" });
  }

  setHome(row) {
    if (row === this.home) return;
    this.home?.setHome(false);
    this.home = row;
    row?.setHome(true);
  }

  // To the next (1) or last (-1) word that was hardly heard, seen from the play head.
  nextFaint(by) {
    const now = this.player.media.currentTime;
    const faint = this.rows.flatMap((row) =>
      row.line.words.filter((word) => word[3]).map(([start]) => [start, row]));
    faint.sort((a, b) => a[0] - b[0]);
    const found = by > 0 ? faint.find(([start]) => start > now + 0.01)
      : faint.findLast(([start]) => start < now - 0.01);
    if (!found) return false;
    this.player.media.pause();
    this.player.seek(found[0]);
    this.focus(found[1]);
    return true;
  }

  // --- what is being said ------------------------------------------------------------------------

  follow(now) {
    const current = this.lineAt(now);
    const span = current?.spanAt(now);
    if (span?.word !== this.spoken) {
      this.spoken?.classList.remove("spoken");
      this.spoken = span?.word;
      this.spoken?.classList.add("spoken");
    }
    if (current === this.current) return;
    this.current?.item.removeAttribute("aria-current");
    this.current = current;
    if (!current) return;
    current.item.setAttribute("aria-current", "true");
    const held = this.list.contains(focusedIn(this.list));
    if (!held) this.setHome(current);
    if (!held && !this.list.matches(":hover")) this.reveal(current);
  }

  // The line that is said at this second, else what else lies there.
  lineAt(now) {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= now) low = middle + 1;
      else high = middle;
    }
    let other = null;
    for (let n = low - 1; n >= Math.max(0, low - LOOK_BACK); n -= 1) {
      const row = this.rows[n];
      if (now >= row.line.end) continue;
      if (row.line.kind === "speech") return row;
      other = row;
    }
    return other;
  }

  // A row that was never near has a guessed height, so what lies between moves as it is drawn (and
  // not every browser holds the view still meanwhile): the row is put in its place until it stays.
  // Whoever scrolls meanwhile, by whatever means, is let go.
  reveal(row) {
    this.aimed = row;
    this.put(row.item, SETTLING_FRAMES);
  }

  put(item, frames, last = {}) {
    if (this.aimed?.item !== item || !item.isConnected) return;
    const { list } = this;
    const top = item.offsetTop - list.offsetTop;
    if (top === last.top && Math.abs(list.scrollTop - last.view) > 1) {
      this.aimed = null;
      return;
    }
    if (top !== last.top) list.scrollTop = top - list.clientHeight / 3;
    const now = { top, view: list.scrollTop };
    if (frames) requestAnimationFrame(() => this.put(item, frames - 1, now));
  }
}
