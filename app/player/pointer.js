// Mouse, pen and fingers on the time line: click, drag, pinch, wheel.

const MOVED_PX = 4;
const WHEEL_ZOOM = 0.0025;
const LINE_PX = 16;
const FINGER_PX = 8;

class LanesPointer {
  constructor(lanes) {
    this.lanes = lanes;
    this.board = lanes.board;
    this.fingers = new Map();
    this.doing = null;
    for (const area of [this.board.axis, this.board.tracks]) {
      area.addEventListener("pointerdown", (event) => this.down(event, area));
      area.addEventListener("pointermove", (event) => this.move(event, area));
      area.addEventListener("pointerup", (event) => this.up(event));
      area.addEventListener("pointercancel", (event) => this.cancel(event));
      area.addEventListener("pointerleave", () => this.board.tip(null));
    }
    lanes.box.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.escape = (event) => {
      if (event.key !== "Escape" || !this.doing) return;
      this.stop();
      event.preventDefault();
      event.stopPropagation();
    };
  }

  place(event) {
    const box = this.board.tracks.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  under(event, area) {
    const { x, y } = this.place(event);
    const touch = event.pointerType === "touch";
    return this.board.under(x, area === this.board.tracks ? y : -1, touch);
  }

  down(event, area) {
    if (event.button !== 0) return;
    this.fingers.set(event.pointerId, event);
    if (this.fingers.size === 2) return this.pinch();
    if (this.fingers.size > 2) return;
    const { x } = this.place(event);
    const found = this.under(event, area);
    this.doing = { what: "click", x, last: x, grip: found.grip, hit: found.hit };
    area.setPointerCapture(event.pointerId);
    window.addEventListener("keydown", this.escape, true);
  }

  move(event, area) {
    if (!this.fingers.has(event.pointerId)) return this.hover(event, area);
    this.fingers.set(event.pointerId, event);
    if (!this.doing) return;
    if (this.doing.what === "pinch") return this.pinched();
    const { x, y } = this.place(event);
    if (this.doing.what === "click" && Math.abs(x - this.doing.x) > MOVED_PX) this.begin();
    if (this.doing.what === "edge") {
      const at = this.lanes.edges.move(x - this.doing.off, event.altKey);
      this.board.tip({ x, y, text: finely(at) });
    } else if (this.doing.what === "pan") {
      this.lanes.view.pan(this.doing.last - x);
      this.lanes.looked();
      this.doing.last = x;
    }
  }

  begin() {
    const { grip, x } = this.doing;
    this.board.tip(null);
    this.doing.what = grip ? "edge" : "pan";
    this.lanes.box.classList.add(grip ? "moving" : "panning");
    if (!grip) return;
    // Taken hold of beside the edge, it does not jump under the pointer.
    this.doing.off = x - this.lanes.view.x(grip.segment[grip.edge]);
    this.lanes.edges.begin(grip);
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    const { doing } = this;
    if (!doing) return;
    this.doing = null;
    this.done();
    if (doing.what === "edge") this.lanes.edges.end();
    else if (doing.what === "click") this.lanes.click(doing.hit, doing.x);
  }

  cancel(event) {
    this.fingers.delete(event.pointerId);
    this.stop();
  }

  stop() {
    this.doing = null;
    this.done();
    this.lanes.edges.cancel();
  }

  done() {
    this.board.tip(null);
    this.lanes.box.classList.remove("moving", "panning");
    window.removeEventListener("keydown", this.escape, true);
  }

  pinch() {
    this.stop();
    const [x, apart] = this.spread();
    this.doing = { what: "pinch", apart, span: this.lanes.view.span, at: this.lanes.view.at(x) };
  }

  // What lay under the middle of two fingers stays there.
  pinched() {
    const { view } = this.lanes;
    const [x, apart] = this.spread();
    view.show(0, (this.doing.span * this.doing.apart) / apart);
    view.show(this.doing.at - x / view.scale, view.span);
    this.lanes.looked();
  }

  spread() {
    const [a, b] = [...this.fingers.values()].map((event) => this.place(event).x);
    return [(a + b) / 2, Math.max(FINGER_PX, Math.abs(a - b))];
  }

  hover(event, area) {
    if (event.pointerType === "touch") return;
    const { hit, grip } = this.under(event, area);
    this.board.tracks.style.cursor = grip ? "ew-resize" : "pointer";
    const { x, y } = this.place(event);
    this.board.tip(hit ? { x, y, text: hit.title } : null);
  }

  wheel(event) {
    const unit = event.deltaMode ? LINE_PX : 1;
    const { x } = this.place(event);
    if (event.ctrlKey) {
      this.lanes.view.zoom(Math.exp(-event.deltaY * unit * WHEEL_ZOOM), this.lanes.view.at(x));
    } else {
      const sideways = event.shiftKey && !event.deltaX ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) <= Math.abs(event.deltaY) && !event.shiftKey) return;
      this.lanes.view.pan(sideways * unit);
    }
    event.preventDefault();
    this.lanes.looked();
  }
}

// To a hundredth, for edges.
function finely(seconds) {
  const whole = Math.round(seconds * 100);
  return `${clock(whole / 100 + 1e-6)}.${String(whole % 100).padStart(2, "0")}`;
}
