// One line being corrected: its words are a field until they are saved or left as they were.

class Editor {
  constructor(words) {
    this.words = words;
    this.row = null;
  }

  get labels() {
    return this.row.labels;
  }

  get text() {
    return tidy(this.field.value);
  }

  get changed() {
    return this.text !== this.base;
  }

  // Makes the row's text a field with letters from..to chosen; ``draft``: typed before, not saved.
  open(row, [from, to] = [0, 0], draft = null) {
    if (!row?.editable || row.line.kind === "silent") return false;
    if (row === this.row) return true;
    this.leave();
    this.words.player.media?.pause();
    Object.assign(this, { row, base: row.text, asked: false, gone: false });
    row.note = null;
    row.approach(true);
    row.box = this.drawn();
    row.draw();
    this.field.value = draft ?? row.text;
    row.item.scrollIntoView({ block: "nearest" });
    this.fit();
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(from, to);
    return true;
  }

  drawn() {
    const box = make("div", "edit");
    this.field = make("textarea");
    this.field.rows = 1;
    this.field.spellcheck = false;
    this.field.setAttribute("aria-label", `${this.labels.correct_words}: ${clock(this.row.line.start)}`);
    this.field.addEventListener("input", () => this.fit());
    // The key that ends a syllable may come as a new line of its own.
    this.field.addEventListener("beforeinput", (event) => {
      if (event.inputType === "insertLineBreak") event.preventDefault();
    });
    this.field.addEventListener("blur", (event) => this.onBlur(event));
    const acts = make("div", "acts");
    const act = (name, keys, run) => {
      const button = make("button", name, this.labels[name]);
      button.title = keys;
      // The field keeps the focus, and the caret its place.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", run);
      acts.append(button);
    };
    act("save", "Ctrl+Enter", () => this.finish());
    act("cancel", "Esc", () => this.cancel());
    if (this.row.line.kind === "speech") {
      act("divide", "Enter", () => this.split());
      act("join", "Backspace", () => this.join(-1));
    }
    box.append(this.field, acts);
    return box;
  }

  // As high as its text.
  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  // --- leaving ---------------------------------------------------------------------------------

  // Away from the field, saved if anything changed; the words stand as typed until the answer.
  leave() {
    if (!this.row || this.busy) return;
    const { row, text, changed, gone } = this;
    this.close();
    if (!changed || gone) return;
    const act = row.line.kind === "left-out"
      ? text && { do: "restore", id: row.line.id, text }
      : { do: "words", id: row.line.id, text };
    if (act) this.words.send(row, act, text);
  }

  finish() {
    const { row } = this;
    this.leave();
    this.words.focus(row);
  }

  cancel() {
    const { row } = this;
    this.close();
    this.words.focus(row);
  }

  close() {
    const { row } = this;
    Object.assign(this, { row: null, busy: false });
    row.box = row.note = null;
    row.draw();
    if (!this.words.has(row)) this.words.forget(row);
  }

  onBlur({ relatedTarget }) {
    if (!this.row || this.busy || !document.hasFocus()) return;
    if (relatedTarget && this.row.item.contains(relatedTarget)) return;
    this.leave();
  }

  // --- keys ------------------------------------------------------------------------------------

