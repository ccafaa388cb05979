// How far the session has come: draft, confirmed by the expert, reviewed, approved.

class Approve {
  constructor(player) {
    this.player = player;
  }

  show() {
    const { store, data } = this.player;
    const box = this.player.find("approval");
    const found = store.approval;
    box.hidden = !data.edit || !found;
    if (box.hidden) return;
    const { labels } = data;
    const reached = labels.states.findIndex(([name]) => name === found.state);
    const states = make("ol", "states");
    labels.states.forEach(([name, text], n) => {
      const item = make("li", n <= reached ? "reached" : "", text);
      if (name === found.state) item.setAttribute("aria-current", "step");
      const signed = found.signed.find(([state]) => state === name);
      if (signed) item.title = `${signed[1]}, ${new Date(signed[2]).toLocaleString(data.lang)}`;
      states.append(item);
    });
    box.replaceChildren(states, ...this.buttons(found, labels));
  }

  buttons(found, labels) {
    const made = [];
    const button = (text, act, className = "", key = "") => {
      const one = make("button", className, text);
      if (key) one.append(make("kbd", "", key));
      one.addEventListener("click", act);
      made.push(one);
    };
    const { store, lanes } = this.player;
    if (found.unsure.length && store.editable) {
      button(labels.unsure.replace("{n}", found.unsure.length), () => lanes.chooseUnsure(1), "", "U");
    }
    if (found.next && this.player.data.edit.may_sign.includes(found.next)) {
      const clear = !found.unsure.length && !found.unplaced;
      button(labels.sign[found.next], () => this.open(), clear ? "main" : "", "Shift Y");
    }
    if (found.state !== "draft") button(labels.reopen, () => this.player.store.reopen());
    if (store.editable) {
      button("↶", () => store.undo());
      made.at(-1).setAttribute("aria-label", labels.undo);
      made.at(-1).title = `${labels.undo} (Ctrl Z)`;
    }
    button("?", () => this.player.help.turn());
    made.at(-1).setAttribute("aria-label", labels.help);
    made.at(-1).title = labels.help;
    return made;
  }

  async open() {
    const { store, data } = this.player;
    // What is under way may still change whose turn it is.
    this.player.lanes.edges.flush();
    await store.chain;
    const next = store.approval?.next;
    if (!next || !data.edit.may_sign.includes(next)) return;
    const name = await askFor(this.player, {
      title: data.labels.sign[next], why: data.labels.sign_why[next],
      value: next === "confirmed" ? data.edit.expert : "", button: data.labels.sign_now,
    });
    if (name) await store.sign(next, name);
  }
}
