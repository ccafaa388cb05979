// What the board and its axis are made of.

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

const clock = (seconds) => {
  const tenths = Math.round(Math.max(0, seconds) * 10);
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
};

function nearest(buttons, to) {
  const from = parseFloat(to.style.left);
  const far = (one) => Math.abs(parseFloat(one.style.left) - from);
  return buttons.reduce((best, one) => (!best || far(one) < far(best) ? one : best), null);
}

// About eight marks over what is seen at once.
function tick(seen) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600];
  return steps.find((one) => seen / one <= 10) ?? 3600;
}

// The words of one side, with those that the other side does not have marked.
function worded(text, other) {
  const box = make("span", undefined, "text");
  if (!other || other === text) {
    box.textContent = text;
    return box;
  }
  const [ours, theirs] = [[...text], [...other]];
  let head = 0;
  while (head < ours.length && ours[head] === theirs[head]) head += 1;
  let tail = 0;
  const most = Math.min(ours.length, theirs.length) - head;
  while (tail < most && ours.at(-1 - tail) === theirs.at(-1 - tail)) tail += 1;
  box.append(ours.slice(0, head).join(""));
  if (ours.length > head + tail) box.append(make("mark", ours.slice(head, ours.length - tail).join("")));
  box.append(ours.slice(ours.length - tail).join(""));
  return box;
}
