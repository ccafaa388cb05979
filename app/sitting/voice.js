// An answer by voice: opened, recorded and let go again; the recorder's parts keep and send it.

const QUIET_DB = -55;
const LEVEL_RANGE_DB = 60;

class Voice {
  constructor(sitting) {
    this.sitting = sitting;
    this.phase = "off";
    this.warn = (event) => event.preventDefault();
    this.needs = () => this.isOn;
    HOME.needs.add(this.needs);
  }

  get isOn() {
    return this.phase !== "off";
  }

  get labels() {
    return this.sitting.data.labels;
  }

  get sender() {
    return HOME.letGo ? HOME.kept?.sender : undefined;
  }

  // What this browser still has of them.
  get streams() {
    return (this.sender?.streams ?? []).filter((one) => one.role === "answer");
  }

  get isPossible() {
    return Boolean(this.sitting.data.session.token);
  }

  // What was left over is sent, if no other tab does.
  async settleIn() {
    if (!window.isSecureContext || !this.isPossible) return;
    await this.homely(false);
    sendLeft(HOME.kept);
  }

  async homely(wants) {
    const waiting = () => wants && this.sitting.note(this.labels.other_tab, "tab");
    const home = await homeOf(this.sitting.data.session, waiting, wants);
    this.sitting.unnote("tab");
    Object.assign(home.sender, {
      session: this.sitting.data.session,
      labels: this.labels,
      told: () => this.sitting.draw(),
      finished: () => this.sitting.wire.look(),
    });
    return home;
  }

  async begin(asked) {
    if (this.isOn) return;
    if (!window.isSecureContext || !navigator.mediaDevices || !window.MediaRecorder) {
      return this.sitting.note(this.labels.insecure, "said");
    }
    this.phase = "opening";
    this.sitting.replay.stop();
    this.sitting.draw();
    try {
      const home = await this.homely(true);
      sendLeft(home);
      this.media = await openDevices(NO_CAMERA, remembered("microphone"));
      if (this.phase !== "opening") return this.close();
      this.taking = new Taking(home, this.media, this.streamOf(asked), () => this.sitting.draw());
      await this.taking.begin();
    } catch (error) {
      this.close();
      return this.sitting.note(this.labels[this.reason(error)], "said");
    }
    this.phase = "on";
    this.listen();
    window.addEventListener("beforeunload", this.warn);
    this.awake = await navigator.wakeLock?.request("screen").catch(() => null);
    this.sitting.wire.look();
    this.sitting.draw();
  }

  streamOf(asked) {
    const [track] = this.media.getAudioTracks();
    track.addEventListener("ended", () => this.unplugged());
    return newStream(this.sitting.data.session.id, "answer", track.label, { asked });
  }

  reason(error) {
    return { NotAllowedError: "denied", NotFoundError: "no_microphone" }[error.name] ?? "in_use";
  }

  listen() {
    this.loudest = SILENCE_DB;
    this.meter = new Meter(this.media, (db) => {
      this.loudest = Math.max(this.loudest, db);
      this.sitting.view.level(Math.max(0, Math.min(1, (db + LEVEL_RANGE_DB) / LEVEL_RANGE_DB)));
    });
  }

  get elapsedS() {
    const zero = this.taking?.stream.zero;
    return zero ? (performance.now() - zero) / 1000 : 0;
  }

  get isQuiet() {
    return this.phase === "on" && this.elapsedS > 3 && this.loudest < QUIET_DB;
  }

  stop() {
    if (this.phase === "on") this.taking.stop();
    this.close();
    this.sitting.wire.look();
    this.sitting.draw();
  }

  unplugged() {
    if (this.phase !== "on") return;
    this.stop();
    this.sitting.note(this.labels.unplugged, "said");
  }

  // The microphone is open only while somebody answers.
  close() {
    this.phase = "off";
    this.meter?.close();
    this.meter = null;
    for (const track of this.media?.getTracks() ?? []) track.stop();
    this.media = null;
    window.removeEventListener("beforeunload", this.warn);
    this.awake?.release().catch(() => {});
    this.awake = null;
    this.sitting.draw();
  }

  end() {
    this.stop();
    HOME.needs.delete(this.needs);
  }
}
