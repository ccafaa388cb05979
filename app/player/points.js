// Hands and body drawn over the picture, in step with its frames. Where they are is fetched in
// parts while the recording plays; `app/overlay.py` says how a part is packed.

const NOT_THERE = 0xffff;
const KEPT_PARTS = 6;
const TRY_AGAIN_MS = 5000;
const MISSING = 0;
const GUESSED = 2;

class Points {
  constructor(player) {
    this.player = player;
    this.on = false;
    this.canvas = make("canvas", "points-canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.watch = new ResizeObserver(() => this.draw());
    this.parts = new Map();
  }

  // `data` is null where there is nothing to draw.
  show(data) {
    this.stop();
    this.data = data;
    const box = this.player.find("points");
    box.hidden = !data;
    if (!data) return;
    if (this.source !== this.player.source) this.parts.clear();
    this.source = this.player.source;
    this.button = make("button", "", data.show);
    this.button.addEventListener("click", () => this.turn(!this.on));
    this.states = data.names.map((name, group) => {
      const item = make("li", ["middle", "left", "right"][group]);
      item.append(make("i"), make("span", "", name), make("b"));
      return item;
    });
    // The browser's own full screen would show the picture without what is drawn over it.
    this.full = make("button", "", data.full);
    this.full.addEventListener("click", () => this.player.find("screen").requestFullscreen());
    this.legend = make("ul");
    this.legend.append(...this.states);
    this.note = make("p", "", data.why);
    box.replaceChildren(this.button, this.full, this.legend, this.note);
    this.turn(this.on);
  }

  turn(on) {
    this.on = on;
    this.button.setAttribute("aria-pressed", String(on));
    this.legend.hidden = this.note.hidden = !on;
    this.full.hidden = !on || !document.fullscreenEnabled;
    this.stop();
    if (!on) return;
    this.media = this.player.media;
    this.media.controlsList?.add("nofullscreen");
    this.at = this.media.currentTime;
    this.player.find("screen").append(this.canvas);
    this.watch.observe(this.canvas);
    this.next();
    this.draw();
  }

  stop() {
    this.watch.disconnect();
    this.canvas.remove();
    this.media?.controlsList?.remove("nofullscreen");
    if (this.media?.cancelVideoFrameCallback) this.media.cancelVideoFrameCallback(this.waiting);
    else cancelAnimationFrame(this.waiting);
    this.media = null;
  }

  // Called for every frame that is shown; without such a call in this browser, for every redraw.
  next() {
    const media = this.media;
    const step = (seconds) => {
      if (media !== this.media) return;
      const moved = seconds !== this.at;
      this.at = seconds;
      if (moved) this.draw();
      this.next();
    };
    this.waiting = media.requestVideoFrameCallback
      ? media.requestVideoFrameCallback((_now, frame) => step(frame.mediaTime))
      : requestAnimationFrame(() => step(media.currentTime));
  }

  // --- where they are ------------------------------------------------------------------------

  part(number) {
    const kept = this.parts.get(number);
    if (kept !== undefined) return kept;
    this.parts.set(number, null);
    this.fetch(number).then(
      (part) => {
        this.parts.set(number, part);
        if (this.parts.size > KEPT_PARTS) this.parts.delete(this.parts.keys().next().value);
        this.note.textContent = this.data.why;
        this.draw();
      },
      () => {
        this.note.textContent = this.data.lost;
        setTimeout(() => this.parts.delete(number), TRY_AGAIN_MS);
      },
    );
    return null;
  }

  async fetch(number) {
    const address = new URL(this.player.url, location.href);
    address.pathname += `/points/${number}`;
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const bytes = await answer.arrayBuffer();
    const n = new DataView(bytes).getUint32(0, true);
    const values = this.data.sides.length * 2;
    return {
      times: new Uint32Array(bytes, 4, n),
      points: new Uint16Array(bytes, 4 + 4 * n, n * values),
      status: new Uint8Array(bytes, 4 + 4 * n + 2 * n * values, n * this.data.groups.length),
    };
  }

  // The frame nearest to `seconds`, if there is one as near as frames lie.
  frame(seconds) {
    const number = Math.floor(seconds / this.data.part);
    const part = this.part(number);
    const later = number + 1;
    const goesOn = later * this.data.part < this.player.data.duration;
    if (goesOn && seconds > (number + 0.5) * this.data.part) this.part(later);
    if (!part || !part.times.length) return null;
    const ms = seconds * 1000;
    let low = 0;
    let high = part.times.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (part.times[middle] < ms) low = middle + 1;
      else high = middle;
    }
    if (low > 0 && ms - part.times[low - 1] < part.times[low] - ms) low -= 1;
    if (Math.abs(part.times[low] - ms) > this.data.step * 750 + 10) return null;
    const values = this.data.sides.length * 2;
    const groups = this.data.groups.length;
    return {
      points: part.points.subarray(low * values, (low + 1) * values),
      status: part.status.subarray(low * groups, (low + 1) * groups),
    };
  }

  // --- drawing -------------------------------------------------------------------------------

  draw() {
    if (!this.media) return;
    const { canvas, media } = this;
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.round(media.clientWidth * density);
    canvas.height = Math.round(media.clientHeight * density);
    const frame = this.frame(this.at);
    this.tell(frame);
    if (!frame || !media.videoWidth) return;
    // The picture keeps its shape inside of the box: bars stay at two of its sides.
    const scale = Math.min(canvas.width / media.videoWidth, canvas.height / media.videoHeight);
    const [width, height] = [media.videoWidth * scale, media.videoHeight * scale];
    const [left, top] = [(canvas.width - width) / 2, (canvas.height - height) / 2];
    const whole = NOT_THERE - 1;
    const at = (point) => {
      const x = frame.points[2 * point];
      if (x === NOT_THERE) return null;
      return [left + (x / whole) * width, top + (frame.points[2 * point + 1] / whole) * height];
    };
    const pen = new Pen(canvas.getContext("2d"), density * Math.max(1, width / density / 480));
    let first = 0;
    for (const [group, count] of this.data.groups.entries()) {
      if (frame.status[group] !== MISSING) {
        this.drawGroup({ group, first, end: first + count }, at, pen, frame.status[group]);
      }
      first += count;
    }
  }

  drawGroup({ group, first, end }, at, pen, status) {
    const { sides, bones, letters } = this.data;
    const guessed = status === GUESSED;
    for (const [a, b] of bones) {
      if (a < first || a >= end || !at(a) || !at(b)) continue;
      pen.line(at(a), at(b), sides[a] === sides[b] ? sides[a] : "m", guessed, group ? 1.2 : 2);
    }
    for (let point = first; point < end; point += 1) {
      if (at(point)) pen.joint(at(point), sides[point], guessed, group ? 1.3 : 3.5);
    }
    if (group && at(first)) pen.letter(at(first), letters[group - 1], sides[first]);
  }

  // The same in words, beside the drawing.
  tell(frame) {
    for (const [group, item] of this.states.entries()) {
      const told = this.data.states[frame ? frame.status[group] : MISSING];
      const word = item.lastChild;
      if (word.textContent !== told) word.textContent = told;
    }
  }
}
