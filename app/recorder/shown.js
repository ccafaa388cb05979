// What is seen of the recorder: its buttons, its sentences, and what is still to be sent.

const LITTLE_ROOM = 2e9;

class Shown {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
  }

  note(text) {
    this.put("note", text);
  }

  say(text) {
    this.put("toast", text);
    clearTimeout(this.hush);
    this.hush = setTimeout(() => this.put("toast", ""), 4000);
  }

  put(name, text) {
    const place = this.find(name);
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  }

  async tick() {
    const on = this.isRecording() && this.stream.zero;
    this.find("light").hidden = !on;
    const plain = document.title.replace(/^● REC /, "");
    const wanted = on ? `● REC ${plain}` : plain;
    if (document.title !== wanted) document.title = wanted;
    if (on) this.find("elapsed").textContent = clockText((performance.now() - this.stream.zero) / 1000);
    if (Date.now() - (this.looked ?? 0) < 5000 || !this.data) return;
    this.looked = Date.now();
    const free = await freeBytes();
    const { labels } = this.data;
    const text = free === null ? "" : labels.room.replace("{n}", (free / 1e9).toFixed(free < 1e10 ? 1 : 0));
    this.put("room", free !== null && free < LITTLE_ROOM ? `${text} ${labels.little_room}` : text);
  }

  draw() {
    if (!this.data) return;
    const { labels } = this.data, { phase } = this;
    const live = ["live", "recording", "paused"].includes(phase);
    this.adviser.calm = phase === "recording";
    this.find("open").hidden = phase !== "off" || !this.ready;
    this.find("record").hidden = !(phase === "live" || phase === "paused");
    this.find("record-text").textContent = labels[phase === "paused" ? "go_on" : "record"];
    this.find("pause").hidden = this.find("mark").hidden = !this.isRecording();
    this.find("stop").hidden = !(this.isRecording() || phase === "paused");
    this.find("keys").hidden = !this.isRecording();
    this.find("still").hidden = live && this.media?.getVideoTracks().length > 0;
    this.find("still").textContent = live ? labels.sound_only : "";
    for (const name of ["camera", "microphone"]) this.find(name).disabled = phase !== "live";
    this.find("side").hidden = !live;
    if (phase === "paused") this.note(labels.paused);
    else if (this.find("note").textContent === labels.paused) this.note("");
    this.drawQueue();
  }

  drawQueue() {
    const sender = this.home?.sender;
    if (!sender) return;
    const { labels } = this.data;
    const left = sender.streams.reduce((sum, one) => sum + Math.max(0, one.size - one.sent), 0);
    const mega = (left / 1e6).toFixed(1);
    const { trouble } = sender;
    let text = this.isRecording() ? labels.safe : "";
    if (left > 2e6 || (left && !this.isRecording())) text = labels.sending.replace("{n}", mega);
    else if (sender.streams.some((one) => one.ended && !one.problem)) text = labels.checking;
    if (trouble?.kind === "line" && sender.tries > 1) text = labels.line.replace("{n}", mega);
    if (trouble?.kind === "full") text = labels.full.replace("{n}", mega);
    if (trouble?.kind === "busy") text = labels.busy;
    if (!this.home.shelf.durable) text = `${text} ${labels.memory}`.trim();
    this.put("queue", text);
    this.find("queue").classList.toggle("bad", Boolean(trouble && sender.tries > 1));
    this.drawLeft(sender);
  }

  // Recordings of an earlier visit that are still being sent, and those that nobody will take.
  drawLeft(sender) {
    const { labels } = this.data;
    const shown = sender.streams.filter((one) => one.isOld || one.problem);
    const lines = shown.map((stream) => {
      const at = new Date(stream.startedAt * 1000).toLocaleTimeString(this.data.lang, { timeStyle: "short" });
      const share = stream.size ? Math.floor((100 * stream.sent) / stream.size) : 0;
      const text = (stream.problem ? labels.refused : labels.resumed)
        .replace("{at}", at).replace("{n}", share);
      return [stream, `${text} ${stream.problem ?? ""}`.trim()];
    });
    const list = this.find("left"), key = JSON.stringify(lines.map(([one, text]) => [one.id, text]));
    if (list.dataset.key === key) return;
    list.dataset.key = key;
    list.replaceChildren(...lines.map(([stream, text]) => this.leftLine(stream, text)));
  }

  leftLine(stream, text) {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("span"), { textContent: text }));
    if (!stream.problem) return line;
    const { labels } = this.data;
    const button = (name, act) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", textContent: labels[name] });
      made.addEventListener("click", act);
      line.append(made);
    };
    button("save_rest", () => this.saveRest(stream));
    button("discard", async () => {
      if (!window.confirm(labels.discard_sure)) return;
      await this.home.sender.forget(stream);
      this.draw();
    });
    return line;
  }

  async saveRest(stream) {
    const parts = await this.home.shelf.parts(stream.id, 1e6);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(parts.map((part) => part.data)));
    link.download = `sonmat-${stream.id}-${stream.sent}.part`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
}

function clockText(seconds) {
  const whole = Math.floor(seconds), two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
