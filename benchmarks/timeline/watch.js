// Notes when the time line and the first picture of the player are seen, and counts frames.

window.sonmatWatch = {
  from: 0,
  lanes: 0,
  picture: 0,

  // Count anew from the next click on.
  again() {
    this.lanes = this.picture = 0;
    this.from = Infinity;
    const clicked = () => { this.from = performance.now(); };
    addEventListener("click", clicked, { capture: true, once: true });
  },

  told() {
    const [lanes, picture] = [this.lanes, this.picture].map((at) => (at - this.from) / 1000);
    return { lanes, picture, both: Math.max(lanes, picture) };
  },

  find(name, root = document) {
    const found = root.querySelector(name);
    if (found) return found;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot && this.find(name, element.shadowRoot);
      if (inside) return inside;
    }
    return null;
  },

  look() {
    if (!(this.from < Infinity) || (this.lanes && this.picture)) return;
    const board = this.find(".player .lanes")?.timeline?.board;
    if (!this.lanes && board?.sheet.width && board.all.length) this.lanes = performance.now();
    const video = this.find(".player video");
    // HAVE_CURRENT_DATA: the first picture is there, and is drawn with the next frame.
    if (!this.picture && video?.readyState >= 2) this.picture = performance.now();
  },

  // Scroll and zoom as fast as there are frames; how many there were a second.
  moved(seconds) {
    const lanes = this.find(".player .lanes").timeline;
    const { view } = lanes;
    return this.frames(seconds, (share) => {
      const zoom = (1 - Math.cos(share * 6 * Math.PI)) / 2;
      const span = view.duration * (5 / view.duration) ** zoom;
      view.show(share * (view.duration - span), span);
      lanes.looked();
    });
  },

  // A canvas of the same size that is filled with another colour for each frame.
  empty(seconds) {
    const { canvas } = this.find(".player .lanes").timeline.board.sheet;
    const other = document.createElement("canvas");
    [other.width, other.height] = [canvas.width, canvas.height];
    const box = canvas.getBoundingClientRect();
    other.style.cssText = `position:fixed;z-index:9;left:${box.left}px;top:${box.top}px;`
      + `width:${box.width}px;height:${box.height}px`;
    document.body.append(other);
    const context = other.getContext("2d", { alpha: false });
    return this.frames(seconds, (share) => {
      context.fillStyle = `hsl(${360 * share} 50% 50%)`;
      context.fillRect(0, 0, other.width, other.height);
    }).finally(() => other.remove());
  },

  frames(seconds, paint) {
    return new Promise((done) => {
      const start = performance.now();
      let count = 0;
      const step = () => {
        const past = (performance.now() - start) / 1000;
        if (past >= seconds) return done(count / past);
        paint(past / seconds);
        count += 1;
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
  },
};

setInterval(() => window.sonmatWatch.look(), 20);
