// Every key of the player, as data: what it does, when it may, and where the help lists it.
// By the place on the keyboard (event.code), so that they work while Korean is typed, too.

const SHORT_S = 2;
const LONG_S = 10;
const EDIT = { editable: true };

const KEYS = [
  ["play", "Space", "Space", (p) => p.playOrPause(), { notOnButton: true }],
  ["play", "ArrowLeft", "←", (p) => p.seek(p.now - SHORT_S)],
  ["play", "ArrowRight", "→", (p) => p.seek(p.now + SHORT_S)],
  ["play", "Shift+ArrowLeft", "Shift ←", (p) => p.seek(p.now - LONG_S)],
  ["play", "Shift+ArrowRight", "Shift →", (p) => p.seek(p.now + LONG_S)],
  ["play", "Comma", ",", (p) => p.screen.step(-1)],
  ["play", "Period", ".", (p) => p.screen.step(1)],
  ["play", "Shift+Comma", "<", (p) => p.screen.faster(-1)],
  ["play", "Shift+Period", ">", (p) => p.screen.faster(1)],
  ["play", "KeyL", "L", (p) => p.screen.turnLoop()],
  ["play", "KeyH", "H", (p) => p.points.data && p.points.turn(!p.points.on)],
  ["play", "KeyC", "C", (p) => p.screen.turnBeside()],
  ["play", "Home", "Home", (p) => p.seek(0)],
  ["lanes", "KeyN", "N", (p) => p.lanes.chooseNext(1)],
  ["lanes", "KeyP", "P", (p) => p.lanes.chooseNext(-1)],
  ["lanes", "KeyU", "U", (p) => p.lanes.chooseUnsure(1)],
  ["lanes", "Shift+KeyU", "Shift U", (p) => p.lanes.chooseUnsure(-1)],
  ["lanes", "Equal", "+", (p) => p.lanes.zoomBy(1)],
  ["lanes", "Minus", "−", (p) => p.lanes.zoomBy(-1)],
  ["lanes", "Digit0", "0", (p) => p.lanes.zoomToChosen()],
  ["section", "KeyY", "Y", (p) => p.chosen.confirm(), EDIT],
  ["section", "Digit1", "1", (p) => p.chosen.alternative(0), EDIT],
  ["section", "Digit2", "2", (p) => p.chosen.alternative(1), EDIT],
  ["section", "Digit3", "3", (p) => p.chosen.alternative(2), EDIT],
  ["section", "KeyG", "G", (p) => p.chosen.relabel(), EDIT],
  ["section", "KeyI", "I", (p) => p.chosen.edgeHere("start"), EDIT],
  ["section", "KeyO", "O", (p) => p.chosen.edgeHere("end"), EDIT],
  ["section", "BracketLeft", "[", (p) => p.chosen.nudge("start", -1), EDIT],
  ["section", "BracketRight", "]", (p) => p.chosen.nudge("start", 1), EDIT],
  ["section", "Semicolon", ";", (p) => p.chosen.nudge("end", -1), EDIT],
  ["section", "Quote", "'", (p) => p.chosen.nudge("end", 1), EDIT],
  ["section", "Shift+BracketLeft", "Shift [", (p) => p.chosen.nudge("start", -10), EDIT],
  ["section", "Shift+BracketRight", "Shift ]", (p) => p.chosen.nudge("start", 10), EDIT],
  ["section", "Shift+Semicolon", "Shift ;", (p) => p.chosen.nudge("end", -10), EDIT],
  ["section", "Shift+Quote", "Shift '", (p) => p.chosen.nudge("end", 10), EDIT],
  ["section", "KeyT", "T", (p) => p.chosen.split(), EDIT],
  ["section", "KeyM", "M", (p) => p.chosen.merge(), EDIT],
  ["section", "KeyA", "A", (p) => p.chosen.add(), EDIT],
  ["section", "KeyX", "X", (p) => p.chosen.reject(), EDIT],
  ["section", "KeyS", "S", (p) => p.chosen.answerStep(), EDIT],
  ["words", "KeyE", "E", (p) => p.words.edit(), EDIT],
  ["words", "KeyF", "F", (p) => p.words.nextFaint(1)],
  ["words", "Shift+KeyF", "Shift F", (p) => p.words.nextFaint(-1)],
  ["words", "Ctrl+KeyF", "Ctrl F", (p) => p.finder.open()],
  ["words", "ArrowUp", "↑", (p, event) => p.words.move(event, -1)],
  ["words", "ArrowDown", "↓", (p, event) => p.words.move(event, 1)],
  ["all", "Ctrl+KeyZ", "Ctrl Z", (p) => p.store.undo(), EDIT],
  ["all", "Ctrl+Shift+KeyZ", "Ctrl Shift Z", (p) => p.store.redo(), EDIT],
  ["all", "KeyW", "W", (p) => p.chosen.why(), EDIT],
  ["all", "Shift+KeyY", "Shift Y", (p) => p.approve.open()],
  ["all", "Shift+Slash", "?", (p) => p.help.turn()],
];

class Keys {
  constructor(player) {
    this.player = player;
    this.known = new Map(KEYS.map((row) => [row[1], row]));
    this.onKey = (event) => this.press(event);
    player.root.addEventListener("keydown", this.onKey, true);
    // What was clicked elsewhere on the page keeps its own keys; without any focus they are ours.
    this.onPage = (event) => {
      if (event.target === document.body) this.press(event);
    };
    document.addEventListener("keydown", this.onPage);
  }

  end() {
    document.removeEventListener("keydown", this.onPage);
  }

  press(event) {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    const origin = event.composedPath()[0];
    const typing = origin.matches?.("input, textarea, select, [contenteditable]:not([contenteditable=false])");
    const control = event.ctrlKey || event.metaKey;
    if (typing || origin.closest?.("dialog")) return;
    const name = `${control ? "Ctrl+" : ""}${event.shiftKey ? "Shift+" : ""}${event.code}`;
    // Where the question mark lies on the keyboard differs most.
    const found = this.known.get(event.key === "?" ? "Shift+Slash" : name);
    if (!found) return;
    const [, , , act, when = {}] = found;
    if (when.notOnButton && origin.tagName === "BUTTON") return;
    if (when.editable && !this.player.store.editable) return;
    if (act(this.player, event) === false) return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// All keys at a glance.
class Help {
  constructor(player) {
    this.player = player;
  }

  turn() {
    const dialog = this.player.find("help");
    if (dialog.open) return dialog.close();
    const { labels } = this.player.data;
    const names = labels.keys;
    const groups = [...new Set(KEYS.map(([group]) => group))].map((group) => {
      const list = make("dl");
      for (const [of, code, shown] of KEYS) {
        if (of !== group) continue;
        const row = make("div");
        row.append(make("dt", "", shown), make("dd", "", names[code]));
        list.append(row);
      }
      const section = make("section");
      section.append(make("h3", "", labels.key_groups[group]), list);
      return section;
    });
    const close = make("button", "close", labels.close);
    close.addEventListener("click", () => dialog.close());
    const head = make("div", "dialog-head");
    head.append(make("h2", "", labels.help), close);
    const body = make("div", "groups");
    body.append(...groups);
    dialog.replaceChildren(head, body);
    dialog.showModal();
  }
}
