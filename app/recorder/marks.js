// Keys that set a mark: M, and what foot pedals send, which are keyboards to the browser.

const TYPES = "input, textarea, select, [contenteditable='true'], [contenteditable='']";

// key, pedal, or null for a key that means something else here.
function markKind(event, pedals) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
    return null;
  }
  const target = event.composedPath()[0];
  const typing = target instanceof Element && target.matches(TYPES);
  // Nobody types with a key such as F13, so it counts wherever the focus is.
  if (typing && !/^F\d+$/.test(event.key)) return null;
  if (event.code === "KeyM") return "key";
  const names = [event.key, event.code, event.key.toLowerCase()];
  return pedals.some((pedal) => names.includes(pedal)) ? "pedal" : null;
}
