// How much moves, as a filled curve in a lane of its own, with what happened as marks on it.

// Marks nearer to each other than this become one: fingers are wide.
const MARKS_APART_PX = 15;
const MARK_PX = 5;
const MARKS_TALL_PX = 14;

class EnergyTrack {
  constructor(lanes, energy) {
    this.lanes = lanes;
    this.className = "energy";
    this.name = energy.name;
    this.why = energy.why;
    this.told = energy.told;
    this.values = energy.values;
    this.marks = [...energy.marks].sort((a, b) => a.start - b.start);
    // Where each group begins among the marks; the same for every place at one zoom.
    this.firsts = new Int32Array(this.marks.length + 1);
    this.groups = 0;
    this.grouped = 0;
  }

  paint(pen) {
    this.paintCurve(pen);
    this.group(pen.view.scale);
    const { context, view, top } = pen;
    for (let n = this.firstGroup(view.at(-MARKS_APART_PX)); n < this.groups; n += 1) {
      const mark = this.marks[this.firsts[n]];
      const x = view.x(mark.start);
      if (x > view.width + MARKS_APART_PX) break;
      context.fillStyle = this.lanes.chosen === eventId(mark) ? INK.here : INK.happened;
      context.beginPath();
      context.moveTo(x, top + 2);
      context.lineTo(x + MARK_PX, top + 2 + MARK_PX);
      context.lineTo(x, top + 2 + 2 * MARK_PX);
      context.lineTo(x - MARK_PX, top + 2 + MARK_PX);
      context.fill();
    }
  }

  paintCurve({ context, view, top, height }) {
    const { values } = this;
    const step = view.duration / values.length;
    const bottom = top + height;
    const tall = (height - MARKS_TALL_PX) / 100;
    context.fillStyle = INK.moves;
    for (let x = 0; x < view.width; x += 1) {
      const from = Math.max(0, Math.floor(view.at(x) / step));
      const to = Math.min(values.length, Math.max(from + 1, Math.ceil(view.at(x + 1) / step)));
      let high = 0;
      for (let n = from; n < to; n += 1) if (values[n] > high) high = values[n];
      if (high) context.fillRect(x, bottom - high * tall, 1, high * tall);
    }
  }

  // Kept while the zoom stays: marks are grouped from the first one on, not from what is seen.
  group(scale) {
    if (scale === this.grouped) return;
    this.grouped = scale;
    this.groups = 0;
    const apart = MARKS_APART_PX / scale;
    let start = -Infinity;
    this.marks.forEach((mark, n) => {
      if (mark.start - start < apart) return;
      start = mark.start;
      this.firsts[this.groups] = n;
      this.groups += 1;
    });
    this.firsts[this.groups] = this.marks.length;
  }

  firstGroup(seconds) {
    let low = 0;
    let high = this.groups;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.marks[this.firsts[middle]].start < seconds) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  hit(x, y, { view, slack }) {
    this.group(view.scale);
    const wide = MARK_PX + slack;
    if (y > MARKS_TALL_PX + slack) return null;
    const n = this.firstGroup(view.at(x - wide));
    if (n >= this.groups || view.x(this.marks[this.firsts[n]].start) > x + wide) return null;
    const marks = this.marks.slice(this.firsts[n], this.firsts[n + 1]);
    const titles = marks.map(({ start, title }) => `${clock(start)} ${title}`);
    return {
      title: titles.join("\n"),
      segment: {
        id: eventId(marks[0]), event: true, start: marks[0].start,
        end: Math.max(...marks.map(({ end }) => end)),
        title: marks.length > 1 ? titles.join(" · ") : marks[0].title,
      },
    };
  }
}

function eventId(mark) {
  return `event-${mark.start}`;
}
