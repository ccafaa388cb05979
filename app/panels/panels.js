// One small picture for each time that a step was done; those of one expert on one axis of time, any
// other on none. All text comes in as data and goes out through textContent.

const SVG = "http://www.w3.org/2000/svg";

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".panels");
  if (!root || !data) return;
  const open = (id) => setTriggerValue("open", { id, turn: Date.now() });
  root.replaceChildren(...data.panels.map((panel) => article(panel, data, open)));
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function article(panel, data, open) {
  const { labels } = data;
  const longest = panel.timed ? data.longest : panel.seconds;
  const box = make("article", panel.here ? "here" : "");
  const head = make("h2", "", panel.title);
  if (panel.again) head.append(" ", make("span", "again", panel.again));
  const facts = make("p", "facts");
  if (panel.timed) facts.append(make("b", "", panel.length));
  facts.append(make("span", panel.silent ? "silent" : "", panel.said));
  if (panel.check) facts.append(make("span", "chip", panel.check));
  const button = make("button", "", labels.open);
  button.type = "button";
  button.setAttribute("aria-label", `${labels.open}: ${panel.title} ${panel.again}`);
  button.addEventListener("click", () => open(panel.id));
  const foot = make("div", "foot");
  foot.append(make("span", "origin", panel.here), button);
  box.append(head, facts, chart(panel, longest, labels));
  if (panel.timed) box.append(axis(longest));
  box.append(make("p", "happened", panel.happened), foot);
  return box;
}

function chart(panel, longest, labels) {
  const share = (seconds) => `${(100 * seconds) / Math.max(longest, 0.001)}%`;
  const box = make("div", "chart");
  const own = make("div", "own");
  own.style.width = share(panel.seconds);
  if (panel.values.length) own.append(curve(panel));
  else own.append(make("span", "nothing", labels.nothing));
  box.append(own);
  for (const mark of panel.marks) {
    const sign = make("i", "mark");
    sign.title = mark.title;
    sign.style.left = share(mark.start);
    box.append(sign);
  }
  return box;
}

function curve({ values }) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${values.length} 100`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  const steps = values.map((value, n) => `L${n} ${100 - value}H${n + 1}`).join("");
  path.setAttribute("d", `M0 100${steps}V100Z`);
  svg.append(path);
  return svg;
}

function axis(longest) {
  const line = make("div", "axis");
  const every = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800].find((s) => longest / s <= 4) ?? 3600;
  for (let at = 0; at <= longest; at += every) {
    const tick = make("span", "", `${Math.floor(at / 60)}:${String(at % 60).padStart(2, "0")}`);
    tick.style.left = `${(100 * at) / Math.max(longest, 0.001)}%`;
    line.append(tick);
  }
  return line;
}
