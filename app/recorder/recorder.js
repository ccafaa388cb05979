// The recorder: what a click does, and the life of one recording.

// One home for the whole page, however often it is drawn anew: the shelf, what sends from it, and
// the lock that keeps a second tab of this browser out.
let HOME = null;
const RECORDERS = new WeakMap();
const TICK_MS = 250;
const LEFT_MS = 300;

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

class Recorder extends Equipment {
  constructor(root) {
    super(root);
    this.chain = Promise.resolve();
    for (const name of ["open", "record", "pause", "stop", "mark"]) {
      this.find(name).addEventListener("click", () => this[name]());
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

  // What the browser and the page are told

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
