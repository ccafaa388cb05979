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

  follow(now) {
    const { board, player } = this.lanes;
    this.move(now, Math.abs(now - this.now) > JUMP_S);
    board.axis.setAttribute("aria-valuenow", String(Math.round(now)));
    board.axis.setAttribute("aria-valuetext", clock(now));
    this.showNow(now);
    if (!player.media.paused && !this.running) this.run();
  }

  // Between what the browser tells four times a second it goes on with every frame.
  run() {
    this.running = requestAnimationFrame(() => {
      this.running = null;
      const { media } = this.lanes.player;
      if (media.paused || !this.lanes.box.isConnected) return;
      this.move(media.currentTime, false);
      this.run();
    });
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
