// What somebody marked while recording: points that lead to their second.

const FLAG_PX = 10;

class MarkerTrack {
  constructor({ name, why, marks }) {
    this.className = "markers";
    this.name = name;
    this.why = why;
    this.flags = new Spans(marks.map((mark) => ({ ...mark, start: mark.at, end: mark.at })));
  }

  // A flag whose pole stands at the second.
  paint({ context, view, top, height }) {
    context.fillStyle = INK.here;
    const { items } = this.flags;
    for (let n = this.flags.first(view.at(-FLAG_PX)); n < items.length; n += 1) {
      const x = view.x(items[n].at);
      if (x > view.width) break;
      context.fillRect(x - 1, top + 6, 2, height - 12);
      context.fillRect(x, top + 6, FLAG_PX, 9);
    }
  }

  hit(x, _y, { view, slack }) {
    const found = this.flags.near(view.at(x), (FLAG_PX + slack) / view.scale);
    return found && { title: found.title, at: found.at };
  }
}
