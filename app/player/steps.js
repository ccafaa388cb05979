// A lane of one step: its sections as bars, by how sure they are.

const BAR_PX = 24;
const LEAST_PX = 5;

class StepTrack {
  constructor(lanes, lane) {
    this.lanes = lanes;
    this.lane = lane;
    this.className = lane.skipped ? "skipped" : "";
    this.bars = new Spans(lane.bars);
  }

  paint(pen) {
    const { view } = pen;
    const { moving } = this.lanes;
    const { items } = this.bars;
    let moved = null;
    let chosen = null;
    // A little earlier: the shortest bars are drawn longer than they are.
    for (let n = this.bars.first(view.at(-LEAST_PX)); n < items.length; n += 1) {
      const bar = items[n];
      if (bar.start > view.end) break;
      if (bar.id === this.lanes.chosen) chosen = bar;
      else if (bar.id !== moving?.id) this.paintBar(pen, bar, bar);
    }
    if (moving) moved = items.find(({ id }) => id === moving.id);
    if (chosen && chosen !== moved) this.paintBar(pen, chosen, chosen);
    if (moved) this.paintBar(pen, moved, moving);
  }

  // `place` is where it lies, also while its edge is being moved.
  paintBar({ context, view, top, height, ratio }, bar, place) {
    const quiet = bar.tone === "outside";
    const x = Math.max(view.x(place.start), -8);
    const least = quiet ? 1 : LEAST_PX;
    const wide = Math.max(least, Math.min(view.x(place.end), view.width + 8) - x);
    const tall = quiet ? Math.max(8, height - 22) : Math.min(BAR_PX, height - 10);
    const y = top + (height - tall) / 2;
    if (bar.tone === "check") this.paintStripes(context, x, y, wide, tall, ratio);
    else {
      context.fillStyle = INK[bar.tone];
      fillBlock(context, x, y, wide, tall, quiet ? 2 : 4);
    }
    if (bar.silent) {
      context.fillStyle = INK.silent;
      context.fillRect(x, y + tall + 1, wide, 3);
    }
    if (bar.id !== this.lanes.chosen) return;
    outline(context, x, y, wide, tall);
    if (this.lanes.canMove(bar)) paintGrips(context, x, y, wide, tall);
  }

  paintStripes(context, x, y, wide, tall, ratio) {
    context.save();
    context.translate(x, y);
    context.fillStyle = this.lanes.board.stripes.pattern(context, ratio);
    fillBlock(context, 0, 0, wide, tall, 4);
    if (wide > 2) {
      context.strokeStyle = INK.check;
      context.lineWidth = 1;
      context.strokeRect(0.5, 0.5, wide - 1, tall - 1);
    }
    context.restore();
  }

  hit(x, _y, { view, slack }) {
    const found = this.bars.near(view.at(x), (2 + slack) / view.scale)
      ?? this.short(x, view);
    return found && { title: this.told(found), segment: found };
  }

  // A bar drawn longer than it is can be hit where it is drawn.
  short(x, view) {
    const found = this.bars.near(view.at(x - LEAST_PX), LEAST_PX / view.scale);
    return found && view.x(found.start) <= x ? found : null;
  }

  told({ start, end, word }) {
    const told = [this.lane.title, `${clock(start)}–${clock(end)}`, word];
    return told.filter(Boolean).join(" · ");
  }
}

// What can be taken hold of looks like it.
function paintGrips(context, x, y, wide, tall) {
  context.fillStyle = INK.ink;
  for (const edge of [x - 4, x + wide - 1]) {
    context.fillRect(edge, y - 2.5, 5, tall + 5);
  }
  context.fillStyle = INK.paper;
  for (const edge of [x - 2, x + wide + 1]) {
    context.fillRect(edge, y + tall / 2 - 5, 1, 10);
  }
}

class GroupTrack {
  constructor() {
    this.className = "group";
  }

  paint({ context, view, top, height }) {
    context.fillStyle = INK.group;
    context.fillRect(0, top, view.width, height);
  }

  hit() {
    return null;
  }
}
