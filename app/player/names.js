// The column of names beside the time line; its rows say how tall each lane is.

class Names {
  constructor(lanes) {
    this.lanes = lanes;
    this.element = make("div", "names");
    this.rows = [];
  }

  // `tracks` in their order. Left as it is where nothing changed: the focus may be in it.
  show(tracks) {
    const shown = JSON.stringify(tracks.map((one) => this.told(one)));
    const before = this.tracks;
    this.tracks = tracks;
    if (shown === this.shown && before) return;
    const focused = this.rows.findIndex((row) => row.contains(row.getRootNode().activeElement));
    this.shown = shown;
    this.rows = tracks.map((one, n) => this.row(one, n));
    this.element.replaceChildren(...this.rows);
    if (focused >= 0) this.rows[focused]?.querySelector("button")?.focus();
  }

  told({ className, name, why, told, lane }) {
    if (!lane) return [className, name, why, told];
    return [className, lane.title, lane.depth, lane.chip, lane.tone, !lane.bars.length];
  }

  row(track, n) {
    const { lane } = track;
    const row = make("div", `lane ${track.className}`);
    if (!lane) {
      const name = make("div", "name", track.name);
      if (track.why) name.title = track.why;
      if (track.told) name.append(make("span", "unseen", `. ${track.told}`));
      row.append(name);
      return row;
    }
    row.style.setProperty("--depth", lane.depth);
    if (lane.group) {
      row.append(make("div", "name", lane.title));
      return row;
    }
    const name = make("button", "name");
    name.title = lane.title;
    name.append(make("span", "title", lane.title));
    if (lane.chip) name.append(make("span", `chip ${lane.tone}`, lane.chip));
    // By its place, not by what it held when it was drawn: sections change.
    name.addEventListener("click", () => this.lanes.choose(this.tracks[n].lane.bars[0]));
    name.disabled = !lane.bars.length;
    row.append(name);
    return row;
  }

  // Where each lane lies, in pixels from the top of the first one.
  measure() {
    this.tracks.forEach((track, n) => {
      track.top = this.rows[n].offsetTop;
      track.height = this.rows[n].offsetHeight;
    });
    return this.element.offsetHeight;
  }
}
