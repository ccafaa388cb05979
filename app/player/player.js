// Video beside words and steps on one time line. All text comes in as data and goes out through
// textContent: what people said is never taken for markup.

const PLAYERS = new WeakMap();
const STEP_S = 2;
const BIG_STEP_S = 10;

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".player");
  if (!root || !data) return;
  let player = PLAYERS.get(root);
  if (!player) {
    player = new Player(root);
    PLAYERS.set(root, player);
  }
  player.update(data, component.setTriggerValue);
  // The component is mounted anew when its page is left: stop playing then.
  return () => {
    player.stop();
    PLAYERS.delete(root);
  };
}

class Player {
  constructor(root) {
    this.root = root;
    this.shown = "";
    this.find = (name) => root.querySelector(`.${name}`);
    this.store = new Store(this);
    this.words = new Words(this);
    this.lanes = new Lanes(this);
    this.notes = new Notes(this);
    this.points = new Points(this);
    root.addEventListener("keydown", (event) => this.onKey(event), true);
  }

  update(data, send) {
    this.send = send;
    const { url, ...content } = data;
    this.url = url;
    const shown = JSON.stringify(content);
    if (shown === this.shown) return;
    const before = this.data;
    this.shown = shown;
    this.data = data;
    this.root.lang = data.lang;
    this.root.classList.toggle("small", data.size === "small");
    this.root.classList.toggle("bare", data.size === "bare");
    this.showMedia(url, before);
    this.showTransport();
    this.words.show(data);
    this.lanes.show(data);
    this.notes.show(data);
    this.points.show(data.points);
    this.follow();
  }

  // --- media ---------------------------------------------------------------------------------

  showMedia(url, before) {
    const source = url.split("?")[0];
    const same = this.media && this.source === source;
    if (!same) {
      this.stop();
      const media = make(this.data.video ? "video" : "audio");
      media.controls = true;
      media.preload = "metadata";
      media.playsInline = true;
      media.setAttribute("aria-label", this.data.labels.recording);
      media.src = url;
      for (const name of ["timeupdate", "seeked", "play", "pause"]) {
        media.addEventListener(name, () => this.follow());
      }
      media.addEventListener("timeupdate", () => this.stopAtEnd());
      media.addEventListener("error", () => this.trouble());
      media.addEventListener("loadeddata", () => this.find("trouble")?.remove());
      this.find("screen").replaceChildren(media);
      this.media = media;
      this.source = source;
    }
    const window_ = (one) => (one ? `${one.start}-${one.end}-${one.turn}` : "");
    const moved = this.data.start !== null && window_(this.data) !== window_(before);
    if (moved || !same) {
      this.until = this.data.end;
      const go = () => {
        this.media.currentTime = this.data.start ?? 0;
        if (this.data.autoplay) this.media.play().catch(() => {});
      };
      if (this.media.readyState > 0) go();
      else this.media.addEventListener("loadedmetadata", go, { once: true });
    }
  }

  stop() {
    this.media?.pause();
    this.points.stop();
  }

  seek(seconds, play = false) {
    this.until = null;
    this.media.currentTime = Math.max(0, Math.min(seconds, this.data.duration));
    if (play) this.media.play().catch(() => {});
    this.follow();
  }

  stopAtEnd() {
    if (this.until !== null && this.until !== undefined && this.media.currentTime >= this.until) {
      this.media.pause();
      this.until = null;
    }
  }

  trouble() {
    if (this.find("trouble")) return;
    this.find("transport").append(make("span", "trouble", this.data.labels.trouble));
  }

  showTransport() {
    const { labels, start, end, marks } = this.data;
    const bar = this.find("transport");
    bar.replaceChildren();
    const button = (text, act) => {
      const one = make("button", "", text);
      one.addEventListener("click", act);
      bar.append(one);
    };
    if (end !== null && start !== null) {
      button(labels.again, () => {
        this.seek(start, true);
        this.until = end;
      });
    }
    if (marks) {
      for (const edge of ["start", "end"]) {
        button(labels[`mark_${edge}`], () =>
          this.send("mark", { edge, at: this.media.currentTime, turn: Date.now() }));
      }
    }
  }

  // --- what is now -----------------------------------------------------------------------------

  follow() {
    if (!this.media) return;
    const now = this.media.currentTime;
    this.find("clock").textContent = `${clock(now)} / ${clock(this.data.duration)}`;
    this.lanes.follow(now);
    this.words.follow(now);
  }

  // --- keys ------------------------------------------------------------------------------------

  onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? BIG_STEP_S : STEP_S;
    const onButton = event.target.tagName === "BUTTON";
    const acts = {
      ArrowLeft: () => this.seek(this.media.currentTime - step),
      ArrowRight: () => this.seek(this.media.currentTime + step),
      Home: () => this.seek(0),
      ArrowUp: () => this.words.move(event, -1),
      ArrowDown: () => this.words.move(event, 1),
    };
    if (!onButton) acts[" "] = () => (this.media.paused ? this.media.play() : this.media.pause());
    const act = acts[event.key];
    if (!act || act() === false) return;
    event.preventDefault();
    event.stopPropagation();
  }}
