// Small things that all parts of the sitting use.

const TYPED = "input:not([type=range]), textarea, select, [contenteditable='true']";

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (tag === "button") element.type = "button";
  return element;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds)), two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

// What differs is put there, so that nothing that somebody reads or presses is drawn anew.
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}
