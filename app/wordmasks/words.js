// Proposals one after the other, by keys or by hand; below them all lines, in which words of one's
// own are chosen. What was said is put in as text, never as markup.

const BOARDS = new WeakMap();
const AROUND = 1.0;  // seconds that are heard before and after

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".hush");
  if (!root || !data) return;
  let board = BOARDS.get(root);
  if (!board) {
    board = new Board(root);
    BOARDS.set(root, board);
  }
  board.update(data, setTriggerValue);
}

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

class Board {
  constructor(root) {
    this.root = root;
    this.mark = null;
    this.typed = null;  // another name for the proposal that is judged, not yet set
    this.waiting = [];  // what was done while the page was still busy with what was done before
    this.audio = root.querySelector("audio");
    this.audio.addEventListener("timeupdate", () => {
      if (this.audio.currentTime >= this.until) this.audio.pause();
    });
    const on = (name, event, act) => root.querySelector(name).addEventListener(event, act);
    on(".yes", "click", () => this.judge("accept"));
    on(".no", "click", () => this.judge("reject"));
    on(".hear", "click", () => this.hear());
    on(".instead button", "click", () => this.call());
    on(".instead input", "input", (event) => {
      this.typed = { mark: this.mark, text: event.target.value };
    });
    on(".instead input", "keydown", (event) => {
      if (event.key === "Enter") this.call();
    });
    on(".every input", "change", () => this.fill());
    on(".hide", "click", () => this.hide());
    on(".lines", "pointerup", () => setTimeout(() => this.choose()));
    on(".lines", "keyup", (event) => { if (event.shiftKey) this.choose(); });
    root.addEventListener("keydown", (event) => this.key(event));
  }

  get marks() {
    return this.data.lines.flatMap((line) => line.marks.map((mark) => ({ ...mark, line })));
  }

  get current() {
    const { marks } = this;
    return marks.find((one) => one.id === this.mark) ?? null;
  }

  update(data, send) {
    this.data = data;
    this.send = send;
    this.busy = false;
    this.root.lang = data.lang;
    for (const act of this.waiting) this.suppose(act);
    if (!this.marks.some((one) => one.id === this.mark)) this.mark = this.following(null);
    this.label();
    this.fill();
    if (this.waiting.length) this.flush();
  }

  // The next one that nobody judged, from ``from`` on and round; else the one after it.
  following(from) {
    const { marks } = this;
    const at = Math.max(0, marks.findIndex((one) => one.id === from) + (from ? 1 : 0));
    const order = [...marks.slice(at), ...marks.slice(0, at)];
    return (order.find((one) => !one.judged) ?? order[0])?.id ?? null;
  }

  label() {
    const { labels, editable } = this.data;
    const say = (name, text) => { this.root.querySelector(name).textContent = text; };
    for (const name of ["yes", "no", "hear", "hide", "keys"]) say(`.${name}`, labels[name]);
    for (const name of ["same", "instead", "every", "kind"]) say(`.${name} span`, labels[name]);
    say(".instead button", labels.set);
    say(".own > span", labels.own);
    this.root.querySelector(".lines").setAttribute("aria-label", labels.list);
    this.root.querySelector(".now").setAttribute("aria-label", labels.now);
    const select = this.root.querySelector(".kind select");
    const held = select.value || "person";
    select.replaceChildren(
      ...Object.entries(this.data.kinds).map(([kind, name]) => new Option(name, kind)),
    );
    select.value = held;
    for (const one of this.root.querySelectorAll("button, input, select")) {
      one.disabled = !editable && !one.closest(".every") && !one.classList.contains("hear");
    }
  }

  fill() {
    const { labels, lines } = this.data;
    const every = this.root.querySelector(".every input").checked;
    const shown = lines.filter((line) => every || line.marks.length);
    const rows = shown.map((line) => this.row(line));
    if (!rows.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = labels.none;
      rows.push(none);
    }
    this.root.querySelector(".lines").replaceChildren(...rows);
    const { marks } = this;
    const open = marks.filter((one) => !one.judged).length;
    this.root.querySelector(".count").textContent = labels.count
      .replace("{done}", marks.length - open).replace("{all}", marks.length);
    this.own();
    this.choose();
    this.show();
  }

  row(line) {
    const row = document.createElement("li");
    row.dataset.line = line.id;
    const at = document.createElement("span");
    at.className = "at";
    at.textContent = line.start === null ? line.place : clock(line.start);
    const text = document.createElement("span");
    text.className = "text";
    text.append(...this.parts(line));
    row.append(at, text);
    return row;
  }

  parts(line) {
    const parts = [];
    const signs = [...line.text];  // places count letters, not halves of a pair
    let from = 0;
    for (const mark of line.marks) {
      parts.push(signs.slice(from, mark.start).join(""));
      const one = document.createElement("mark");
      one.dataset.mark = mark.id;
      one.textContent = signs.slice(mark.start, mark.end).join("");
      one.title = mark.instead;
      one.className = { accepted: "yes", rejected: "no" }[mark.judged] ?? "";
      one.addEventListener("click", () => this.go(mark.id));
      parts.push(one);
      from = mark.end;
    }
    return [...parts, signs.slice(from).join("")].filter((part) => part !== "");
  }

