// The picture: how fast it plays, frame by frame, in a loop, and a second camera beside it.

const SPEEDS = [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const DRIFT_S = 0.08;

class Screen {
  constructor(player) {
    this.player = player;
    this.rate = 1;
    this.loop = null;
  }

  get media() {
    return this.player.media;
  }

  show(data) {
    this.frame = 1 / (data.fps || 25);
    this.media.playbackRate = this.rate;
    this.showBeside(data.beside);
    this.showControls(data.labels);
  }

  showControls(labels) {
    const speed = make("select", "speed");
    speed.setAttribute("aria-label", labels.speed);
    for (const rate of SPEEDS) {
      const option = make("option", "", `${rate}×`);
      option.value = rate;
      option.selected = rate === this.rate;
      speed.append(option);
    }
    speed.addEventListener("change", () => this.setRate(Number(speed.value)));
    this.speed = speed;
    const button = (className, text, label, act) => {
      const one = make("button", className, text);
      one.setAttribute("aria-label", label);
      one.title = label;
      one.addEventListener("click", act);
      return one;
    };
    this.looping = button("loop", "⟳", labels.loop, () => this.turnLoop());
    this.looping.setAttribute("aria-pressed", String(Boolean(this.loop)));
    const controls = [
      button("", "◂|", labels.frame_back, () => this.step(-1)),
      button("", "|▸", labels.frame_on, () => this.step(1)),
      speed, this.looping,
    ];
    if (this.player.data.beside) {
      const both = button("both", labels.second_camera, labels.second_camera, () => this.turnBeside());
      both.setAttribute("aria-pressed", String(Boolean(this.second)));
      controls.push(both);
    }
    this.player.find("frames").replaceChildren(...controls);
  }

  setRate(rate) {
    this.rate = rate;
    if (this.media) this.media.playbackRate = rate;
    if (this.second) this.second.playbackRate = rate;
    if (this.speed) this.speed.value = rate;
    this.player.say(`${rate}×`);
  }

  faster(by) {
    const at = SPEEDS.indexOf(this.rate) + by;
    this.setRate(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))]);
  }

  // To the middle of the next frame, where no rounding shows its neighbour.
  step(by) {
    this.media.pause();
    const number = Math.floor(this.media.currentTime / this.frame + 1e-6) + by;
    this.player.seek((Math.max(0, number) + 0.5) * this.frame);
  }

  // Seconds at which the frame that is seen begins.
  get frameStart() {
    return Math.floor(this.media.currentTime / this.frame + 1e-6) * this.frame;
  }

  turnLoop(span = this.player.lanes.chosenSegment?.()) {
    this.loop = this.loop || !span ? null : { start: span.start, end: span.end };
    this.looping?.setAttribute("aria-pressed", String(Boolean(this.loop)));
    if (this.loop) this.player.seek(this.loop.start, true);
  }

  // Called as it plays.
  follow(now) {
    if (this.loop && (now >= this.loop.end || now < this.loop.start - 0.5)) {
      this.media.currentTime = this.loop.start;
    }
    const { second } = this;
    if (!second) return;
    const there = this.there(now);
    if (Math.abs(second.currentTime - there) > DRIFT_S) second.currentTime = there;
    if (this.media.paused !== second.paused) {
      if (this.media.paused) second.pause();
      else second.play().catch(() => {});
    }
  }

  there(now) {
    const { at_start, at_end } = this.player.data.beside;
    const share = now / Math.max(this.player.data.duration, 0.001);
    return Math.max(0, at_start + (at_end - at_start) * share);
  }

  showBeside(beside) {
    if (!beside || this.besideUrl !== beside.url.split("?")[0]) this.closeBeside();
    this.besideUrl = beside?.url.split("?")[0];
  }

  closeBeside() {
    this.second?.remove();
    this.second = null;
    this.player.root.classList.remove("two");
  }

  turnBeside() {
    const { beside, labels } = this.player.data;
    if (this.second || !beside) {
      this.closeBeside();
    } else {
      const video = make("video", "second");
      Object.assign(video, { src: beside.url, muted: true, playsInline: true, preload: "metadata" });
      video.setAttribute("aria-label", labels.second_camera);
      this.player.find("screen").append(video);
      this.second = video;
      this.player.root.classList.add("two");
      video.addEventListener("loadedmetadata", () => this.follow(this.media.currentTime), { once: true });
      video.playbackRate = this.rate;
    }
    this.player.find("both")?.setAttribute("aria-pressed", String(Boolean(this.second)));
  }
}
