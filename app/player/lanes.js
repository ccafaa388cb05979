// Everything over time: lanes under one axis, on a canvas that holds only what is in sight.

const ZOOM_STEP = 2;

class Lanes {
  constructor(player) {
    this.player = player;
    this.find = player.find;
    this.view = new TimeWindow();
    this.bars = new Map();
    this.places = new Spans([]);
    this.chosen = null;
    // The section whose edge is being moved, where it stands by now, until the new scene comes.
    this.moving = null;
    this.guide = null;
    this.box = this.find("lanes");
    // Tests and benchmarks find it here.
    this.box.timeline = this;
    this.head = new Head(this);
    this.edges = new Edges(this);
    this.source = new WaveSource(player);
    this.list = new SectionList(this);
    this.board = new Board(this, this.box);
    this.box.after(this.list.voice);
    this.pointer = new LanesPointer(this);
  }

  get wave() {
    return this.source.wave;
  }

  get sections() {
    return this.places.items;
  }

  show(data) {
    this.data = data;
    this.view.fit(data.duration);
    if (this.moving?.sent) this.moving = null;
    this.index(data);
    if (data.size === "bare") return;
    this.find("when-title").textContent = data.labels.timeline;
    this.showLegend();
    this.showZoom();
    this.list.show(data.labels.sections, this.sections);
    this.board.show(this.tracksOf(data), data);
    if (data.wave) this.source.fetch(() => this.redraw());
    this.showChosen();
  }

  // What is where: sections by their id, and in order of time.
  index({ lanes }) {
    const event = this.bars.get(this.chosen)?.segment;
    this.places = new Spans(lanes.flatMap(({ bars }) => bars));
    this.bars = new Map(this.sections.map((segment) => [segment.id, { segment }]));
    if (event?.event) this.bars.set(event.id, { segment: event });
  }

  tracksOf({ labels, lines, markers, wave, presence, energy, moments, units, lanes }) {
    const places = (className, found) => found?.length
      ? [new PlacesTrack(this, className, labels[className], found)] : [];
    return [
      ...(markers ? [new MarkerTrack(markers)] : []),
      ...(wave ? [new WaveTrack(this, labels)] : []),
      new SpeechTrack(labels, lines),
      ...presence.map((row) => new PresenceTrack(row)),
      ...(energy ? [new EnergyTrack(this, energy)] : []),
      ...places("moments", moments),
      ...places("units", units),
      ...lanes.map((lane) => (lane.group ? new GroupTrack(lane) : new StepTrack(this, lane))),
    ];
  }

  showLegend() {
    this.find("legend").replaceChildren(
      ...this.data.legend.map(([tone, text]) => {
        const one = make("span");
        one.append(make("i", tone), text);
        return one;
      }),
    );
  }

  // Once for each language: after an act the focus may be on a button.
  showZoom() {
    const { labels, lang } = this.data;
    const box = this.find("zoom");
    if (box.lang === lang) return;
    box.lang = lang;
    const button = (text, label, act) => {
      const one = make("button", "", text);
      one.setAttribute("aria-label", label);
      one.addEventListener("click", act);
      return one;
    };
    box.replaceChildren(
      button("−", labels.zoom_out, () => this.zoomBy(-1)),
      button("+", labels.zoom_in, () => this.zoomBy(1)),
      button(labels.zoom_whole, labels.zoom_whole, () => this.look(0, this.data.duration)),
    );
  }

  redraw() {
    this.board.redraw();
  }

  follow(now) {
    if (this.data) this.head.follow(now);
  }

  // --- looking ---------------------------------------------------------------------------------

  // After the view was moved by hand, playing does not drag it along.
  looked() {
    this.head.seen = this.view.holds(this.head.now);
    this.redraw();
  }

  look(start, span) {
    this.view.show(start, span);
    this.looked();
  }

  // Nearer (+1) or further away (-1), around where the recording stands if that is in sight.
  zoomBy(by) {
    const { view, head } = this;
    const about = view.holds(head.now) ? head.now : view.start + view.span / 2;
    view.zoom(ZOOM_STEP ** by, about);
    this.looked();
  }

  zoomToChosen() {
    const found = this.bars.get(this.chosen);
    if (!found) return false;
    const { start, end } = found.segment;
    this.look(start - (end - start) / 4, (end - start) * 1.5);
    return true;
  }

  // --- choosing --------------------------------------------------------------------------------

  click(hit, x) {
    this.list.element.focus({ preventScroll: true });
    if (hit?.segment) this.choose(hit.segment);
    else if (hit?.at !== undefined) this.leave(hit.at);
    else this.player.seek(this.view.at(x));
  }

  // Go somewhere where nothing was placed.
  leave(at) {
    this.edges.flush();
    this.chosen = null;
    this.showChosen();
    this.player.seek(at);
  }

  choose(segment) {
    this.edges.flush();
    if (segment.event) this.bars.set(segment.id, { segment });
    this.chosen = segment.id;
    this.showChosen();
    this.tell(sectionTold(segment));
    this.player.seek(segment.start);
  }

  // The next section in time that fits, or (by -1) the one before; false where there is none.
  chooseNext(by, fits = () => true) {
    const found = this.neighbour(by, fits);
    if (!found) return false;
    this.choose(found);
    this.board.scrollTo(found);
    return true;
  }

  // After the last one it begins again with the first.
  chooseUnsure(by) {
    const fits = ({ tone }) => tone === "check";
    if (this.chooseNext(by, fits)) return true;
    const found = by > 0 ? this.sections.find(fits) : this.sections.findLast(fits);
    if (!found) return false;
    this.choose(found);
    this.board.scrollTo(found);
    return true;
  }

  neighbour(by, fits) {
    const list = this.sections;
    const now = this.player.media.currentTime;
    let at = list.findIndex(({ id }) => id === this.chosen);
    if (at < 0) {
      // Without a chosen one it goes on from where the recording stands.
      const later = list.findIndex(({ start }) => start > now);
      at = (later < 0 ? list.length : later) - (by > 0 ? 1 : 0);
    }
    for (let n = at + by; n >= 0 && n < list.length; n += by) if (fits(list[n])) return list[n];
    return null;
  }

  showChosen() {
    this.list.mark();
    showChosen(this.player, this.bars.get(this.chosen)?.segment);
    this.redraw();
  }

  tell(text) {
    this.list.voice.textContent = text;
  }

  // --- changing --------------------------------------------------------------------------------

  canMove(segment) {
    return Boolean(this.player.store.editable && !segment.event);
  }

  // Move an edge ("start" or "end") of the chosen section by seconds; false where that cannot be.
  nudge(edge, seconds) {
    return this.edges.nudge(edge, seconds);
  }
}
