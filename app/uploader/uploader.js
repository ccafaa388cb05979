// A file goes up in parts of 4 MiB. A broken line is asked how far it got (HEAD) and goes on;
// the same file chosen again after a reload goes on where it stopped.

const PART = 4 << 20;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const UPLOADERS = new WeakMap();

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const root = parentElement.querySelector(".uploader");
  if (!root || !data) return;
  let uploader = UPLOADERS.get(root);
  if (!uploader) {
    uploader = new Uploader(root);
    UPLOADERS.set(root, uploader);
  }
  uploader.update(data, setStateValue);
}

class Refused extends Error {}

class Uploader {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
    this.input = root.querySelector("input");
    this.bar = root.querySelector("progress");
    this.input.addEventListener("change", () => this.take(this.input.files[0]));
    this.find("pause").addEventListener("click", () => this.toggle());
    this.find("stop").addEventListener("click", () => this.forget());
    const pick = this.find("pick");
    pick.addEventListener("dragover", () => pick.classList.add("over"));
    for (const name of ["dragleave", "drop"]) {
      pick.addEventListener(name, () => pick.classList.remove("over"));
    }
    this.run = 0;
    this.warn = (event) => event.preventDefault();
  }

  update(data, send) {
    this.send = send;
    this.data = data;
    this.root.lang = data.lang;
    this.find("pick-text").textContent = data.labels.pick;
    this.input.setAttribute("aria-label", data.labels.pick);
    this.bar.setAttribute("aria-label", data.labels.progress);
    this.find("stop").textContent = data.labels.stop;
    this.draw();
  }

  take(file) {
    if (!file) return;
    this.file = file;
    this.offset = 0;
    this.held = false;
    this.upload = null;
    this.go();
  }

  toggle() {
    this.held = !this.held;
    if (this.held) this.abort?.abort();
    this.held ? this.say("paused") : this.go();
  }

  forget() {
    this.run += 1;
    this.abort?.abort();
    this.file = null;
    this.input.value = "";
    window.removeEventListener("beforeunload", this.warn);
    this.send("file", null);
    this.draw();
  }

  // One run at a time: a newer one makes the older give up.
  async go() {
    const run = ++this.run;
    window.addEventListener("beforeunload", this.warn);
    try {
      if (!this.upload) await this.persist(run, () => this.announce());
      while (run === this.run && this.offset < this.file.size) {
        this.say("sending");
        await this.persist(run, () => this.part());
      }
      if (run === this.run) this.finish();
    } catch (error) {
      if (run !== this.run || this.held) return;
      window.removeEventListener("beforeunload", this.warn);
      this.held = true;
      this.say("refused", error instanceof Refused ? error.message : "");
    }
  }

  async persist(run, act) {
    for (let tries = 0; run === this.run && !this.held; tries += 1) {
      try {
        return await act();
      } catch (error) {
        if (error instanceof Refused || run !== this.run || this.held) throw error;
        this.say("waiting");
        await new Promise((done) => setTimeout(done, RETRY_MS[Math.min(tries, 4)]));
        await this.ask().catch(() => {});
      }
    }
    throw new Error("given up");
  }

  async announce() {
    const known = `sonmat-upload-${this.file.size}-${this.file.lastModified}`;
    const begin = (body) =>
      this.call("POST", "/upload", this.data.token, {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ size: this.file.size, ...body }),
      });
    let answer = null;
    const resume = localStorage.getItem(known);
    if (resume) {
      try {
        answer = await begin({ resume });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        localStorage.removeItem(known);
      }
    }
    answer ??= await begin({});
    const said = await answer.json();
    this.known = known;
    localStorage.setItem(known, said.upload);
    this.upload = said.upload;
    this.token = said.token;
    this.offset = said.offset;
  }

  async part() {
    const blob = this.file.slice(this.offset, this.offset + PART);
    const answer = await this.call("PATCH", `/upload/${this.upload}`, this.token, {
      headers: {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(this.offset),
      },
      body: blob,
    });
    this.offset = Number(answer.headers.get("Upload-Offset"));
  }

  async ask() {
    if (!this.upload) return;
    const answer = await this.call("HEAD", `/upload/${this.upload}`, this.token, {});
    this.offset = Number(answer.headers.get("Upload-Offset"));
  }

  async call(method, path, token, options) {
    this.abort = new AbortController();
    const answer = await fetch(path, {
      ...options,
      method,
      signal: this.abort.signal,
      headers: { ...options.headers, Authorization: `Bearer ${token}` },
    });
    if (answer.ok) return answer;
    // A part that does not fit is asked about and sent again; a server in trouble may recover.
    if (answer.status === 409 || answer.status >= 500) throw new Error(String(answer.status));
    const said = await answer.json().catch(() => ({}));
    throw new Refused(said.error ?? String(answer.status));
  }

  finish() {
    window.removeEventListener("beforeunload", this.warn);
    localStorage.removeItem(this.known);
    this.say("done");
    this.send("file", { upload: this.upload, name: this.file.name, size: this.file.size });
  }

  say(state, detail) {
    this.state = state;
    this.detail = detail;
    this.draw();
  }

  draw() {
    const { labels } = this.data;
    this.find("pick").hidden = Boolean(this.file);
    this.find("file").hidden = !this.file;
    if (!this.file) return;
    const mega = (bytes) => (bytes / 1e6).toFixed(1);
    this.find("name").textContent = this.file.name;
    this.find("amount").textContent = `${mega(this.offset)} / ${mega(this.file.size)} MB`;
    this.bar.value = this.file.size ? this.offset / this.file.size : 0;
    const line = this.find("state");
    line.textContent = [labels[this.state], this.detail].filter(Boolean).join(" ");
    line.classList.toggle("bad", this.state === "refused");
    const pause = this.find("pause");
    pause.hidden = this.state === "done";
    pause.textContent = this.held ? labels.resume : labels.pause;
  }
}
