// Keys: space plays and pauses, R answers and stops, N and P go on and back.

function keyOf(event) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return "";
  const target = event.composedPath()[0];
  const element = target instanceof Element ? target : null;
  if (element?.matches(TYPED)) return "";
  // A button that has the focus is pressed by the space bar itself.
  if (event.code === "Space") return element?.matches("button, a, summary") ? "" : "space";
  return { KeyR: "r", KeyN: "n", KeyP: "p" }[event.code] ?? "";
}
