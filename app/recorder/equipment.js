// Camera and microphone: which there are, which one is open, and what is seen and heard of them.

class Equipment extends Shown {
  constructor(root) {
    super(root);
    this.phase = "off";
    this.video = root.querySelector("video");
    this.adviser = new Adviser(this.video, (text) => this.put("advice-text", text));
    for (const name of ["camera", "microphone"]) {
      this.find(name).addEventListener("change", (event) => this.choose(name, event.target.value));
    }
  }

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
}
