// The recording with its masks on, a list of them, and a pen to draw one more.

const BOARDS = new WeakMap();
const GREY = "#2a2a2a";
const KINDS = ["face", "person", "badge", "screen", "other"];
const UNTIL = ["10", "30", "end"];

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".masks");
  if (!root || !data) return;
  let board = BOARDS.get(root);
  if (!board) {
    board = new Board(root);
    BOARDS.set(root, board);
  }
  board.update(data, setTriggerValue);
}

// [x, y, w, h] of a mask at a second, null where it hides nothing.
function boxAt(mask, at) {
  if (!mask.boxes || at < mask.start || at >= mask.end) return null;
  const boxes = mask.boxes;
  let low = 0;
  let high = boxes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boxes[middle][0] <= at) low = middle + 1;
    else high = middle;
  }
  if (low === 0 || low === boxes.length) return boxes[Math.max(0, low - 1)].slice(1);
  const [one, other] = [boxes[low - 1], boxes[low]];
  const share = (at - one[0]) / (other[0] - one[0]);
  return one.slice(1).map((side, n) => side + share * (other[n + 1] - side));
}

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

class Board {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector("video");
    this.canvas = root.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.mending = null;
    const again = () => this.draw();
    for (const name of ["timeupdate", "seeked", "loadeddata", "pause"]) {
      this.video.addEventListener(name, again);
    }
    this.video.addEventListener("play", () => this.follow());
    this.video.addEventListener("loadedmetadata", () => this.place());
    new ResizeObserver(() => this.place()).observe(this.video);
    root.querySelector(".pen").addEventListener("click", () => this.ask(null));
    root.querySelector(".solid input").addEventListener("change", again);
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", () => this.up());
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.stop();
    });
  }

  update(data, send) {
    this.send = send;
    this.data = data;
    this.root.lang = data.lang;
    if (this.video.getAttribute("src") !== data.url) {
      this.video.src = data.url;
      if (data.at) this.video.currentTime = data.at;
    }
    this.label();
    this.stop();
    this.fill();
    this.place();
  }

  label() {
    const { labels } = this.data;
    const say = (name, text) => { this.root.querySelector(name).textContent = text; };
    this.video.setAttribute("aria-label", labels.video);
    this.canvas.setAttribute("aria-label", labels.picture);
    for (const name of ["kind", "until", "follows", "over", "solid"]) {
      say(`.${name} span`, labels[name]);
    }
    this.choices(".kind select", KINDS, labels.kinds);
    this.choices(".until select", UNTIL, labels.untils);
    for (const one of this.root.querySelectorAll(".tools button, .tools select, .tools input")) {
      one.disabled = !this.data.editable && !one.closest(".solid");
    }
  }

  choices(where, values, names) {
    const select = this.root.querySelector(where);
    const chosen = select.value || (where.startsWith(".kind") ? "badge" : "10");
    select.replaceChildren(...values.map((value) => new Option(names[value], value)));
    select.value = chosen;
  }

  // The canvas lies exactly on the picture, which may be narrower than the video element.
  place() {
    const { videoWidth: wide, videoHeight: high, clientWidth, clientHeight } = this.video;
    if (!wide || !clientWidth) return;
    const scale = Math.min(clientWidth / wide, clientHeight / high);
    const [w, h] = [wide * scale, high * scale];
    Object.assign(this.canvas.style, {
      left: `${(clientWidth - w) / 2}px`, top: `${(clientHeight - h) / 2}px`,
      width: `${w}px`, height: `${h}px`,
    });
    const dense = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(w * dense);
    this.canvas.height = Math.round(h * dense);
    this.draw();
  }

  follow() {
    const step = () => {
      this.draw();
      if (!this.video.paused && this.root.isConnected) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  draw() {
    if (!this.data) return;
    const { pen, canvas } = this;
    const at = this.video.currentTime;
    const solid = this.root.querySelector(".solid input").checked;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    let quiet = false;
    for (const mask of this.data.masks) {
      quiet ||= mask.kind === "sound" && mask.applies && at >= mask.start && at < mask.end;
      const box = boxAt(mask, at);
      const row = this.root.querySelector(`[data-mask="${mask.id}"]`);
      if (row) row.classList.toggle("now", at >= mask.start && at < mask.end);
      if (!box || (!mask.applies && solid)) continue;
      const place = this.scaled(box);
      pen.fillStyle = GREY;
      pen.globalAlpha = solid ? 1 : mask.applies ? 0.55 : 0;
      pen.fillRect(...place);
      pen.globalAlpha = 1;
      if (solid) continue;
      pen.lineWidth = Math.max(2, canvas.width / 400);
      pen.strokeStyle = mask.applies ? (mask.origin === "person" ? "#7fd6cc" : "#ffd166") : "#fff";
      pen.setLineDash(mask.applies ? [] : [8, 6]);
      pen.strokeRect(...place);
      pen.setLineDash([]);
    }
    this.video.muted = quiet;  // a beep is heard as silence here
    if (this.band) {
      pen.strokeStyle = "#ff7a1a";
      pen.lineWidth = Math.max(3, canvas.width / 300);
      pen.strokeRect(...this.scaled(this.box()));
    }
  }

  scaled([x, y, w, h]) {
    const { width, height } = this.canvas;
    return [x * width, y * height, w * width, h * height];
  }

  // ``mask``: the one that is to be put right here; null for a new one.
  ask(mask) {
    if (this.root.classList.contains("drawing") && this.mending === mask) {
      this.stop();
      return;
    }
    this.mending = mask;
    this.video.pause();
    this.root.classList.add("drawing");
    this.tell(mask ? this.data.labels.mend : this.data.labels.draw, true);
    this.canvas.focus({ preventScroll: true });
  }

  stop() {
    this.root.classList.remove("drawing");
    this.band = this.mending = null;
    this.tell(this.data.labels.hint, false);
    this.draw();
  }

  tell(hint, on) {
    const { labels } = this.data;
    const pen = this.root.querySelector(".pen");
    pen.textContent = on ? labels.stop : labels.pen;
    pen.setAttribute("aria-pressed", String(on));
    this.root.querySelector(".hint").textContent = hint;
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const within = (value) => Math.min(1, Math.max(0, value));
    return [within((event.clientX - box.left) / box.width),
      within((event.clientY - box.top) / box.height)];
  }

  down(event) {
    if (!event.isPrimary || event.button > 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    const from = this.point(event);
    this.band = { from, to: from };
    event.preventDefault();
  }

  move(event) {
    if (!this.band) return;
    this.band.to = this.point(event);
    this.draw();
  }

  box() {
    const { from, to } = this.band;
    const [x, y] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
    return [x, y, Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
  }

  up() {
    if (!this.band) return;
    const box = this.box();
    const at = this.video.currentTime;
    if (box[2] < 0.005 || box[3] < 0.005) {
      this.band = null;
      this.draw();
      return;
    }
    if (this.mending) {
      this.told({ do: "redraw", mask: this.mending, at, box });
      return;
    }
    const value = (name) => this.root.querySelector(name);
    const until = value(".until select").value;
    this.told({
      do: "draw", at, box, kind: value(".kind select").value,
      until: until === "end" ? null : at + Number(until),
      follows: value(".follows input").checked, over: value(".over input").checked,
    });
  }

  told(act) {
    const { labels } = this.data;
    this.root.classList.remove("drawing");
    this.root.querySelector(".hint").textContent = labels.wait;
    this.send("act", { ...act, turn: this.data.turn });
  }

  fill() {
    const { labels, masks } = this.data;
    const rows = masks.map((mask) => this.row(mask, labels));
    if (!rows.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = labels.none;
      rows.push(none);
    }
    this.root.querySelector(".list").replaceChildren(...rows);
  }

  row(mask, labels) {
    const row = document.createElement("li");
    row.dataset.mask = mask.id;
    row.classList.toggle("no", !mask.applies);
    row.classList.toggle("check", mask.applies && mask.check);
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = mask.name;
    const about = document.createElement("span");
    about.className = "about";
    about.textContent = `${clock(mask.start)}–${clock(mask.end)} · ${mask.about}`;
    const tools = document.createElement("div");
    tools.className = "row";
    const add = (text, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.setAttribute("aria-label", `${text}: ${mask.name} ${clock(mask.start)}`);
      button.addEventListener("click", act);
      tools.append(button);
    };
    add(labels.go, () => { this.video.currentTime = mask.start + 0.01; });
    if (this.data.editable) {
      if (mask.applies) add(labels.reject[mask.origin], () => this.told({ do: "reject", mask: mask.id }));
      else add(labels.accept, () => this.told({ do: "accept", mask: mask.id }));
      if (mask.applies && mask.kind !== "sound") add(labels.redraw, () => this.ask(mask.id));
    }
    row.append(name, about, tools);
    return row;
  }
}
