// Where in the recording the view is, as a bar that can be dragged, wide enough for a finger.

const THUMB_PX = 28;

class TimeBar {
  constructor(lanes) {
    this.lanes = lanes;
    this.element = make("div", "time-bar");
    this.element.setAttribute("aria-hidden", "true");
    this.thumb = make("div", "thumb");
    this.element.append(this.thumb);
    this.element.addEventListener("pointerdown", (event) => this.down(event));
    this.element.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.element.addEventListener(name, () => { this.held = null; });
    }
  }

  // { left, wide } of the thumb in pixels; the rest of the bar stands for the rest of the time.
  place() {
    const { start, span, duration, width } = this.lanes.view;
    const wide = Math.max(THUMB_PX, (width * span) / duration);
    const rest = duration - span;
    return { left: rest > 0 ? (start / rest) * (width - wide) : 0, wide };
  }

  draw() {
    const { left, wide } = this.place();
    this.thumb.style.width = `${wide}px`;
    this.thumb.style.transform = `translateX(${left}px)`;
  }

  down(event) {
    if (event.button !== 0) return;
    const x = event.clientX - this.element.getBoundingClientRect().left;
    const { left, wide } = this.place();
    const onThumb = x >= left && x <= left + wide;
    this.held = onThumb ? x - left : wide / 2;
    this.element.setPointerCapture(event.pointerId);
    this.go(x);
  }

  move(event) {
    if (this.held === null || this.held === undefined) return;
    this.go(event.clientX - this.element.getBoundingClientRect().left);
  }

  go(x) {
    const { view } = this.lanes;
    const free = view.width - this.place().wide;
    if (free > 0) view.show(((x - this.held) / free) * (view.duration - view.span), view.span);
    this.lanes.looked();
  }
}
