// The surface of the time line: names, canvases and the bar below them; what is painted where.

// Painted above and below what is seen, so that scrolling shows no empty lanes.
const MARGIN_PX = 300;
const AXIS_PX = 30;

class Board {
  constructor(lanes, box) {
    this.lanes = lanes;
    this.box = box;
    this.all = [];
    this.stripes = new Stripes();
    // One for all lanes and frames: painting makes nothing that has to be cleared away.
    this.pen = { view: lanes.view, slack: 0 };
    this.axisSheet = new Sheet("axis-canvas", (context) => this.paintAxis(context));
    this.sheet = new Sheet("tracks-canvas", (...args) => this.paintTracks(...args));
    this.sheet.canvas.setAttribute("role", "img");
    this.names = new Names(lanes);
    this.bar = new TimeBar(lanes);
    this.heads = [make("div", "head"), make("div", "head")];
    this.bubble = make("div", "tip");
    this.bubble.hidden = true;
    this.axis = make("div", "axis");
    this.axis.append(this.axisSheet.canvas, this.heads[0]);
    this.axis.tabIndex = 0;
    this.axis.setAttribute("role", "slider");
    this.axis.setAttribute("aria-valuemin", "0");
    this.tracks = make("div", "tracks");
    this.tracks.append(this.sheet.canvas, this.heads[1], this.bubble, lanes.list.element);
    this.corner = make("div", "corner");
    box.replaceChildren(
      this.corner, this.axis, this.names.element, this.tracks, make("div", "corner low"),
      this.bar.element);
    box.addEventListener("scroll", () => this.redraw(), { passive: true });
    const watch = new ResizeObserver(() => this.resized());
    watch.observe(this.tracks);
    watch.observe(this.names.element);
  }

  show(tracks, { labels, duration }) {
    this.all = tracks;
    this.corner.textContent = labels.time;
    this.axis.setAttribute("aria-label", labels.position);
    this.axis.setAttribute("aria-valuemax", String(Math.round(duration)));
    this.sheet.canvas.setAttribute("aria-label", labels.timeline);
    this.names.show(tracks);
    this.resized();
  }

  // --- painting --------------------------------------------------------------------------------

  resized() {
    const width = this.tracks.clientWidth;
    if (!width || !this.all.length) return;
    const height = this.names.measure();
    this.lanes.view.width = width;
    this.pen.font = getComputedStyle(this.box).fontFamily;
    this.axisSheet.size(width, AXIS_PX);
    this.sheet.size(width, height);
    this.draw();
  }

  // At most once a frame, however much changes in between.
  redraw() {
    if (!this.asked) this.asked = requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.asked);
    this.asked = null;
    if (!this.sheet.width) return;
    const { scrollTop, clientHeight } = this.box;
    this.axisSheet.draw();
    this.sheet.draw(
      Math.max(0, scrollTop - MARGIN_PX),
      Math.min(scrollTop + clientHeight + MARGIN_PX, this.sheet.height));
    this.bar.draw();
    this.placeHead();
  }

  paintAxis(context) {
    this.pen.context = context;
    this.pen.height = AXIS_PX;
    paintAxis(this.pen);
  }

  paintTracks(context, top, bottom) {
    const { pen, lanes } = this;
    pen.context = context;
    pen.ratio = this.sheet.ratio;
    for (const track of this.all) {
      if (track.top > bottom || track.top + track.height < top) continue;
      pen.top = track.top;
      pen.height = track.height;
      track.paint(pen);
      context.fillStyle = INK.thin;
      context.fillRect(0, track.top, lanes.view.width, 1);
    }
    if (lanes.guide === null) return;
    context.fillStyle = INK.ink;
    context.fillRect(lanes.view.x(lanes.guide) - 0.5, top, 1, bottom - top);
  }

  placeHead() {
    const { view, head, data } = this.lanes;
    if (!this.sheet.width) return;
    const x = view.x(Math.min(head.now, data.duration));
    const inside = x >= -1 && x <= view.width + 1;
    for (const one of this.heads) {
      one.hidden = !inside;
      one.style.transform = `translateX(${x - 1}px)`;
    }
  }

  // --- what lies where -------------------------------------------------------------------------

  // { hit, grip } at a place on the tracks; `y` below 0 is the axis.
  under(x, y, touch) {
    const track = y < 0 ? null : this.all.find(({ top, height }) => y >= top && y < top + height);
    if (!track) return { hit: null, grip: null };
    this.pen.slack = touch ? FINGER_PX : 2;
    return {
      hit: track.hit(x, y - track.top, this.pen),
      grip: this.lanes.edges.find(track, x, touch),
    };
  }

  // { x, y, text }, or null to hide it.
  tip(place) {
    const { bubble } = this;
    bubble.hidden = !place;
    if (!place) return;
    bubble.textContent = place.text;
    const left = Math.min(place.x + 12, this.lanes.view.width - bubble.offsetWidth - 6);
    const above = place.y - bubble.offsetHeight - 12;
    bubble.style.left = `${Math.max(4, left)}px`;
    bubble.style.top = `${above > this.box.scrollTop - AXIS_PX ? above : place.y + 18}px`;
  }

  // A section's lane into the part of the lanes that is seen; the page stays where it is.
  scrollTo({ id }) {
    const track = this.all.find(({ lane }) => lane?.bars.some((bar) => bar.id === id));
    if (!track) return;
    const room = this.box.clientHeight - 2 * AXIS_PX;
    const past = track.top + track.height - room;
    this.box.scrollTop = Math.max(past, Math.min(this.box.scrollTop, track.top));
  }
}
