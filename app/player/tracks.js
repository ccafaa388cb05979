// The kinds of lanes: each paints what is in sight and tells what lies under a pointer.
// `paint` gets { context, view, top, height, ratio }, `hit` what is { title, segment or at }.

const TICKS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const TICK_PX = 72;
const MINOR = 5;
const TEXT_FROM_PX = 36;

function paintAxis({ context, view, height, font }) {
  context.fillStyle = INK.wash;
  context.fillRect(0, 0, view.width, height);
  const every = TICKS_S.find((step) => step * view.scale >= TICK_PX) ?? TICKS_S.at(-1);
  const small = every / MINOR;
  context.font = `12px ${font}`;
  context.textBaseline = "top";
  const last = Math.floor(Math.min(view.end, view.duration) / small);
  for (let n = Math.floor(view.start / small / MINOR) * MINOR; n <= last; n += 1) {
    const x = Math.round(view.x(n * small));
    const main = n % MINOR === 0;
    context.fillStyle = main ? INK.soft : INK.line;
    context.fillRect(x, main ? 6 : height - 6, 1, height);
    // A hair more: 32.3 times ten is not quite 323.
    const at = n * small + 1e-6;
    if (main) context.fillText(every < 1 ? exact(at) : clock(at), x + 4, 7);
  }
}

// Words in blocks, readable as soon as there is room for them.
class SpeechTrack {
  constructor(labels, lines) {
    this.className = "speech";
    this.name = labels.speech;
    this.spans = new Spans(lines.filter(({ kind }) => kind === "speech"));
  }

  paint({ context, view, top, height, font }) {
    const { items } = this.spans;
    context.font = `12px ${font}`;
    context.textBaseline = "middle";
    for (let n = this.spans.first(view.start); n < items.length; n += 1) {
      const { start, end, text } = items[n];
      if (start > view.end) break;
      const x = Math.max(view.x(start), -4);
      const wide = Math.max(1, Math.min(view.x(end), view.width + 4) - x - 0.5);
      context.fillStyle = wide < 4 ? INK.saidEdge : INK.said;
      fillBlock(context, x, top + 4, wide, height - 8, 3);
      if (wide >= 4) {
        context.fillStyle = INK.saidEdge;
        context.fillRect(x, top + 4, 1.5, height - 8);
      }
      if (wide >= TEXT_FROM_PX) this.paintText(context, text, x, wide, top, height);
    }
  }

  paintText(context, text, x, wide, top, height) {
    context.save();
    context.beginPath();
    context.rect(x, top, wide - 3, height);
    context.clip();
    context.fillStyle = INK.ink;
    // A line that began before the view is read from the view's edge on.
    context.fillText(text, Math.max(x, 0) + 5, top + height / 2 + 0.5);
    context.restore();
  }

  hit(x, _y, { view }) {
    const found = this.spans.near(view.at(x), 1 / view.scale);
    return found && { title: [found.who, found.text].filter(Boolean).join(": ") };
  }
}

class PresenceTrack {
  constructor({ name, spans }) {
    this.className = "presence";
    this.name = name;
    this.spans = new Spans(spans.map(([start, end]) => ({ start, end })));
  }

  paint({ context, view, top, height }) {
    context.fillStyle = INK.seen;
    const { items } = this.spans;
    for (let n = this.spans.first(view.start); n < items.length; n += 1) {
      const { start, end } = items[n];
      if (start > view.end) break;
      const x = Math.max(view.x(start), -4);
      const wide = Math.max(1, Math.min(view.x(end), view.width + 4) - x);
      fillBlock(context, x, top + 7, wide, height - 14, 2);
    }
  }

  hit() {
    return null;
  }
}

// Moments to ask about, know-how cards: stretches that lead to what is told about them.
class PlacesTrack {
  constructor(lanes, className, name, places) {
    this.lanes = lanes;
    this.className = className;
    this.name = name;
    this.places = new Spans(places.map((one) => ({ ...one, event: true })));
  }

  paint({ context, view, top, height }) {
    const { items } = this.places;
    for (let n = this.places.first(view.at(-6)); n < items.length; n += 1) {
      const one = items[n];
      if (one.start > view.end) break;
      const x = Math.max(view.x(one.start), -6);
      const wide = Math.max(6, Math.min(view.x(one.end), view.width + 6) - x);
      context.fillStyle = this.className === "moments" ? INK.silent : INK.person;
      fillBlock(context, x, top + 6, wide, height - 12, (height - 12) / 2);
      if (one.id === this.lanes.chosen) outline(context, x, top + 6, wide, height - 12);
    }
  }

  hit(x, _y, { view, slack }) {
    const found = this.places.near(view.at(x), (6 + slack) / view.scale);
    return found && { title: `${clock(found.start)} ${found.title}`, segment: found };
  }
}

function outline(context, x, y, width, height) {
  context.strokeStyle = INK.ink;
  context.lineWidth = 3;
  context.strokeRect(x - 2.5, y - 2.5, width + 5, height + 5);
}
