// The recorder: what is seen, what a click does, and the life of one recording.

// One home for the whole page, however often it is drawn anew: the shelf, what sends from it, and
// the lock that keeps a second tab of this browser out.
let HOME = null;
const RECORDERS = new WeakMap();
const TICK_MS = 250;
const LEFT_MS = 300;
const LITTLE_ROOM = 2e9;

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const root = parentElement.querySelector(".recorder");
  if (!root || !data) return;
  let recorder = RECORDERS.get(root);
  if (!recorder) {
    recorder = new Recorder(root);
    RECORDERS.set(root, recorder);
  }
  recorder.update(data, setStateValue, setTriggerValue);
  // Told at every drawing, but only once is the page really left.
  return () => setTimeout(() => root.isConnected || recorder.leave(), LEFT_MS);
}

function lockedOnce(name, options) {
  return new Promise((done) => {
    navigator.locks.request(name, options, (lock) => {
      done(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

async function makeHome(waiting) {
  if (!(await lockedOnce("sonmat-recorder", { ifAvailable: true }))) {
    waiting();
    await lockedOnce("sonmat-recorder", {});
  }
  const home = { shelf: await Shelf.open(), clock: new ServerClock(), left: [] };
  await home.clock.compare();
  home.left = (await home.shelf.streams()).map((stream) => ({ ...stream, isOld: true }));
  return home;
}

class Recorder {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
    this.phase = "off";
    this.says = "";
    this.chain = Promise.resolve();
    this.video = root.querySelector("video");
    this.adviser = new Adviser(this.video, (text) => this.put("advice-text", text));
    for (const name of ["open", "record", "pause", "stop", "mark"]) {
      this.find(name).addEventListener("click", () => this[name]());
    }
    for (const name of ["camera", "microphone"]) {
      this.find(name).addEventListener("change", (event) => this.choose(name, event.target.value));
    }
    this.onKey = (event) => this.key(event);
    this.onShown = () => this.stayAwake();
    this.warn = (event) => event.preventDefault();
    window.addEventListener("keydown", this.onKey, true);
    document.addEventListener("visibilitychange", this.onShown);
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  update(data, setState, trigger) {
    Object.assign(this, { data, setState, trigger });
    this.adviser.update(data);
    this.root.lang = data.lang;
    for (const [name, text] of Object.entries(data.labels)) {
      const place = this.root.querySelector(`[data-label="${name}"]`);
      if (place) place.textContent = text;
    }
    this.video.setAttribute("aria-label", data.labels.preview);
    this.find("bar").setAttribute("aria-label", data.labels.level);
    if (this.home) this.greet();
    else this.start();
    this.draw();
  }

  async start() {
    if (this.starting) return;
    this.starting = true;
    if (!window.isSecureContext || !navigator.mediaDevices || !window.MediaRecorder) {
      this.phase = "blocked";
      this.note(this.data.labels[window.isSecureContext ? "old_browser" : "insecure"]);
      return this.draw();
    }
    const waiting = () => this.note(this.data.labels.other_tab);
    HOME ??= makeHome(waiting);
    this.home = await HOME;
    this.home.sender ??= new Sender(this.home.shelf, this.data.session, () => {});
    this.note("");
    this.greet();
    const told = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    this.ready = true;
    if (told?.state === "granted") await this.open();
    else this.draw();
  }

  // The page's session and token are the newest; what was left over by another tab is sent.
  greet() {
    const { sender } = this.home;
    Object.assign(sender, {
      session: this.data.session,
      labels: this.data.labels,
      told: () => this.draw(),
      finished: (stream, said) => this.finished(stream, said),
    });
    for (const stream of this.home.left.splice(0)) {
      if (!stream.ended) Object.assign(stream, { ended: true, endTold: false });
      stream.kept = stream.size;
      if (stream.size) sender.add(stream);
      else this.home.shelf.remove(stream.id);
    }
    for (const stream of sender.streams) {
      if (stream.problem && stream.session === this.data.session.id) stream.problem = "";
    }
    sender.hurry();
  }

  // Camera and microphone

  async open() {
    if (this.phase !== "off" && this.phase !== "live") return;
    const { labels } = this.data;
    this.close();
    this.phase = "asking";
    this.note(labels.asking);
    this.draw();
    try {
      this.media = await this.asked();
      this.note("");
      this.phase = "live";
    } catch (error) {
      this.phase = "off";
      const denied = error.name === "NotAllowedError";
      this.note(labels[denied ? "denied" : error.name === "NotFoundError" ? "nothing" : "in_use"]);
    }
    if (this.phase === "live") await this.opened();
    this.draw();
  }

  // Without a camera sound alone is recorded.
  async asked() {
    const camera = remembered("camera"), microphone = remembered("microphone");
    try {
      return await openDevices(camera, microphone);
    } catch (error) {
      if (error.name !== "NotFoundError" || camera === NO_CAMERA) throw error;
      const media = await openDevices(NO_CAMERA, microphone);
      this.say(this.data.labels.no_camera);
      return media;
    }
  }

  async opened() {
    const seen = this.media.getVideoTracks().length > 0;
    this.video.srcObject = seen ? this.media : null;
    this.meter = new Meter(this.media, (db) => this.level(db));
    this.adviser.meter = this.meter;
    for (const track of this.media.getTracks()) {
      track.addEventListener("ended", () => this.unplugged(track));
    }
    navigator.mediaDevices.ondevicechange = () => this.list();
    await this.list();
  }

  async list() {
    const { cameras, microphones } = await listDevices();
    const [picture, sound] = ["video", "audio"].map(
      (kind) => this.media?.getTracks().find((one) => one.kind === kind)?.getSettings().deviceId
    );
    const named = (all, base) =>
      all.map((one, n) => [one.deviceId, one.label || `${base} ${n + 1}`]);
    const { labels } = this.data;
    this.options("camera", [
      ...named(cameras, labels.camera), [NO_CAMERA, labels.sound_only],
    ], picture ?? NO_CAMERA);
    this.options("microphone", named(microphones, labels.microphone), sound);
  }

  options(name, pairs, chosen) {
    const box = this.find(name);
    box.replaceChildren(
      ...pairs.map(([value, text]) => Object.assign(document.createElement("option"), {
        value, textContent: text, selected: value === chosen,
      }))
    );
  }

  choose(name, value) {
    remember(name, value);
    this.open();
  }

  close() {
    this.meter?.close();
    this.meter = this.adviser.meter = null;
    for (const track of this.media?.getTracks() ?? []) track.stop();
    this.media = null;
    this.video.srcObject = null;
  }

  unplugged(track) {
    if (!this.media?.getTracks().includes(track)) return;
    if (this.isRecording()) this.stop();
    this.close();
    this.phase = "off";
    this.note(this.data.labels[track.kind === "video" ? "camera_gone" : "microphone_gone"]);
    this.draw();
  }

  level(db) {
    const share = Math.max(0, Math.min(1, (db + 60) / 60));
    const bar = this.find("bar");
    bar.style.setProperty("--level", share);
    bar.classList.toggle("loud", db > -3);
    bar.setAttribute("aria-valuenow", Math.round(db));
  }

  // One recording

  isRecording() {
    return this.phase === "recording";
  }

  async record() {
    if (this.phase !== "live" && this.phase !== "paused") return;
    const stream = this.stream = {
      id: randomId("stm"),
      session: this.data.session.id,
      device: deviceId(),
      label: (this.media.getVideoTracks()[0] ?? this.media.getTracks()[0]).label,
      startedAt: 0, lengthS: 0, size: 0, kept: 0, sent: 0,
      sha: new Sha256().state, marks: [], ended: false, endTold: false, token: "", take: 0,
    };
    const recorder = this.recorder = recorderOf(this.media);
    recorder.ondataavailable = ({ data }) => {
      this.chain = this.chain.then(() => this.keep(stream, data));
    };
    recorder.onstop = () => {
      stream.lengthS = (performance.now() - stream.zero) / 1000;
      this.chain = this.chain.then(() => this.over(stream));
    };
    this.phase = "recording";
    // The first picture is the one after this call; the event "start" comes some 60 ms later.
    stream.zero = performance.now();
    recorder.start(PART_MS);
    stream.startedAt = this.home.clock.at(stream.zero);
    await this.home.shelf.save(stream);
    this.home.sender.add(stream);
    navigator.storage?.persist?.().catch(() => {});
    window.addEventListener("beforeunload", this.warn);
    this.stayAwake();
    this.tellBusy();
    this.draw();
    this.home.clock.compare();
  }

  async keep(stream, blob) {
    if (!blob.size) return;
    const data = await blob.arrayBuffer();
    const at = stream.size;
    const sha = new Sha256(stream.sha).update(new Uint8Array(data)).state;
    Object.assign(stream, { size: at + data.byteLength, sha });
    if (!stream.ended) stream.lengthS = Math.max(stream.lengthS, (performance.now() - stream.zero) / 1000);
    await this.home.shelf.add(stream, at, data);
    stream.kept = stream.size;
    this.home.sender.poke();
    this.draw();
  }

  async over(stream) {
    stream.ended = true;
    await this.home.shelf.save(stream);
    if (!stream.size) await this.home.sender.forget(stream);
    this.home.sender.hurry();
    this.tellBusy();
    this.draw();
  }

  pause() {
    this.end("paused");
  }

  stop() {
    if (this.phase === "paused") this.phase = "live";
    this.end("live");
  }

  end(phase) {
    if (this.isRecording()) {
      this.recorder.stop();
      this.phase = phase;
      this.stayAwake();
    }
    this.draw();
  }

  finished(stream, said) {
    this.say(this.data.labels.arrived.replace("{n}", stream.take));
    this.trigger("finished", { recording: said.recording ?? "", take: stream.take });
    this.tellBusy();
    this.draw();
  }

  // Marks

  mark(kind = "button", at = performance.now()) {
    if (!this.isRecording() || !this.stream.zero) return;
    const { stream } = this;
    const at_s = Math.max(0, (at - stream.zero) / 1000);
    stream.marks.push({ number: stream.marks.length, at_s, kind, told: false });
    this.home.shelf.save(stream);
    this.home.sender.poke();
    this.say(this.data.labels.marked.replace("{n}", stream.marks.length).replace("{at}", clockText(at_s)));
  }

  key(event) {
    const kind = this.isRecording() && markKind(event, this.data.pedals);
    if (!kind) return;
    event.preventDefault();
    event.stopPropagation();
    this.mark(kind, event.timeStamp);
  }

  // What is seen

  async stayAwake() {
    if (this.isRecording() && document.visibilityState === "visible") {
      this.awake = await navigator.wakeLock?.request("screen").catch(() => null);
    } else if (!this.isRecording()) {
      this.awake?.release().catch(() => {});
      this.awake = null;
    }
  }

  tellBusy() {
    const busy = this.isRecording() || this.waiting().length > 0;
    if (!busy) window.removeEventListener("beforeunload", this.warn);
    if (busy !== this.busy) this.setState("busy", busy);
    this.busy = busy;
  }

  waiting() {
    return (this.home?.sender?.streams ?? []).filter((one) => !one.problem);
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

  // Another page is shown: nothing may go on recording that nobody sees. What is there is sent.
  leave() {
    if (this.isRecording()) this.end("off");
    this.close();
    clearInterval(this.timer);
    this.adviser.close();
    window.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("visibilitychange", this.onShown);
    document.title = document.title.replace(/^● REC /, "");
    RECORDERS.delete(this.root);
  }
}

function clockText(seconds) {
  const whole = Math.floor(seconds), two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
