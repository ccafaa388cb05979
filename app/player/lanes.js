// Steps over time: lanes under one axis.

const ZOOMS = [1, 2, 4, 8, 16];
const TICK_PX = 64;

class Lanes {
  constructor(player) {
    this.player = player;
    this.find = player.find;
    this.zoomed = 1;
    this.chosen = null;
    this.bars = new Map();
  }

  show(data) {
    this.data = data;
    this.wide = this.seen();
    this.find("when-title").textContent = data.labels.timeline;
    this.showLegend();
    this.showZoom();
    const grid = this.find("grid");
    grid.style.width = `${this.zoomed * 100}%`;
    this.bars = new Map();
    this.head = make("div", "head");
    grid.replaceChildren(this.axis());
    if (data.markers) grid.append(markerLane(this, data.markers));
    for (const row of data.presence) grid.append(this.presence(row));
    if (data.energy) grid.append(energyLane(this, data.energy));
    for (const lane of data.lanes) grid.append(this.lane(lane));
    const cover = make("div", "cover");
    cover.style.cssText = "position:absolute;top:0;bottom:0;right:0;pointer-events:none";
    cover.append(this.head);
    grid.append(cover);
    this.cover = cover;
    this.placeCover();
    if (!this.watch) {
      this.watch = new ResizeObserver(() => this.resized());
      this.watch.observe(grid);
    }
    this.showChosen();
  }

  // Pixels of the time line that are seen at once.
  seen() {
    const all = this.find("lanes").clientWidth;
    const name = this.find("grid").querySelector(".lane .name")?.offsetWidth ?? all / 4;
    return Math.max(100, all - name);
  }

  resized() {
    this.placeCover();
    if (Math.abs(this.seen() / this.wide - 1) > 0.2) {
      this.show(this.data);
      this.player.follow();
    }
  }

  placeCover() {
    const name = this.find("grid").querySelector(".lane .name");
    if (name && this.cover) this.cover.style.left = `${name.offsetWidth}px`;
  }

  showLegend() {
    const box = this.find("legend");
    box.replaceChildren(
      ...this.data.legend.map(([tone, text]) => {
        const one = make("span");
        one.append(make("i", tone), text);
        return one;
      }),
    );
  }

  showZoom() {
    const { labels } = this.data;
    const box = this.find("zoom");
    const change = (by) => {
      const next = ZOOMS[ZOOMS.indexOf(this.zoomed) + by];
      if (!next) return;
      this.zoomed = next;
      this.show(this.data);
      const lanes = this.find("lanes");
      const share = this.player.media.currentTime / this.data.duration;
      lanes.scrollLeft = share * lanes.scrollWidth - lanes.clientWidth / 2;
      this.player.follow();
    };
    const out = make("button", "", "−");
    out.setAttribute("aria-label", labels.zoom_out);
    out.addEventListener("click", () => change(-1));
    const into = make("button", "", "+");
    into.setAttribute("aria-label", labels.zoom_in);
    into.addEventListener("click", () => change(1));
    box.replaceChildren(out, into);
  }

  percent(seconds) {
    return `${(100 * seconds) / Math.max(this.data.duration, 0.001)}%`;
  }

  put(element, start, end) {
    element.style.left = this.percent(start);
    element.style.width = this.percent(Math.max(0, end - start));
  }

  track() {
    const track = make("div", "track");
    track.addEventListener("click", (event) => {
      if (event.target.closest(".bar, .mark")) return;
      const box = track.getBoundingClientRect();
      this.player.seek(((event.clientX - box.left) / box.width) * this.data.duration);
    });
    return track;
  }

  axis() {
    const lane = make("div", "lane axis");
    const track = this.track();
    track.tabIndex = 0;
    track.setAttribute("role", "slider");
    track.setAttribute("aria-label", this.data.labels.position);
    track.setAttribute("aria-valuemin", "0");
    track.setAttribute("aria-valuemax", String(Math.round(this.data.duration)));
    const every = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].find(
      (step) => (this.data.duration / step) * TICK_PX <= this.wide * this.zoomed) ?? 7200;
    for (let at = 0; at < this.data.duration; at += every) {
      const tick = make("span", "tick", clock(at));
      tick.style.left = this.percent(at);
      track.append(tick);
    }
    lane.append(make("div", "name", this.data.labels.time), track);
    this.slider = track;
    return lane;
  }

  presence(row) {
    const lane = make("div", "lane presence");
    const track = this.track();
    for (const [start, end] of row.spans) {
      const bar = make("div", "bar");
      this.put(bar, start, end);
      track.append(bar);
    }
    lane.append(make("div", "name", row.name), track);
    return lane;
  }

  lane(one) {
    const lane = make("div", one.skipped ? "lane skipped" : "lane");
    lane.style.setProperty("--depth", one.depth);
    if (one.group) {
      lane.classList.add("group");
      lane.append(make("div", "name", one.title));
      return lane;
    }
    const name = make("button", "name");
    name.title = one.title;
    name.append(make("span", "title", one.title));
    if (one.chip) name.append(make("span", `chip ${one.tone}`, one.chip));
    const first = one.bars[0];
    if (first) name.addEventListener("click", () => this.choose(first));
    else name.disabled = true;
    const track = this.track();
    for (const segment of one.bars) {
      const bar = make("button", `bar ${segment.tone}${segment.silent ? " silent" : ""}`);
      const told = [one.title, `${clock(segment.start)}–${clock(segment.end)}`, segment.word];
      bar.title = told.filter(Boolean).join(" · ");
      bar.setAttribute("aria-label", bar.title);
      bar.addEventListener("click", () => this.choose(segment));
      this.put(bar, segment.start, segment.end);
      this.bars.set(segment.id, { bar, segment });
      track.append(bar);
    }
    lane.append(name, track);
    return lane;
  }

  // Go somewhere where nothing was placed.
  leave(at) {
    this.chosen = null;
    this.showChosen();
    this.player.seek(at);
  }

  choose(segment) {
    this.chosen = segment.id;
    this.showChosen();
    this.player.seek(segment.start);
  }

  showChosen() {
    const found = this.bars.get(this.chosen);
    for (const { bar } of this.bars.values()) {
      bar.setAttribute("aria-pressed", String(bar === found?.bar));
    }
    showChosen(this.player, found?.segment);
  }

  follow(now) {
    if (!this.head) return;
    this.head.style.left = this.percent(Math.min(now, this.data.duration));
    this.slider.setAttribute("aria-valuenow", String(Math.round(now)));
    this.slider.setAttribute("aria-valuetext", clock(now));
    const steps = [...this.bars.values()].filter(
      ({ segment }) => !segment.event && segment.start <= now && now < segment.end);
    this.find("now").textContent = steps.map(({ segment }) => segment.title).join(" · ");
  }
}
