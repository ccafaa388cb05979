// Both versions above each other on one time axis: drawn, pointed at, and gone through by arrows.

const ZOOMS = [1, 2, 4, 8, 16, 32];

class Axis {
  // ``choose`` takes the row and the side of what somebody pressed.
  constructor(root, choose) {
    this.root = root;
    this.choose = choose;
    this.zoom = 1;
    root.querySelector(".zoom select").addEventListener("change", (event) => {
      this.zoom = Number(event.target.value);
      this.draw(this.data, this.seconds);
    });
  }

  draw(data, seconds) {
    this.data = data;
    const { duration, lanes } = data;
    const axis = this.root.querySelector(".axis");
    axis.style.width = `${100 * this.zoom}%`;
    const ruler = make("div", undefined, "ruler");
    ruler.setAttribute("aria-hidden", "true");
    const step = tick(duration / this.zoom);
    for (let at = 0; at < duration; at += step) {
      const mark = make("span", clock(at).replace(/\.0$/, ""));
      mark.style.left = `${(100 * at) / duration}%`;
      ruler.append(mark);
    }
    this.playhead = make("div", undefined, "playhead");
    const made = lanes.flatMap((lane) => SIDES.map((side) => this.lane(lane, side)));
    axis.replaceChildren(ruler, ...made, this.playhead);
    this.at(seconds);
    const first = axis.querySelector(".track button");
    if (first) first.tabIndex = 0;
  }

  lane(lane, side) {
    const { rows, labels, duration } = this.data;
    const box = make("div", undefined, `lane ${side}`);
    const name = `${labels.lanes[lane]} · ${labels.sides[side]}`;
    box.append(make("span", name, "name"));
    const track = make("div", undefined, "track");
    track.setAttribute("role", "group");
    track.setAttribute("aria-label", name);
    for (const row of rows.filter((one) => one.lane === lane && one[side])) {
      const one = row[side];
      const button = make("button", one.short || one.text);
      button.type = "button";
      button.tabIndex = -1;
      button.dataset.row = row.id;
      button.dataset.side = side;
      button.style.left = `${(100 * one.start) / duration}%`;
      button.style.width = `${(100 * (one.end - one.start)) / duration}%`;
      button.style.setProperty("--tone", one.colour);
      button.classList.toggle("differs", row.differs && !row.hardly);
      button.title = `${one.name} ${clock(one.start)}–${clock(one.end)}`;
      button.setAttribute("aria-label", [button.title, one.text, row.said].filter(Boolean).join(", "));
      button.addEventListener("click", () => this.choose(row, side));
      track.append(button);
    }
    box.append(track);
    return box;
  }

  at(seconds) {
    this.seconds = seconds;
    if (this.playhead) this.playhead.style.left = `${(100 * seconds) / this.data.duration}%`;
  }

  walk(event) {
    const tracks = [...this.root.querySelectorAll(".track")];
    const at = tracks.findIndex((track) => track.contains(event.target));
    const here = [...tracks[at].children];
    const n = here.indexOf(event.target);
    const sideways = { ArrowLeft: here[n - 1], ArrowRight: here[n + 1] };
    const up = { ArrowUp: tracks[at - 1], ArrowDown: tracks[at + 1] }[event.key];
    const to = sideways[event.key] ?? (up && nearest([...up.children], event.target));
    if (!(event.key in sideways) && !up) return;
    event.preventDefault();
    if (!to) return;
    event.target.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
