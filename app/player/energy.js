// How much moves, as a filled curve in a lane of its own, with what happened as marks on it.

// Marks nearer to each other than this share of what is seen at once become one.
const MARKS_APART = 1 / 80;

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
  const apart = (lanes.data.duration * MARKS_APART) / lanes.zoomed;
  for (const [n, mark] of merged(energy.marks, apart).entries()) {
    const button = make("button", "mark");
    // The list under "Movement" is the way for keys: hundreds of stops would not be.
    button.tabIndex = -1;
    button.title = mark.titles.join("\n");
    button.style.left = lanes.percent(mark.start);
    const segment = { ...mark, id: `event-${n}`, title: mark.titles.join(" · "), event: true };
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
    const title = `${clock(mark.start)} ${mark.title}`;
    const last = groups.at(-1);
    if (last && mark.start - last.start < apart) {
      last.end = Math.max(last.end, mark.end);
      last.titles.push(title);
    } else {
      groups.push({ start: mark.start, end: mark.end, titles: [title] });
    }
  }
  return groups;
}
