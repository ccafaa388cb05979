// The sections for who does not see or point: a list to go through, and a voice for what is chosen.

class SectionList {
  constructor(lanes) {
    this.lanes = lanes;
    this.element = make("ul", "sections");
    this.element.setAttribute("role", "listbox");
    this.element.tabIndex = 0;
    this.voice = make("p", "voice");
    this.voice.setAttribute("role", "status");
    this.element.addEventListener("keydown", (event) => this.onKey(event));
  }

  show(label, sections) {
    this.element.setAttribute("aria-label", label);
    this.element.hidden = !sections.length;
    // Only what changed: a list of hundreds is not made anew after each act.
    const shown = sections.map((one) => `${one.id} ${sectionTold(one)}`).join("\n");
    if (shown === this.shown) return this.mark();
    this.shown = shown;
    this.options = new Map();
    this.element.replaceChildren(...sections.map((section, n) => {
      const option = make("li", section.tone, sectionTold(section));
      option.setAttribute("role", "option");
      option.id = `section-${n}`;
      // Those who speak to their computer, or touch it by voice-over, click it.
      option.addEventListener("click", () => this.pick(section.id));
      this.options.set(section.id, option);
      return option;
    }));
    this.marked = null;
    this.mark();
  }

  mark() {
    this.marked?.setAttribute("aria-selected", "false");
    this.marked = this.options?.get(this.lanes.chosen) ?? null;
    this.marked?.setAttribute("aria-selected", "true");
    if (this.marked) this.element.setAttribute("aria-activedescendant", this.marked.id);
    else this.element.removeAttribute("aria-activedescendant");
  }

  pick(id) {
    this.lanes.choose(this.lanes.bars.get(id).segment);
  }

  onKey(event) {
    const acts = {
      ArrowDown: () => this.lanes.chooseNext(1),
      ArrowUp: () => this.lanes.chooseNext(-1),
    };
    const act = acts[event.key];
    if (!act || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  }
}

function sectionTold({ title, start, end, word }) {
  return [title, `${exact(start)}–${exact(end)}`, word].filter(Boolean).join(" · ");
}
