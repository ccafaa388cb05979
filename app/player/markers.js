// What somebody marked while recording: points that lead to their second.

function markerLane(lanes, markers) {
  const lane = make("div", "lane markers");
  const name = make("div", "name", markers.name);
  name.title = markers.why;
  const track = lanes.track();
  for (const { at, title } of markers.marks) {
    const button = make("button", "mark");
    button.title = title;
    button.setAttribute("aria-label", title);
    button.style.left = lanes.percent(at);
    button.addEventListener("click", () => lanes.leave(at));
    track.append(button);
  }
  lane.append(name, track);
  return lane;
}
