// Where the recording stands: a line that goes with it, and the view that goes along.

// A step of the clock longer than this is a jump and no playing, even at four times the speed.
const JUMP_S = 1.5;

class Head {
  constructor(lanes) {
    this.lanes = lanes;
    this.now = 0;
    // Whether it was in sight: who looks elsewhere while it plays is left there.
    this.seen = true;
  }

  // Called with every frame while it plays.
  follow(now) {
    this.move(now, Math.abs(now - this.now) > JUMP_S);
    this.tell(Math.round(now));
    this.showNow(now);
  }

  tell(second) {
    if (second === this.told) return;
    this.told = second;
    const { axis } = this.lanes.board;
    axis.setAttribute("aria-valuenow", String(second));
    axis.setAttribute("aria-valuetext", clock(second));
  }

  move(now, jumped) {
    const { view, board, edges } = this.lanes;
    this.now = now;
    if (!view.holds(now) && !edges.grip && (jumped || this.seen)) {
      view.show(now - view.span * (jumped ? 0.5 : 0.1), view.span);
      board.redraw();
    }
    this.seen = view.holds(now);
    board.placeHead();
  }

  showNow(now) {
    const found = [];
    const { items } = this.lanes.places;
    for (let n = this.lanes.places.first(now); items[n]?.start <= now; n += 1) {
      if (now < items[n].end) found.push(items[n].title);
    }
    const text = found.join(" · ");
    const line = this.lanes.find("now");
    if (line.textContent !== text) line.textContent = text;
  }
}
