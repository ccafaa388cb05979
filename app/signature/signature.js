// Strokes are drawn as they come and sent as a picture when the pen is lifted.

const PADS = new WeakMap();
const SETTLED_MS = 400;

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const root = parentElement.querySelector(".pad");
  if (!root || !data) return;
  let pad = PADS.get(root);
  if (!pad) {
    pad = new Pad(root);
    PADS.set(root, pad);
  }
  pad.update(data, setStateValue);
}

class Pad {
  constructor(root) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.used = false;
    this.clean();
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(name, () => this.up());
    }
    root.querySelector(".clear").addEventListener("click", () => this.clear());
  }

  update(data, send) {
    this.send = send;
    this.labels = data.labels;
    this.root.lang = data.lang;
    this.canvas.setAttribute("aria-label", data.labels.pad);
    this.root.querySelector(".clear").textContent = data.labels.clear;
    this.tell();
  }

  clean() {
    this.pen.fillStyle = "#fff";
    this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.pen.strokeStyle = "#111";
    this.pen.lineWidth = 5;
    this.pen.lineCap = this.pen.lineJoin = "round";
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.canvas.width;
    return [x, ((event.clientY - box.top) / box.height) * this.canvas.height];
  }

  down(event) {
    if (!event.isPrimary || event.button > 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.last = this.at(event);
    event.preventDefault();
  }

  move(event) {
    if (!this.last || !event.isPrimary) return;
    const to = this.at(event);
    this.pen.beginPath();
    this.pen.moveTo(...this.last);
    this.pen.lineTo(...to);
    this.pen.stroke();
    this.last = to;
    this.used = true;
  }

  // A name is written in several strokes: only what stays for a moment is sent.
  up() {
    if (!this.last) return;
    this.last = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SETTLED_MS);
  }

  keep() {
    if (!this.used) return;
    this.send("picture", this.canvas.toDataURL("image/png").split(",")[1]);
    this.tell();
  }

  clear() {
    clearTimeout(this.timer);
    this.used = false;
    this.clean();
    this.send("picture", null);
    this.tell();
  }

  tell() {
    const said = this.used ? this.labels.signed : this.labels.empty;
    this.root.querySelector(".state").textContent = said;
  }
}