  show() {
    const { current } = this;
    const now = this.root.querySelector(".now");
    now.hidden = !current;
    if (!current) return;
    const { labels } = this.data;
    const say = (name, text) => { now.querySelector(name).textContent = text; };
    const { line } = current;
    const place = line.start === null ? line.place : clock(line.start);
    const said = labels.judged[current.judged];
    say(".which", [place, current.name, `→ ${current.instead}`, said].join(" · "));
    now.querySelector(".line").replaceChildren(...this.parts(line));
    now.querySelector(".hear").hidden = line.start === null;
    // The page may be drawn anew while a person types: what is typed stays.
    const typed = this.typed?.mark === current.id ? this.typed.text : null;
    now.querySelector(".instead input").value = typed ?? current.instead.replace(/^\[|\]$/g, "");
    for (const one of this.root.querySelectorAll("mark")) {
      one.classList.toggle("this", one.dataset.mark === current.id);
    }
    for (const row of this.root.querySelectorAll(".lines li")) {
      row.classList.toggle("here", row.dataset.line === line.id);
    }
    const list = this.root.querySelector(".lines");
    const here = list.querySelector("li.here");
    if (here) list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 3;
  }

  go(mark) {
    this.typed = null;
    this.mark = mark;
    this.show();
  }

  step(by) {
    const { marks } = this;
    const at = marks.findIndex((one) => one.id === this.mark);
    const next = marks[Math.min(marks.length - 1, Math.max(0, at + by))];
    if (next) this.go(next.id);
  }

  key(event) {
    if (event.target.matches("input[type=text], select") || event.ctrlKey || event.metaKey) return;
    const deeds = {
      h: () => this.judge("accept"), l: () => this.judge("reject"), p: () => this.hear(),
      ArrowDown: () => this.step(1), ArrowUp: () => this.step(-1), j: () => this.step(1),
      k: () => this.step(-1),
    };
    const deed = event.altKey || event.shiftKey ? null : deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  told(act) {
    if (!this.data.editable) return;
    this.waiting.push(act);
    if (!this.busy) this.flush();
  }

  flush() {
    this.busy = true;
    const acts = this.waiting.splice(0);
    this.root.querySelector(".count").textContent = this.data.labels.wait;
    this.send("act", { acts, turn: this.data.turn });
  }

  // What the page will say once it has heard of it: whoever goes by keys does not wait for it.
  suppose(act) {
    const judged = { accept: "accepted", reject: "rejected" }[act.do];
    if (!judged) return;
    const own = this.marks.find((one) => one.id === act.mask);
    for (const line of this.data.lines) {
      for (const mark of line.marks) {
        const same = own && act.everywhere && mark.name === own.name && mark.instead === own.instead;
        if (mark.id === act.mask || same) mark.judged = judged;
      }
    }
  }

  judge(deed) {
    const { current } = this;
    if (!current || !this.data.editable) return;
    const everywhere = this.root.querySelector(".same input").checked;
    const act = { do: deed, mask: current.id, everywhere };
    this.suppose(act);
    this.mark = this.following(current.id);
    this.fill();
    this.told(act);
  }

  call() {
    if (!this.current) return;
    this.told({ do: "call", mask: this.mark, instead: this.root.querySelector(".instead input").value });
    this.typed = null;
  }

  hear() {
    const { current } = this;
    if (!current || current.line.start === null) return;
    const url = this.data.urls[current.line.recording];
    if (!url) return;
    if (this.audio.getAttribute("src") !== url) this.audio.src = url;
    this.until = current.to + AROUND;
    this.audio.currentTime = Math.max(0, current.from - AROUND);
    this.audio.play().catch(() => {});
  }

  // Words that are selected within one line, and their line.
  choose() {
    const tree = this.root.getRootNode();
    const held = (tree.getSelection ? tree.getSelection() : null) ?? document.getSelection();
    const words = String(held ?? "").trim().replace(/\s+/g, " ");
    const node = held?.anchorNode;
    const row = (node?.nodeType === 1 ? node : node?.parentElement)?.closest?.("li[data-line]");
    const other = (held?.focusNode?.nodeType === 1 ? held.focusNode : held?.focusNode?.parentElement);
    const within = row && row === other?.closest?.("li[data-line]") && this.root.contains(row);
    this.picked = within && words.length > 1 ? { words, line: row.dataset.line } : null;
    const bar = this.root.querySelector(".chosen");
    bar.hidden = !this.picked;
    if (this.picked) bar.querySelector(".words").textContent = `“${words}”`;
  }

  hide() {
    if (!this.picked) return;
    this.told({ do: "hide", ...this.picked, kind: this.root.querySelector(".kind select").value });
  }

  own() {
    const { own, labels } = this.data;
    this.root.querySelector(".own").hidden = !own.length;
    this.root.querySelector(".own ul").replaceChildren(...own.map((one) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = labels.back;
      button.setAttribute("aria-label", `${labels.back}: ${one.words}`);
      button.disabled = !this.data.editable;
      button.addEventListener("click", () => this.told({ do: "back", own: one.id }));
      item.append(`${one.words} (${one.name})`, button);
      return item;
    }));
  }
}
