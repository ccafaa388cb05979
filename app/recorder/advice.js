// What could be better before and while it is recorded: one sentence, never a block. The server
// looks at a picture every few seconds where it can; the browser's own look has to do otherwise.

const LOOK_MS = 4000;
const DARK = 0.12;
const QUIET_DB = -55;
const CLIPPED = 0.001;
const LOOK_WIDTH = 640;

class Adviser {
  constructor(video, shown) {
    Object.assign(this, { video, shown, last: "", server: true });
    this.canvas = document.createElement("canvas");
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  update(data) {
    this.data = data;
  }

  // While recording the machine has better things to do than to look every time.
  async look() {
    this.looks = (this.looks ?? 0) + 1;
    if (this.calm && this.looks % 3) return;
    const levels = this.meter?.levels() ?? null;
    const said = (await this.asked(levels)) ?? this.own(levels);
    if (said !== undefined) this.shown(said);
  }

  picture() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width) return null;
    const scale = Math.min(1, LOOK_WIDTH / width);
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    const drawing = this.canvas.getContext("2d", { willReadFrequently: true });
    drawing.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return drawing;
  }

  // undefined: leave what is shown; null: the server cannot say.
  async asked(levels) {
    if (!this.server || !this.data.check) return null;
    const drawing = this.picture();
    const jpeg = drawing && (await new Promise((done) => this.canvas.toBlob(done, "image/jpeg", 0.8)));
    if (!jpeg && !levels) return undefined;
    const headers = { Authorization: `Bearer ${this.data.check}` };
    if (jpeg) headers["Content-Type"] = "image/jpeg";
    if (levels) {
      const free = (await freeBytes()) ?? undefined;
      headers["X-Sonmat-Sound"] = JSON.stringify({ ...levels, free_bytes: free });
    }
    try {
      const answer = await fetch(`/check?lang=${this.data.lang}`, { method: "POST", headers, body: jpeg });
      if (answer.status === 404 || answer.status === 405) this.server = false;
      if (answer.status === 429) return undefined;
      if (!answer.ok) return null;
      const { advice, code } = await answer.json();
      const twice = code === this.last;
      this.last = code;
      return twice ? advice : undefined;
    } catch {
      return null;
    }
  }

  own(levels) {
    const { labels } = this.data;
    if (levels && levels.clipped > CLIPPED) return labels.clipped;
    if (levels && levels.level_db < QUIET_DB) return labels.quiet;
    const drawing = this.picture();
    if (drawing && brightness(drawing) < DARK) return labels.dark;
    return "";
  }

  close() {
    clearInterval(this.timer);
  }
}

function brightness(drawing) {
  const { width, height } = drawing.canvas;
  const { data } = drawing.getImageData(0, 0, width, height);
  let sum = 0, count = 0;
  for (let i = 0; i < data.length; i += 4 * 97) {
    sum += 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
    count += 255;
  }
  return count ? sum / count : 1;
}

// Room that the browser says it still has, null if it does not tell.
async function freeBytes() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return Math.max(0, Math.round(quota - usage));
  } catch {
    return null;
  }
}
