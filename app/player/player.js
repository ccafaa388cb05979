// Video beside words and steps on one time line. All text comes in as data and goes out through
// textContent: what people said is never taken for markup.

const PLAYERS = new WeakMap();
const STEP_S = 2;
const BIG_STEP_S = 10;
const ZOOMS = [1, 2, 4, 8, 16];

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".player");
  if (!root || !data) return;
  let player = PLAYERS.get(root);
  if (!player) {
    player = new Player(root);
    PLAYERS.set(root, player);
  }
  player.update(data, component.setTriggerValue);
  // The component is mounted anew when its page is left: stop playing then.
  return () => {
    player.stop();
    PLAYERS.delete(root);
  };
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (tag === "button") element.type = "button";
  return element;
}

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return (hours ? `${hours}:${pad(minutes)}` : `${minutes}`) + `:${pad(whole % 60)}`;
}

function exact(seconds) {
  const tenth = Math.floor((seconds * 10) % 10);
  return `${clock(seconds)}.${tenth}`;
}

class Player {
  constructor(root) {
    this.root = root;
    this.shown = "";
    this.zoomed = 1;
    this.chosen = null;
    this.find = (name) => root.querySelector(`.${name}`);
    root.addEventListener("keydown", (event) => this.onKey(event), true);
  }

  update(data, send) {
    this.send = send;
    const { url, ...content } = data;
    const shown = JSON.stringify(content);
    if (shown === this.shown) return;
    const before = this.data;
    this.shown = shown;
    this.data = data;
    this.root.lang = data.lang;
    this.root.classList.toggle("small", data.size === "small");
    this.root.classList.toggle("bare", data.size === "bare");
    this.showMedia(url, before);
    this.showTransport();
    this.showLines();
    this.showLanes();
    this.showChosen();
    this.follow();
  }

  // --- media ---------------------------------------------------------------------------------

  showMedia(url, before) {
    const source = url.split("?")[0];
    const same = this.media && this.source === source;
    if (!same) {
      this.stop();
      const media = make(this.data.video ? "video" : "audio");
      media.controls = true;
      media.preload = "metadata";
      media.playsInline = true;
      media.setAttribute("aria-label", this.data.labels.recording);
      media.src = url;
      for (const name of ["timeupdate", "seeked", "play", "pause"]) {
        media.addEventListener(name, () => this.follow());
      }
      media.addEventListener("timeupdate", () => this.stopAtEnd());
      media.addEventListener("error", () => this.trouble());
      media.addEventListener("loadeddata", () => this.find("trouble")?.remove());
      this.find("screen").replaceChildren(media);
      this.media = media;
      this.source = source;
    }
    const window_ = (one) => (one ? `${one.start}-${one.end}-${one.turn}` : "");
    const moved = this.data.start !== null && window_(this.data) !== window_(before);
    if (moved || !same) {
      this.until = this.data.end;
      const go = () => {
        this.media.currentTime = this.data.start ?? 0;
        if (this.data.autoplay) this.media.play().catch(() => {});
      };
      if (this.media.readyState > 0) go();
      else this.media.addEventListener("loadedmetadata", go, { once: true });
    }
  }

  stop() {
    this.media?.pause();
  }

  seek(seconds, play = false) {
    this.until = null;
    this.media.currentTime = Math.max(0, Math.min(seconds, this.data.duration));
    if (play) this.media.play().catch(() => {});
    this.follow();
  }

  stopAtEnd() {
    if (this.until !== null && this.until !== undefined && this.media.currentTime >= this.until) {
      this.media.pause();
      this.until = null;
    }
  }

  trouble() {
    if (this.find("trouble")) return;
    this.find("transport").append(make("span", "trouble", this.data.labels.trouble));
  }

  showTransport() {
    const { labels, start, end, marks } = this.data;
    const bar = this.find("transport");
    bar.replaceChildren();
    const button = (text, act) => {
      const one = make("button", "", text);
      one.addEventListener("click", act);
      bar.append(one);
    };
    if (end !== null && start !== null) {
      button(labels.again, () => {
        this.seek(start, true);
        this.until = end;
      });
    }
    if (marks) {
      for (const edge of ["start", "end"]) {
        button(labels[`mark_${edge}`], () =>
          this.send("mark", { edge, at: this.media.currentTime, turn: Date.now() }));
      }
    }
  }

  // --- words ---------------------------------------------------------------------------------

  showLines() {
    const { labels, lines } = this.data;
    this.find("hear-title").textContent = labels.transcript;
    const list = this.find("lines");
    list.setAttribute("aria-label", labels.transcript);
    this.rows = [];
    const items = lines.map((line) => this.line(line));
    if (!items.length) {
      const nothing = make("li");
      nothing.append(make("span", "empty", labels.no_words));
      items.push(nothing);
    }
    list.replaceChildren(...items);
  }

  line(line) {
    const item = make("li", line.kind);
    const at = make("button", "at", clock(line.start));
    at.setAttribute("aria-label", `${clock(line.start)} ${line.text}`);
    at.addEventListener("click", () => this.seek(line.start, true));
    const said = make("p", "said");
    if (line.who) said.append(make("span", "who", line.who));
    const words = [];
    if (line.words.length) {
      for (const [start, end, text, faint] of line.words) {
        const word = make("span", faint ? "word faint" : "word", text);
        if (faint) word.title = this.data.labels.faint;
        word.addEventListener("click", () => this.seek(start, true));
        words.push([start, end, word]);
        said.append(word, " ");
      }
    } else {
      const whole = make("span", "word", line.text);
      whole.addEventListener("click", () => this.seek(line.start, true));
      said.append(whole);
    }
    for (const text of line.quantities) said.append(" ", make("span", "quantity", text));
    item.append(at, said);
    this.rows.push({ ...line, item, parts: words });
    return item;
  }

