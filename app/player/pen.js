// Light lines on a dark rim are seen on every picture; sides differ by shape, not by colour alone.
class Pen {
  static COLOURS = { m: "#ffffff", l: "#ffb53d", r: "#6cc4ff" };

  constructor(context, unit) {
    this.context = context;
    this.unit = unit;
    context.lineCap = context.lineJoin = "round";
  }

  line(from, to, side, guessed, width) {
    const { context, unit } = this;
    context.setLineDash(guessed ? [3 * unit, 4 * unit] : []);
    for (const [colour, wide] of [["rgba(0,0,0,.6)", width + 2], [Pen.COLOURS[side], width]]) {
      context.strokeStyle = colour;
      context.lineWidth = wide * unit;
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...to);
      context.stroke();
    }
  }

  joint([x, y], side, guessed, radius) {
    const { context } = this;
    const r = radius * this.unit;
    context.setLineDash([]);
    context.beginPath();
    if (side === "r") context.rect(x - r, y - r, 2 * r, 2 * r);
    else context.arc(x, y, r, 0, 2 * Math.PI);
    context.lineWidth = this.unit;
    context.strokeStyle = guessed ? Pen.COLOURS[side] : "rgba(0,0,0,.7)";
    context.fillStyle = guessed ? "rgba(0,0,0,.5)" : Pen.COLOURS[side];
    context.fill();
    context.stroke();
  }

  letter([x, y], text, side) {
    const { context, unit } = this;
    context.font = `700 ${13 * unit}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.lineWidth = 3 * unit;
    context.strokeStyle = "rgba(0,0,0,.75)";
    context.fillStyle = Pen.COLOURS[side];
    context.strokeText(text, x, y - 8 * unit);
    context.fillText(text, x, y - 8 * unit);
  }
}
