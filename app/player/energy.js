// How much moves, as a filled curve in a lane of its own, with what happened as marks on it.

// Marks nearer to each other than this become one: fingers are wide.
const MARKS_APART_PX = 15;

function energyLane(lanes, energy) {
  const lane = make("div", "lane energy");
  const name = make("div", "name", energy.name);
  name.title = energy.why;
  const track = lanes.track();
  const count = energy.values.length;
  const curve = drawn("svg", {
    viewBox: `0 0 ${count} 100`, preserveAspectRatio: "none", role: "img",
    "aria-label": `${energy.name}. ${energy.told}`,
  });
  const steps = energy.values.map((value, n) => `L${n} ${100 - value}H${n + 1}`);
  curve.append(drawn("path", { d: `M0 100${steps.join("")}V100Z` }));
  track.append(curve);
  const apart = (lanes.data.duration * MARKS_APART_PX) / (lanes.wide * lanes.zoomed);
  for (const marks of merged(energy.marks, apart)) {
    const button = make("button", "mark");
    // The list under "Movement" is the way for keys: hundreds of stops would not be.
    button.tabIndex = -1;
    const titles = marks.map(({ start, title }) => `${clock(start)} ${title}`);
    button.title = titles.join("\n");
    button.style.left = lanes.percent(marks[0].start);
    const segment = {
      id: `event-${marks[0].start}`, event: true, start: marks[0].start,
      end: Math.max(...marks.map(({ end }) => end)),
      title: marks.length > 1 ? titles.join(" · ") : marks[0].title,
    };
    button.addEventListener("click", () => lanes.choose(segment));
    lanes.bars.set(segment.id, { bar: button, segment });
    track.append(button);
  }
  lane.append(name, track);
  return lane;
}

function merged(marks, apart) {
  const groups = [];
  for (const mark of marks) {
    const last = groups.at(-1);
    if (last && mark.start - last[0].start < apart) last.push(mark);
    else groups.push([mark]);
  }
  return groups;
}