  // --- time line -----------------------------------------------------------------------------

  showLanes() {
    const { labels, lanes, presence } = this.data;
    this.find("when-title").textContent = labels.timeline;
    this.showLegend();
    this.showZoom();
    const grid = this.find("grid");
    grid.style.width = `${this.zoomed * 100}%`;
    this.bars = new Map();
    this.head = make("div", "head");
    grid.replaceChildren(this.axis());
    for (const row of presence) grid.append(this.presence(row));
    for (const lane of lanes) grid.append(this.lane(lane));
    const cover = make("div", "cover");
    cover.style.cssText = "position:absolute;top:0;bottom:0;right:0;pointer-events:none";
    cover.append(this.head);
    grid.append(cover);
    this.cover = cover;
    this.placeCover();
    if (!this.watch) {
      this.watch = new ResizeObserver(() => this.placeCover());
      this.watch.observe(grid);
    }
  }

  placeCover() {
    const name = this.root.querySelector(".lane .name");
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
      this.showLanes();
      this.showChosen();
      const lanes = this.find("lanes");
      const share = this.media.currentTime / this.data.duration;
      lanes.scrollLeft = share * lanes.scrollWidth - lanes.clientWidth / 2;
      this.follow();
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
      if (event.target.closest(".bar")) return;
      const box = track.getBoundingClientRect();
      this.seek(((event.clientX - box.left) / box.width) * this.data.duration);
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
      (step) => this.data.duration / step <= 10 * this.zoomed) ?? 7200;
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
      bar.title = `${one.title} · ${clock(segment.start)}–${clock(segment.end)} · ${segment.word}`;
      bar.setAttribute("aria-label", bar.title);
      bar.addEventListener("click", () => this.choose(segment));
      this.put(bar, segment.start, segment.end);
      this.bars.set(segment.id, { bar, segment });
      track.append(bar);
    }
    lane.append(name, track);
    return lane;
  }

  choose(segment) {
    this.chosen = segment.id;
    this.showChosen();
    this.seek(segment.start);
  }

  showChosen() {
    const found = this.bars?.get(this.chosen);
    for (const { bar } of this.bars?.values() ?? []) {
      bar.setAttribute("aria-pressed", String(bar === found?.bar));
    }
    const box = this.find("chosen");
    box.hidden = !found;
    box.replaceChildren();
    if (!found) return;
    const { segment } = found;
    const { labels } = this.data;
    const acts = make("span", "acts");
    const act = (text, className, run) => {
      const button = make("button", className, text);
      button.addEventListener("click", run);
      acts.append(button);
    };
    act(labels.play_part, "", () => {
      this.seek(segment.start, true);
      this.until = segment.end;
    });
    if (this.data.editable) {
      const tell = (what) => this.send("act", { do: what, segment: segment.id, turn: Date.now() });
      act(labels.correct, "", () => tell("edit"));
      if (!segment.settled) act(labels.confirm, "main", () => tell("confirm"));
    }
    box.append(
      make("span", "what", segment.title),
      make("span", "about", `${exact(segment.start)}–${exact(segment.end)}`),
      make("span", `chip ${segment.tone}`, segment.word),
      acts,
    );
    if (segment.why) box.append(make("p", "why", segment.why));
  }

  // --- what is now -----------------------------------------------------------------------------

  follow() {
    if (!this.media || !this.head) return;
    const now = this.media.currentTime;
    this.head.style.left = this.percent(Math.min(now, this.data.duration));
    this.slider.setAttribute("aria-valuenow", String(Math.round(now)));
    this.slider.setAttribute("aria-valuetext", clock(now));
    this.find("clock").textContent = `${clock(now)} / ${clock(this.data.duration)}`;
    const steps = [...this.bars.values()].filter(
      ({ segment }) => segment.start <= now && now < segment.end);
    this.find("now").textContent = steps.map(({ segment }) => segment.title).join(" · ");
    this.followWords(now);
  }

  followWords(now) {
    let current = null;
    for (const row of this.rows) {
      const inside = row.start <= now && now < row.end;
      if (inside && (!current || row.kind === "speech")) current = row;
      for (const [start, end, word] of row.parts) {
        word.classList.toggle("spoken", start <= now && now < end);
      }
    }
    if (current === this.current) return;
    this.current?.item.removeAttribute("aria-current");
    this.current = current;
    if (!current) return;
    current.item.setAttribute("aria-current", "true");
    const list = this.find("lines");
    if (!list.matches(":hover")) {
      list.scrollTop = current.item.offsetTop - list.offsetTop - list.clientHeight / 3;
    }
  }

  // --- keys ------------------------------------------------------------------------------------

  onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? BIG_STEP_S : STEP_S;
    const onButton = event.target.tagName === "BUTTON";
    const acts = {
      ArrowLeft: () => this.seek(this.media.currentTime - step),
      ArrowRight: () => this.seek(this.media.currentTime + step),
      Home: () => this.seek(0),
      ArrowUp: () => this.moveLine(event, -1),
      ArrowDown: () => this.moveLine(event, 1),
    };
    if (!onButton) acts[" "] = () => (this.media.paused ? this.media.play() : this.media.pause());
    const act = acts[event.key];
    if (!act || act() === false) return;
    event.preventDefault();
    event.stopPropagation();
  }

  moveLine(event, by) {
    const at = this.rows.findIndex((row) => row.item.contains(event.target));
    if (at < 0) return false;
    this.rows[at + by]?.item.querySelector(".at").focus();
    return true;
  }
}