  // Whether the key was for the field alone. Syllables that are still being put together are.
  onKey(event) {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.isComposing || event.keyCode === 229) {
      if (key === "Tab") event.preventDefault();
      return true;
    }
    if (this.busy) {
      event.preventDefault();
      return true;
    }
    const command = ctrlKey || metaKey;
    const { selectionStart: from, selectionEnd: to, value } = this.field;
    const none = !command && !altKey && !shiftKey;
    const acts = {
      Enter: () => (command ? this.finish() : this.enter()),
      Escape: () => this.cancel(),
      Tab: () => this.step(shiftKey ? -1 : 1),
      Backspace: none && from === 0 && to === 0 && (() => this.join(-1)),
      Delete: none && from === value.length && (() => this.join(1)),
      ArrowUp: none && caretRow(this.field).first && (() => this.step(-1)),
      ArrowDown: none && caretRow(this.field).last && (() => this.step(1)),
    };
    const act = acts[key];
    if (act && act() !== false) event.preventDefault();
    return Boolean(act) || !(command || altKey) && !/^F\d/.test(key);
  }

  // To the line above or below; where there is none, the field is left.
  step(by) {
    const { row } = this;
    const other = this.words.beside(row, by);
    if (!other) return this.finish();
    const end = by < 0 ? other.text.length : 0;
    return this.open(other, [end, end]);
  }

  // --- dividing and joining ----------------------------------------------------------------------

  // In the middle a line is divided; at its end there is nothing to divide.
  enter() {
    if (this.row.line.kind !== "speech") return this.finish();
    if (!tidy(this.field.value.slice(this.field.selectionStart))) return this.step(1);
    return this.split();
  }

  split() {
    const { row, text, field } = this;
    const at = field.selectionStart;
    const first = tidy(field.value.slice(0, at));
    if (!first || !tidy(field.value.slice(at)) || this.gone) return field.focus();
    // Letters are counted as people do, not in halves of a pair.
    const part = { do: "part", id: row.line.id, at: [...first].length };
    return this.together(row, [...this.told(text), part], () => {
      const other = this.words.beside(row, 1);
      return row.text !== text && other && [other, 0];
    });
  }

  // With the line before (-1) or after (1), whoever said it.
  join(by) {
    const { row, text } = this;
    const other = this.words.beside(row, by);
    if (!other || this.gone) return this.field.focus();
    const [first, second] = by < 0 ? [other, row] : [row, other];
    const seam = (by < 0 ? other.text : text).length + (by < 0 ? 1 : 0);
    const join = { do: "join", id: first.line.id, with: second.line.id };
    const before = first.text;
    return this.together(row, [...this.told(text), join],
      () => first.text !== before && !this.words.has(second) && [first, seam]);
  }

  told(text) {
    return this.changed ? [{ do: "words", id: this.row.line.id, text }] : [];
  }

  // Does acts that change lines, and goes on typing where ``goal`` says once it can.
  async together(row, acts, goal) {
    if (this.busy) return;
    this.busy = this.field.readOnly = true;
    const done = await this.words.player.store.act(acts, {});
    this.busy = this.field.readOnly = false;
    if (!done) {
      if (this.row === row) this.field.focus();
      return;
    }
    if (this.row === row) this.close();
    this.words.aim(goal);
  }

  // --- others ----------------------------------------------------------------------------------

  // The line has other words now than those that this began with.
  changedMeanwhile(theirs) {
    if (this.busy || theirs === this.base) return;
    const { field } = this;
    if (!this.changed || this.text === theirs) {
      const caret = field.selectionStart;
      this.base = theirs;
      if (this.text !== theirs) field.value = theirs;
      field.setSelectionRange(caret, caret);
      this.fit();
      return;
    }
    const answer = (name, run) => [name, () => {
      this.base = theirs;
      run();
      this.ask(null);
    }];
    this.ask(this.labels.changed_meanwhile.replace("{text}", () => theirs || "–"), [
      answer("take_theirs", () => { field.value = theirs; this.fit(); }),
      answer("keep_mine", () => {}),
    ]);
  }

  // Somebody took the line away while it was typed in: nothing typed is lost unseen.
  takenAway() {
    if (this.busy || this.gone) return;
    this.gone = true;
    if (this.changed) this.ask(this.labels.gone_meanwhile, []);
    else this.close();
  }

  ask(text, answers) {
    this.row.note = text && make("div", "note");
    if (text) {
      this.row.note.setAttribute("role", "alert");
      this.row.note.append(make("span", "", text));
      for (const [name, run] of answers) {
        const button = make("button", name, this.labels[name]);
        button.addEventListener("pointerdown", (event) => event.preventDefault());
        button.addEventListener("mousedown", (event) => event.preventDefault());
        button.addEventListener("click", run);
        this.row.note.append(button);
      }
    }
    this.row.draw();
    this.field.focus();
  }
}

// Whether the caret is in the first and in the last row of the field's lines.
function caretRow(field) {
  const look = getComputedStyle(field);
  const mirror = make("div");
  for (const name of ["font", "letterSpacing", "wordBreak", "overflowWrap", "lineHeight"]) {
    mirror.style[name] = look[name];
  }
  const sides = parseFloat(look.paddingLeft) + parseFloat(look.paddingRight);
  mirror.style.cssText += `;position:absolute;visibility:hidden;white-space:pre-wrap;`
    + `width:${field.clientWidth - sides}px`;
  const marks = ["", field.value.slice(0, field.selectionStart), field.value].map((text) => {
    const mark = make("span", "", "\u200b");
    mirror.replaceChildren(text, mark);
    field.parentNode.append(mirror);
    return mark.offsetTop;
  });
  mirror.remove();
  return { first: marks[1] === marks[0], last: marks[1] === marks[2] };
}
