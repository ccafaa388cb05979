// The recorder: what a click does, and the life of one recording.

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

class Recorder extends Equipment {
  constructor(root) {
    super(root);
    for (const name of ["open", "record", "pause", "stop", "mark"]) {
      this.find(name).addEventListener("click", () => this[name]());
    }
    this.onKey = (event) => this.key(event);
    this.onShown = () => this.stayAwake();
    this.warn = (event) => event.preventDefault();
    // This page may record any moment: no other tab gets the shelf.
    this.needs = () => true;
    this.calm = new Calm();
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
    HOME.needs.add(this.needs);
    this.home = await homeOf(this.data.session, () => this.note(this.data.labels.other_tab));
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
    sendLeft(this.home);
  }

  // One recording

  isRecording() {
    return this.phase === "recording";
  }

  async record() {
    if (this.phase !== "live" && this.phase !== "paused") return;
    const { label } = this.media.getVideoTracks()[0] ?? this.media.getTracks()[0];
    this.stream = newStream(this.data.session.id, this.data.role ?? "work", label);
    this.taking = new Taking(this.home, this.media, this.stream, () => this.changed());
    this.phase = "recording";
    await this.taking.begin();
    window.addEventListener("beforeunload", this.warn);
    this.stayAwake();
    this.changed();
  }

  changed() {
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
      this.taking.stop();
      this.phase = phase;
      this.stayAwake();
    }
    this.draw();
  }

  finished(stream, said) {
    if (stream.role !== "answer") {
      this.say(this.data.labels.arrived.replace("{n}", stream.take));
      this.trigger("finished", { recording: said.recording ?? "", take: stream.take });
    }
    this.changed();
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
    HOME.needs.delete(this.needs);
    this.calm.end();
    this.adviser.close();
    window.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("visibilitychange", this.onShown);
    document.title = document.title.replace(/^● REC /, "");
    RECORDERS.delete(this.root);
  }
}
