// Lists beside the time line: each item leads to the place that it is about.

const NOTES_SHOWN = 5;

class Notes {
  constructor(player) {
    this.player = player;
  }

  show({ notes, labels }) {
    const box = this.player.find("notes");
    box.hidden = !notes.length;
    box.replaceChildren(...notes.map((one) => this.list(one, labels)));
  }

  list({ name, why, items }, labels) {
    const section = make("section");
    const list = make("ol");
    list.append(...items.slice(0, NOTES_SHOWN).map((item) => this.item(item)));
    section.append(make("h3", "", name), make("p", "why", why), list);
    const rest = items.slice(NOTES_SHOWN);
    if (rest.length) {
      const more = make("button", "more", `${labels.more} (${items.length})`);
      more.addEventListener("click", () => {
        list.append(...rest.map((item) => this.item(item)));
        more.remove();
        list.children[NOTES_SHOWN].firstChild.focus();
      });
      section.append(more);
    }
    return section;
  }

  item({ at, text, about, segment }) {
    const item = make("li");
    const button = make("button");
    button.append(
      make("span", "at", clock(at)), make("span", "what", text), make("span", "about", about));
    button.addEventListener("click", () => {
      const { lanes } = this.player;
      const known = lanes.bars.get(segment);
      if (known) lanes.choose(known.segment);
      else lanes.leave(at);
      this.player.find("when-head").scrollIntoView({ block: "nearest", behavior: "smooth" });
    });
    item.append(button);
    return item;
  }
}
