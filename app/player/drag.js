// Moving an edge of a section: by hand, or by steps from the keyboard. One act tells it.

const GRIP_PX = 12;
const TOUCH_GRIP_PX = 24;
const SNAP_PX = 6;
// Narrower bars are moved once they are chosen: else a click on them could not be told from it.
const WIDE_BAR_PX = 28;
const SHORTEST_S = 0.1;
// Steps that follow each other faster than this are one act.
const TOGETHER_MS = 400;

class Edges {
  constructor(lanes) {
    this.lanes = lanes;
  }

  // The edge at `x` of a lane's bars: { segment, edge }, or null.
  find(track, x, touch) {
    if (!track.bars) return null;
    const { view, chosen } = this.lanes;
    const zone = touch ? TOUCH_GRIP_PX : GRIP_PX;
    let best = null;
    const { items } = track.bars;
    for (let n = track.bars.first(view.at(x - zone)); n < items.length; n += 1) {
      const segment = items[n];
      if (view.x(segment.start) > x + zone) break;
      if (!this.lanes.canMove(segment)) continue;
      const wide = (segment.end - segment.start) * view.scale;
      if (wide < WIDE_BAR_PX && segment.id !== chosen) continue;
      for (const edge of ["start", "end"]) {
        const away = (x - view.x(segment[edge])) * (edge === "start" ? 1 : -1);
        // At most a third of it on the inside: the middle is for choosing it.
        const inside = Math.min(zone / 2, wide / 3);
        if (away > inside || away < inside - zone) continue;
        const better = !best || segment.id === chosen || Math.abs(away) < best.away;
        if (better) best = { segment, edge, away: Math.abs(away) };
      }
    }
    return best;
  }

  begin({ segment, edge }) {
    this.flush();
    this.grip = { segment, edge };
    this.headAt = this.lanes.player.media.currentTime;
    this.targets = this.near(segment);
    this.lanes.moving = { id: segment.id, start: segment.start, end: segment.end };
  }

  // What an edge holds on to: other sections, words, and where the recording stands.
  near(segment) {
    const found = [this.headAt];
    for (const { segment: other } of this.lanes.bars.values()) {
      if (other.id !== segment.id && !other.event) found.push(other.start, other.end);
    }
    for (const line of this.lanes.data.lines) {
      if (line.kind === "speech") found.push(line.start, line.end);
    }
    return Float64Array.from(found).sort();
  }

  move(x, free) {
    const { view } = this.lanes;
    const at = view.at(x);
    const held = free ? null : nearest(this.targets, at);
    const snap = held !== null && Math.abs(held - at) * view.scale <= SNAP_PX;
    this.place(this.grip.edge, snap ? held : at);
    this.lanes.guide = this.lanes.moving[this.grip.edge];
    this.preview(this.lanes.guide);
    return this.lanes.guide;
  }

  place(edge, seconds) {
    const { moving, data } = this.lanes;
    const least = edge === "end" ? moving.start + SHORTEST_S : 0;
    const most = edge === "start" ? moving.end - SHORTEST_S : data.duration;
    moving[edge] = thousandths(Math.min(Math.max(seconds, least), most));
    this.lanes.redraw();
  }

  // The picture at the edge tells better than its number where the work begins.
  preview(seconds) {
    const { media } = this.lanes.player;
    if (media.paused && !media.seeking) media.currentTime = seconds;
  }

  end() {
    const { segment, edge } = this.grip;
    this.grip = null;
    const { media } = this.lanes.player;
    if (media.paused) media.currentTime = this.lanes.moving[edge];
    this.lanes.guide = null;
    return this.commit(segment);
  }

  cancel() {
    if (!this.grip) return;
    this.grip = null;
    this.lanes.guide = null;
    this.lanes.moving = null;
    if (this.lanes.player.media.paused) this.lanes.player.media.currentTime = this.headAt;
    this.lanes.redraw();
  }

  // Move an edge of the chosen section by seconds; presses that follow each other are one act.
  nudge(edge, seconds) {
    const segment = this.lanes.bars.get(this.lanes.chosen)?.segment;
    if (!segment || !this.lanes.canMove(segment)) return false;
    const { start, end } = this.lanes.moving ?? segment;
    this.lanes.moving = { id: segment.id, start, end };
    this.place(edge, this.lanes.moving[edge] + seconds);
    const at = this.lanes.moving[edge];
    this.lanes.view.reveal(at, at);
    this.preview(at);
    this.lanes.tell(exact(at));
    clearTimeout(this.waiting);
    this.nudged = segment;
    this.waiting = setTimeout(() => this.flush(), TOGETHER_MS);
    return true;
  }

  // What was nudged is told now: something else is going to happen.
  flush() {
    clearTimeout(this.waiting);
    const segment = this.nudged;
    this.nudged = null;
    return segment ? this.commit(segment) : null;
  }

  // Stays where it was put until the new scene comes; springs back if it was refused.
  async commit(segment) {
    const { moving, player } = this.lanes;
    const act = { do: "move", id: segment.id };
    for (const edge of ["start", "end"]) {
      if (moving[edge] !== segment[edge]) act[edge] = moving[edge];
    }
    if (act.start === undefined && act.end === undefined) {
      this.lanes.moving = null;
      this.lanes.redraw();
      return true;
    }
    moving.sent = true;
    // With the reason, if somebody gave one for the next change.
    const done = await player.chosen.act(act);
    if (!done && this.lanes.moving === moving) {
      this.lanes.moving = null;
      this.lanes.redraw();
    }
    return done;
  }
}

function nearest(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  const before = sorted[low - 1];
  const after = sorted[low];
  if (before === undefined) return after ?? null;
  if (after === undefined) return before;
  return value - before < after - value ? before : after;
}

function thousandths(seconds) {
  return Math.round(seconds * 1000) / 1000;
}
