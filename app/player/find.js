// Find and replace over all that was said in a session.

class Finder {
  constructor(player) {
    this.words = player.words;
    this.list = this.words.list;
    this.places = [];
    this.index = -1;
    const title = player.find("hear-title");
    const head = make("div", "hear-head");
    title.before(head);
    this.opener = make("button", "find-open");
    head.append(title, this.opener);
    this.opener.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    this.bar = this.drawn();
    this.list.before(this.bar);
  }

  get isOpen() {
    return !this.bar.hidden;
  }

  get wish() {
    return {
      wanted: this.isOpen ? this.wanted.value : "",
      whole: this.whole.checked,
      matchCase: this.matchCase.checked,
    };
  }

  drawn() {
    const bar = make("div", "find-bar");
    bar.hidden = true;
    bar.setAttribute("role", "search");
    this.told = {};
    const add = (row, tag, name, run) => {
      const one = make(tag, name);
      this.told[name] = one;
      if (run) one.addEventListener(tag === "input" ? "input" : "click", run);
      row.append(one);
      return one;
    };
    const tick = (row, name) => {
      const label = make("label");
      const box = make("input");
      box.type = "checkbox";
      box.addEventListener("change", () => this.look());
      this.told[name] = make("span");
      label.append(box, this.told[name]);
      row.append(label);
      return box;
    };
    const first = make("div", "find-row");
    this.wanted = add(first, "input", "find_text", () => this.look());
    this.count = add(first, "span", "found");
    this.count.setAttribute("role", "status");
    add(first, "button", "previous", () => this.step(-1)).textContent = "‹";
    add(first, "button", "next", () => this.step(1)).textContent = "›";
    add(first, "button", "close", () => this.close()).textContent = "×";
    const ticks = make("div", "find-row");
    this.whole = tick(ticks, "whole_words");
    this.matchCase = tick(ticks, "match_case");
    this.second = make("div", "find-row");
    this.by = add(this.second, "input", "replace_by");
    this.one = add(this.second, "button", "replace", () => this.replace());
    this.all = add(this.second, "button", "replace_all", () => this.replaceAll());
    bar.append(first, this.second, ticks);
    return bar;
  }

  show({ labels, editable }) {
    this.labels = labels;
    this.opener.textContent = labels.find;
    this.opener.title = "Ctrl+F";
    this.bar.setAttribute("aria-label", labels.find);
    for (const name of ["find_text", "replace_by", "previous", "next", "close"]) {
      this.told[name].setAttribute("aria-label", labels[name]);
    }
    this.wanted.placeholder = labels.find_text;
    this.by.placeholder = labels.replace_by;
    for (const name of ["whole_words", "match_case", "replace"]) {
      this.told[name].textContent = labels[name];
    }
    for (const [name, keys] of [["previous", "Shift+F3"], ["next", "F3"], ["close", "Esc"]]) {
      this.told[name].title = `${labels[name]} (${keys})`;
    }
    this.second.hidden = !editable;
    this.look();
  }

  open() {
    this.words.editor.leave();
    const chosen = String(this.list.getRootNode().getSelection?.() ?? getSelection()).trim();
    this.bar.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    if (chosen && chosen.length < 60 && !chosen.includes("\n")) this.wanted.value = chosen;
    this.wanted.focus();
    this.wanted.select();
    this.from = null;
    this.look();
    return true;
  }

  close() {
    const { present } = this;
    this.bar.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.look();
    if (present) this.words.focus(present.row);
    else this.opener.focus();
  }

  get present() {
    return this.places[this.index];
  }

  // --- finding ---------------------------------------------------------------------------------

