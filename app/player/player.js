// Video beside words and steps on one time line. All text comes in as data and goes out through
// textContent: what people said is never taken for markup.

const PLAYERS = new WeakMap();

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
    player.store.end();
    player.keys.end();
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
    this.screen = new Screen(this);
    this.chosen = new Chosen(this);
    this.approve = new Approve(this);
    this.finder = new Finder(this);
    this.help = new Help(this);
    this.keys = new Keys(this);
    this.frames = () => this.onFrame();
  }

  update(data, send) {
    this.send = send;
    const { url, ...content } = data;
    this.url = url;
    const shown = JSON.stringify(content);
    if (shown === this.shown) return;
    const before = this.data;
    this.shown = shown;
    this.data = this.store.take(data);
    this.root.lang = data.lang;
    this.root.classList.toggle("small", data.size === "small");
    this.root.classList.toggle("bare", data.size === "bare");
    this.showMedia(url, before);
    this.showTransport();
    this.screen.show(this.data);
    this.points.show(data.points);
    this.draw();
  }

  // What an act changed, without anything else of the page.
  redraw(parts) {
    this.data = { ...this.data, ...parts };
    this.draw();
  }

  draw() {
    this.words.show(this.data);
    this.lanes.show(this.data);
    this.notes.show(this.data);
    this.approve.show();
    this.follow();
  }

  get now() {
    return this.media?.currentTime ?? 0;
  }

  // Somebody types or chooses: the page is not drawn anew under their hands.
  isBusy() {
    const focused = this.root.getRootNode().activeElement;
    const typing = focused?.matches("input, textarea, [contenteditable]:not([contenteditable=false])");
    return Boolean(typing) || this.find("choose").open || !this.media?.paused;
  }

  say(text) {
    const place = this.find("toast");
    place.textContent = text;
    clearTimeout(this.hush);
    this.hush = setTimeout(() => place.replaceChildren(), 4000);
  }

  // Somebody else changed the same thing meanwhile: resolves to whether ours is to be done, too.
  async ask(body) {
    const { labels } = this.data;
    const answer = await chooseFrom(this, {
      title: body.acts ? labels.conflict : labels.conflict_other,
      options: [["theirs", labels.leave_theirs], ["mine", labels.do_mine]],
      current: "theirs",
    });
    return answer === "mine";
  }

  playOrPause() {
    if (this.media.paused) this.media.play().catch(() => {});
    else this.media.pause();
  }

  onFrame() {
    if (!this.media || this.media.paused) return;
    this.follow();
    requestAnimationFrame(this.frames);
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
      media.addEventListener("play", this.frames);
      media.addEventListener("error", () => this.trouble());
      media.addEventListener("loadeddata", () => this.find("trouble")?.remove());
      this.screen.closeBeside();
      this.find("screen").replaceChildren(media);
      this.media = media;
      this.source = source;
      this.sought = false;
    }
    const window_ = (one) => (one ? `${one.start}-${one.end}-${one.turn}` : "");
    const moved = this.data.start !== null && window_(this.data) !== window_(before);
    if (moved || !same) {
      this.until = this.data.end;
      this.sought = false;  // by a person, who may be quicker than the file
      const go = () => {
        if (!this.sought) this.media.currentTime = this.data.start ?? 0;
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
    this.sought = true;
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
    this.screen.follow(now);
    this.lanes.follow(now);
    this.words.follow(now);
  }
}
