// One line of what was said and done. Far from the view it is plain text; near it, it has words
// to click, signs and buttons: a session of an hour has ten thousand words.

const SPEAKERS = ["expert", "interviewer", "bystander", "unsure"];

class Row {
  constructor() {
    this.item = make("li");
    this.item.row = this;
    this.spans = [];
    this.near = false;
  }

  // Draws the line anew where anything of it is new; whether it was.
  set(line, { labels, lang, editable }) {
    const about = `${lang} ${editable}`;
    if (line === this.line && about === this.about) return false;
    this.about = about;
    this.line = line;
    const stamp = JSON.stringify([about, line]);
    if (stamp === this.stamp) return false;
    this.stamp = stamp;
    Object.assign(this, { labels, editable: editable && Boolean(line.id), typed: null });
    this.text = tidy(line.kind === "left-out" ? line.said ?? "" : line.text);
    this.draw();
    return true;
  }

  draw() {
    const { line, labels } = this;
    const waits = this.typed !== null;
    this.item.className = line.kind;
    this.item.classList.toggle("editing", Boolean(this.box));
    this.item.classList.toggle("waiting", waits);
    this.at ??= make("button", "at");
    this.at.textContent = clock(line.start);
    this.at.tabIndex = this.home ? 0 : -1;
    this.at.setAttribute("aria-label", `${clock(line.start)} ${line.text}`);
    this.spans = [];
    const parts = [this.at, this.box ?? (this.near && !waits ? this.rich() : this.plain())];
    const tools = this.near && this.editable && !this.box && line.kind !== "silent";
    if (tools) parts.push(this.tool(labels));
    if (this.note) parts.push(this.note);
    this.place(parts);
    this.mark();
  }

  // Who types here, or holds the focus, keeps it: what stays is not moved.
  place(parts) {
    for (const old of [...this.item.childNodes]) if (!parts.includes(old)) old.remove();
    let next = this.item.firstChild;
    for (const part of parts) {
      if (part === next) next = next.nextSibling;
      else this.item.insertBefore(part, next);
    }
  }

  approach(near) {
    if (near === this.near || (!near && this.item.contains(focusedIn(this.item)))) return;
    this.near = near;
    this.draw();
  }

  setHome(home) {
    this.home = home;
    this.at.tabIndex = home ? 0 : -1;
  }

  // --- what is drawn ---------------------------------------------------------------------------

  plain() {
    const said = make("p", "said");
    if (this.line.who) said.append(make("span", "who", this.line.who));
    said.append(this.typed ?? this.line.text);
    if (this.line.said) said.append(" ", make("q", "", this.line.said));
    return said;
  }

  rich() {
    const { line, labels } = this;
    const said = make("p", "said");
    if (line.kind === "speech") said.append(...this.speaker());
    if (line.kind === "speech") this.spoken(said);
    else said.append(line.text);
    if (line.said) said.append(" ", make("q", "", line.said));
    for (const text of line.quantities) said.append(" ", make("span", "quantity", text));
    if (line.origin === "person") {
      const sign = make("span", "by-person", "✓");
      sign.setAttribute("role", "img");
      sign.title = labels.corrected;
      sign.setAttribute("aria-label", labels.corrected);
      said.append(" ", sign);
    }
    return said;
  }

  spoken(said) {
    const timed = this.line.words.map(([start, end, text, faint]) =>
      ({ start, end, text: tidy(text), faint }));
    const same = timed.map((one) => one.text).join(" ") === this.text;
    const untimed = () => this.text.split(" ").map((text) => ({ start: this.line.start, text }));
    let from = 0;
    for (const one of timed.length ? timed : untimed()) {
      const word = make("span", one.faint ? "word faint" : "word", one.text);
      if (one.faint) word.title = this.labels.faint;
      const to = from + one.text.length;
      this.spans.push({ ...one, word, ...(same || !timed.length ? { from, to } : {}) });
      from = to + 1;
      said.append(word, " ");
    }
  }

  speaker() {
    const { line, labels, editable } = this;
    const unsure = !line.who;
    if (!editable) return unsure ? [] : [make("span", "who", line.who)];
    const speaker = make("label", unsure ? "speaker unsure" : "speaker");
    speaker.title = labels.who_speaks;
    const select = make("select");
    select.setAttribute("aria-label", `${labels.who_speaks}: ${clock(line.start)}`);
    for (const name of SPEAKERS) {
      const option = make("option", "", labels[`speaker_${name}`]);
      option.value = name;
      select.append(option);
    }
    select.value = line.speaker ?? "unsure";
    speaker.append(make("span", "who", line.who || "?"), select);
    return [speaker];
  }

  tool(labels) {
    if (this.line.kind === "left-out") {
      const back = make("button", "restore", labels.bring_back);
      back.setAttribute("aria-label", `${labels.bring_back}: ${clock(this.line.start)}`);
      return back;
    }
    const pencil = make("button", "pencil");
    pencil.title = labels.correct_words;
    pencil.setAttribute("aria-label", `${labels.correct_words}: ${clock(this.line.start)}`);
    const drawing = drawn("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
    drawing.append(drawn("path", { d: "M2.5 13.5l.8-3.3 7.4-7.4 2.5 2.5-7.4 7.4zM9.3 4.2l2.5 2.5" }));
    pencil.append(drawing);
    return pencil;
  }

  // --- words -----------------------------------------------------------------------------------

  spanOf(element) {
    return this.spans.find((one) => one.word === element);
  }

  spanAt(now) {
    return this.spans.find((one) => one.start <= now && now < one.end);
  }

  // Which places are found, and which of them is the present one: [from, to] in the text.
  setHits(hits, present) {
    this.hits = hits;
    this.present = present;
    this.mark();
  }

  mark() {
    const over = ({ from, to }, [start, , tail]) => from < tail && start < to;
    for (const span of this.spans) {
      const found = span.to !== undefined && (this.hits ?? []).find((hit) => over(span, hit));
      span.word.classList.toggle("hit", Boolean(found));
      span.word.classList.toggle("present", Boolean(this.present) && Boolean(found)
        && over(span, this.present));
    }
  }

  // --- what is not kept yet --------------------------------------------------------------------

  // What was typed stands here until the answer comes.
  wait(text) {
    this.typed = text;
    this.note = null;
    this.draw();
  }

  answered(done, text) {
    if (this.typed !== text) return;
    this.typed = null;
    this.note = done ? null : this.unsaved(text);
    this.draw();
  }

  unsaved(text) {
    const note = make("div", "note");
    const again = make("button", "again", this.labels.try_again);
    note.setAttribute("role", "alert");
    note.append(make("span", "", this.labels.not_saved.replace("{text}", () => text)), again);
    note.text = text;
    return note;
  }
}

function focusedIn(element) {
  return element.getRootNode().activeElement;
}