  // Looks anew, from the present place on.
  look() {
    const wish = this.wish;
    const from = this.from ?? this.present ?? this.start();
    this.places = [];
    for (const row of this.words.rows) {
      const speech = row.line.kind === "speech" && wish.wanted;
      const hits = speech ? hitsIn(row.text, wish) : [];
      for (const hit of hits) this.places.push({ row, hit });
      row.hits = hits;
    }
    const order = new Map(this.words.rows.map((row, n) => [row, n]));
    const behind = ({ row, hit }) => {
      const there = order.get(row) - (order.get(from?.row) ?? 0);
      return there > 0 || (there === 0 && hit[0] >= (from?.hit[0] ?? 0));
    };
    const found = this.places.findIndex(behind);
    this.index = this.places.length ? Math.max(0, found) : -1;
    this.from = null;
    this.tell();
  }

  // Where somebody looks who has found nothing yet.
  start() {
    const row = this.words.current ?? this.words.home;
    return row && { row, hit: [0, 0, 0] };
  }

  step(by) {
    if (!this.isOpen) return this.open();
    const count = this.places.length;
    if (count) this.index = (this.index + by + count) % count;
    this.tell();
    this.reveal();
    return true;
  }

  tell() {
    const { labels, places, present } = this;
    const count = places.length;
    const { wanted } = this.wish;
    const told = labels.found.replace("{at}", this.index + 1).replace("{n}", count);
    this.count.textContent = !wanted ? "" : count ? told : labels.found_none;
    this.all.textContent = labels.replace_all.replace("{n}", count);
    for (const button of [this.one, this.all, this.told.next, this.told.previous]) {
      button.disabled = !count || this.busy;
    }
    for (const row of this.words.rows) {
      if (row.spans.length) row.setHits(row.hits, row === present?.row ? present.hit : null);
      else row.present = row === present?.row ? present.hit : null;
    }
    this.list.classList.toggle("searched", Boolean(wanted));
  }

  reveal() {
    const { present } = this;
    if (!present) return;
    present.row.approach(true);
    const { top, bottom } = present.row.item.getBoundingClientRect();
    const view = this.list.getBoundingClientRect();
    if (top < view.top || bottom > view.bottom) this.words.reveal(present.row);
  }

  // --- replacing -------------------------------------------------------------------------------

  replace() {
    const { present } = this;
    if (!present?.row.editable) return;
    const { row, hit } = present;
    const text = replacedIn(row.text, [hit], this.by.value);
    // What stands there now is not looked through again.
    this.from = { row, hit: [hit[0] + tidy(this.by.value).length, 0, 0] };
    this.act([{ do: "words", id: row.line.id, text }]);
  }

  // All at once, so that all is taken back at once.
  replaceAll() {
    const acts = [];
    for (const row of this.words.rows) {
      const text = row.hits?.length ? replacedIn(row.text, row.hits, this.by.value) : row.text;
      if (text !== row.text && row.editable) acts.push({ do: "words", id: row.line.id, text });
    }
    this.act(acts);
  }

  async act(acts) {
    if (!acts.length || this.busy) return;
    const from = this.from;
    const held = focusedIn(this.bar);
    this.busy = true;
    this.tell();
    await this.words.player.store.act(acts, {});
    this.busy = false;
    this.from = from;
    this.look();
    this.reveal();
    if (this.bar.contains(held)) (held.disabled ? this.wanted : held).focus();
  }

  // --- keys ------------------------------------------------------------------------------------

  // Whether the key was meant for finding.
  onKey(event) {
    if (event.isComposing || event.keyCode === 229) return this.bar.contains(event.target);
    const { code, key, shiftKey, altKey } = event;
    const command = event.ctrlKey || event.metaKey;
    const acts = {
      // By its place: while Korean is typed the key has another letter.
      KeyF: command && !shiftKey && !altKey && (() => this.open()),
      F3: () => this.step(shiftKey ? -1 : 1),
    };
    if (this.bar.contains(event.target)) {
      acts.Escape = () => this.close();
      if (event.target === this.wanted) acts.Enter = () => this.step(shiftKey ? -1 : 1);
      if (event.target === this.by) acts.Enter = () => this.replace();
    }
    const act = acts[code === "KeyF" ? code : key];
    if (act) {
      act();
      event.preventDefault();
      return true;
    }
    return this.bar.contains(event.target) && !command && key !== "Tab" && !/^F\d/.test(key);
  }
}
