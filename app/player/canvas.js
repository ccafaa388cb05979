// A canvas as sharp as the screen, painted at most once a frame and only when something changed.

// Browsers refuse taller ones.
const TALLEST_PX = 16000;

class Sheet {
  constructor(className, paint) {
    this.canvas = make("canvas", className);
    this.context = this.canvas.getContext("2d", { alpha: false });
    this.paint = paint;
    this.width = 0;
    this.height = 0;
    this.ratio = 1;
  }

  size(width, height) {
    const ratio = Math.min(window.devicePixelRatio || 1, TALLEST_PX / Math.max(height, 1));
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    Object.assign(this, { width, height, ratio });
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.canvas.style.height = `${height}px`;
  }

  // From `top` to `bottom` only: what nobody sees is not painted.
  draw(top = 0, bottom = this.height) {
    const { context, ratio } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = INK.paper;
    context.fillRect(0, top, this.width, bottom - top);
    this.paint(context, top, bottom);
  }
}

// The colours of player.css, and some that only the time line has.
const INK = {
  ink: "#1d1f1e", soft: "#5b605d", line: "#d9d4c7", thin: "#efebe1", paper: "#ffffff",
  wash: "#f1eee6", group: "#faf8f3", sure: "#2f7d64", check: "#b8690b", person: "#2a5ea8",
  silent: "#7a4fa3", here: "#c2321d", outside: "#b9b4a6", seen: "#a9aea8", moves: "#9fc3b6",
  happened: "#3d4a45", sound: "#7fa195", said: "#dde7e2", saidEdge: "#a9bcb3",
};

const STRIPE_PX = 17;

// Slanted stripes: what is to be checked differs by more than its colour.
class Stripes {
  constructor() {
    this.ratio = 0;
  }

  pattern(context, ratio) {
    if (ratio === this.ratio) return this.made;
    this.ratio = ratio;
    const size = Math.round(STRIPE_PX * ratio);
    const tile = make("canvas");
    tile.width = tile.height = size;
    const pen = tile.getContext("2d");
    pen.fillStyle = "#f0c17f";
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = "#e3a047";
    pen.lineWidth = (size / 2) * Math.SQRT1_2;
    pen.beginPath();
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift - size, 2 * size);
      pen.lineTo(shift + 2 * size, -size);
    }
    pen.stroke();
    this.made = context.createPattern(tile, "repeat");
    this.made.setTransform(new DOMMatrix().scale(STRIPE_PX / size));
    return this.made;
  }
}

function fillBlock(context, x, y, width, height, radius) {
  if (width < 2 * radius) {
    context.fillRect(x, y, width, height);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
}
