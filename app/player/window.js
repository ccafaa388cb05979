// Which seconds of the recording are seen, and where on the screen each of them lies.

const NEAREST_S = 2;

class TimeWindow {
  constructor() {
    this.duration = NEAREST_S;
    this.width = 100;
    this.start = 0;
    this.span = NEAREST_S;
  }

  get end() {
    return this.start + this.span;
  }

  // Pixels a second.
  get scale() {
    return this.width / this.span;
  }

  x(seconds) {
    return (seconds - this.start) * this.scale;
  }

  at(x) {
    return this.start + x / this.scale;
  }

  holds(seconds) {
    return seconds >= this.start && seconds <= this.end;
  }

  // Another recording is seen whole; the same one stays as it was looked at.
  fit(duration) {
    const whole = Math.max(duration, 0.01);
    if (whole === this.duration) return;
    this.duration = whole;
    this.start = 0;
    this.span = whole;
  }

  show(start, span) {
    this.span = Math.min(Math.max(span, NEAREST_S), this.duration);
    this.start = Math.min(Math.max(start, 0), this.duration - this.span);
  }

  // What lies at `about` seconds stays where it is on the screen.
  zoom(factor, about) {
    const share = (about - this.start) / this.span;
    const span = Math.min(Math.max(this.span / factor, NEAREST_S), this.duration);
    this.show(about - share * span, span);
  }

  pan(pixels) {
    this.show(this.start + pixels / this.scale, this.span);
  }

  // Bring seconds into sight that are not, near the left edge if they do not fit whole.
  reveal(start, end) {
    if (start >= this.start && end <= this.end) return;
    const room = this.span - (end - start);
    this.show(room > 0 ? start - room / 2 : start - this.span * 0.1, this.span);
  }
}
