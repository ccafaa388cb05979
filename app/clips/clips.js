// Seconds of recordings as buttons: one click plays them here, a second one stops. All text comes in
// as data and goes out through textContent.

const STARTED = "sonmat-clip-starts";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".clips");
  if (!root || !data) return;
  const told = JSON.stringify(data);
  // Drawn anew with nothing new: what plays plays on.
  if (root.told === told) return;
  root.told = told;
  root.stop?.();
  const stage = staged(root, data);
  root.stop = stage.stop;
  root.replaceChildren(row(data.main, stage), stage.box);
  if (data.missing) root.append(make("p", data.missing));
  if (data.fields.length) root.append(traced(data, stage));
}

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function row(clips, stage) {
  const box = make("div", undefined, "row");
  box.append(...clips.map((clip) => button(clip, stage)));
  return box;
}

function button(clip, stage) {
  const text = `${clip.what} ${clip.at}`;
  if (!clip.source) return make("span", text, "unplayable");
  const made = make("button", `▶ ${text}`);
  made.type = "button";
  made.setAttribute("aria-pressed", "false");
  made.setAttribute("aria-label", `${stage.labels.play}: ${text}`);
  made.addEventListener("click", () => stage.toggle(clip, made));
  return made;
}

function traced({ fields, labels }, stage) {
  const box = make("details");
  const list = make("dl");
  for (const field of fields) {
    const said = make("dd");
    said.append(make("span", field.text), row(field.clips, stage));
    list.append(make("dt", field.name), said);
  }
  box.append(make("summary", labels.from), list);
  return box;
}

// One sound or picture at a time, here and on the whole page.
function staged(root, { sources, labels }) {
  const box = make("div");
  box.hidden = true;
  let media = null;
  let pressed = null;

  const stop = () => {
    media?.pause();
    pressed?.setAttribute("aria-pressed", "false");
    pressed = null;
  };
  const others = (event) => {
    if (event.detail !== root) stop();
    if (!root.isConnected) document.removeEventListener(STARTED, others);
  };
  document.addEventListener(STARTED, others);

  const toggle = (clip, from) => {
    const again = pressed === from;
    stop();
    if (again) return;
    pressed = from;
    from.setAttribute("aria-pressed", "true");
    document.dispatchEvent(new CustomEvent(STARTED, { detail: root }));
    const source = sources[clip.source];
    media = loaded(source, media, box, `${labels.play}: ${clip.what} ${clip.at}`);
    box.hidden = false;
    play(media, clip, () => media && pressed === from && stop());
  };
  return { box, toggle, labels, stop: () => { stop(); document.removeEventListener(STARTED, others); } };
}

function loaded(source, before, box, label) {
  if (before?.dataset.url === source.url) return named(before, label);
  const media = document.createElement(source.video ? "video" : "audio");
  media.controls = true;
  media.playsInline = true;
  media.preload = "metadata";
  media.dataset.url = source.url;
  media.src = source.url;
  box.replaceChildren(named(media, label));
  return media;
}

function named(media, label) {
  media.setAttribute("aria-label", label);
  return media;
}

function play(media, clip, ended) {
  const begin = () => {
    media.currentTime = clip.start;
    media.ontimeupdate = () => {
      if (media.currentTime < clip.end) return;
      // Only once: whoever plays on from here may.
      media.ontimeupdate = null;
      media.pause();
      ended();
    };
    media.onended = ended;
    media.play().catch(() => undefined);
  };
  if (media.readyState >= 1) begin();
  else media.addEventListener("loadedmetadata", begin, { once: true });
}
