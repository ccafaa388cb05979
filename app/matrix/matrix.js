// Question cards by steps. Each cell is a button with a sign and a spoken name; one tab stop, arrow
// keys go from cell to cell. All text comes in as data and goes out through textContent.

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".matrix");
  if (!root || !data) return;
  const told = JSON.stringify(data);
  // Drawn anew with nothing new: where it was scrolled to stays.
  if (root.told === told) return;
  root.told = told;
  const before = root.querySelector(".scroll");
  const place = before ? [before.scrollLeft, before.scrollTop] : [0, 0];
  const choose = (step, probe) => setTriggerValue("chosen", { step, probe, turn: Date.now() });
  const box = scrolled(data, choose);
  root.replaceChildren(box, legend(data.legend));
  box.scrollTo(...place);
}

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function scrolled(data, choose) {
  const box = make("div", undefined, "scroll");
  const table = make("table");
  table.setAttribute("aria-label", data.name);
  table.append(head(data), body(data, choose));
  box.append(table);
  return box;
}

function head({ steps, corner }) {
  const row = make("tr");
  const first = make("th", corner);
  first.scope = "col";
  row.append(first, ...steps.map((step) => {
    const cell = make("th");
    cell.scope = "col";
    cell.append(make("b", step.number), step.title);
    return cell;
  }));
  const made = make("thead");
  made.append(row);
  return made;
}

function body(data, choose) {
  const made = make("tbody");
  const all = data.rows.map((one) => one.cells.map((cell, n) => button(data, one, cell, n, choose)));
  data.rows.forEach((one, at) => {
    const row = make("tr");
    const name = make("th", one.question);
    name.scope = "row";
    row.append(name, ...all[at].map((each) => {
      const cell = make("td");
      cell.append(each);
      return cell;
    }));
    made.append(row);
  });
  const first = all.flat().find((one) => one.getAttribute("aria-pressed") === "true");
  const start = first ?? all[0]?.[0];
  if (start) start.tabIndex = 0;
  made.addEventListener("keydown", (event) => walk(event, all));
  return made;
}

function button({ steps, chosen, words }, row, state, n, choose) {
  const made = make("button", words[state].sign, state);
  made.type = "button";
  made.tabIndex = -1;
  const step = steps[n];
  made.setAttribute("aria-label", `${words[state].name}: ${step.title} – ${row.question}`);
  made.title = words[state].name;
  const here = chosen && chosen.step === step.id && chosen.probe === row.probe;
  made.setAttribute("aria-pressed", String(Boolean(here)));
  made.addEventListener("click", () => choose(step.id, row.probe));
  return made;
}

const WAYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function walk(event, all) {
  const way = WAYS[event.key];
  if (!way) return;
  const at = all.findIndex((row) => row.includes(event.target));
  if (at < 0) return;
  const to = all[at + way[0]]?.[all[at].indexOf(event.target) + way[1]];
  event.preventDefault();
  if (!to) return;
  event.target.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

function legend(entries) {
  const list = make("ul");
  for (const { state, sign, name } of entries) {
    const item = make("li");
    const mark = make("span", sign, state);
    mark.setAttribute("aria-hidden", "true");
    item.append(mark, name);
    list.append(item);
  }
  return list;
}
