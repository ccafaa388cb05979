// Files go up one after the other, in parts of 4 MiB. A broken line is asked how far it got (HEAD)
// and goes on; the same file chosen again after a reload goes on where it stopped.

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
    this.list = root.querySelector(".files");
    this.input = root.querySelector("input");
    this.transfers = [];
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    const pick = root.querySelector(".pick");
    pick.addEventListener("dragover", () => pick.classList.add("over"));
    for (const name of ["dragleave", "drop"]) {
      pick.addEventListener(name, () => pick.classList.remove("over"));
    }
    this.warn = (event) => event.preventDefault();
  }

  update(data, send) {
    this.send = send;
    this.data = data;
    this.root.lang = data.lang;
    this.root.querySelector(".pick-text").textContent = data.labels.pick;
    this.input.setAttribute("aria-label", data.labels.pick);
    for (const one of this.transfers) one.draw();
  }

  take(files) {
    for (const file of files) {
      const known = nameOf(file);
      if (this.transfers.some((one) => one.known === known)) continue;
      const row = this.root.querySelector("template").content.cloneNode(true).firstElementChild;
      this.list.append(row);
      this.transfers.push(new Transfer(this, row, file));
    }
    this.input.value = "";
    this.tell();
    this.next();
  }

  // The first that is not done, held or refused; one at a time.
  next() {
    const busy = this.transfers.some((one) => one.busy);
    const waiting = this.transfers.find((one) => one.state === "queued");
    if (!busy && waiting) waiting.go();
    const left = this.transfers.some((one) => one.busy || one.state === "queued");
    window.removeEventListener("beforeunload", this.warn);
    if (left) window.addEventListener("beforeunload", this.warn);
  }

  forget(transfer) {
    this.transfers = this.transfers.filter((one) => one !== transfer);
    transfer.row.remove();
    this.tell();
    this.next();
  }

  // What is not whole yet keeps the others waiting: nothing of a session is left out unseen.
  tell() {
    const whole = this.transfers.every((one) => one.state === "done");
    this.send("files", whole ? this.transfers.map((one) => one.arrived) : []);
  }
}

function nameOf(file) {
  return `sonmat-upload-${file.size}-${file.lastModified}-${file.name}`;
}

class Transfer {
  constructor(owner, row, file) {
    this.owner = owner;
    this.row = row;
    this.file = file;
    this.known = nameOf(file);
    this.find = (name) => row.querySelector(`.${name}`);
    this.bar = row.querySelector("progress");
    this.find("pause").addEventListener("click", () => this.toggle());
    this.find("stop").addEventListener("click", () => this.forget());
    this.run = 0;
    this.offset = 0;
    this.held = false;
    this.upload = null;
    this.say("queued");
  }

  get busy() {
    return this.state === "sending" || this.state === "waiting";
  }

  get arrived() {
    return { upload: this.upload, name: this.file.name, size: this.file.size };
  }

  toggle() {
    this.held = !this.held;
    if (this.held) this.abort?.abort();
    this.say(this.held ? "paused" : "queued");
    this.owner.next();
  }

  forget() {
    this.run += 1;
    this.abort?.abort();
    this.owner.forget(this);
  }

  // One run at a time: a newer one makes the older give up.
  async go() {
    const run = ++this.run;
    this.say("sending");
    try {
      if (!this.upload) await this.persist(run, () => this.announce());
      while (run === this.run && this.offset < this.file.size) {
        this.say("sending");
        await this.persist(run, () => this.part());
      }
      if (run === this.run) this.finish();
    } catch (error) {
      if (run !== this.run || this.held) return;
      this.held = true;
      this.say("refused", error instanceof Refused ? error.message : "");
      this.owner.tell();
    }
    this.owner.next();
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
    const begin = (body) =>
      this.call("POST", "/upload", this.owner.data.token, {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ size: this.file.size, ...body }),
      });
    let answer = null;
    const resume = localStorage.getItem(this.known);
    if (resume) {
      try {
        answer = await begin({ resume });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        localStorage.removeItem(this.known);
      }
    }
    answer ??= await begin({});
    const said = await answer.json();
    localStorage.setItem(this.known, said.upload);
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
    localStorage.removeItem(this.known);
    this.say("done");
    this.owner.tell();
  }

  say(state, detail) {
    this.state = state;
    this.detail = detail;
    this.draw();
  }

  draw() {
    const { labels } = this.owner.data;
    const mega = (bytes) => (bytes / 1e6).toFixed(1);
    this.find("name").textContent = this.file.name;
    this.find("amount").textContent = `${mega(this.offset)} / ${mega(this.file.size)} MB`;
    this.bar.setAttribute("aria-label", `${labels.progress}: ${this.file.name}`);
    this.bar.value = this.file.size ? this.offset / this.file.size : 0;
    const line = this.find("state");
    line.textContent = [labels[this.state], this.detail].filter(Boolean).join(" ");
    line.classList.toggle("bad", this.state === "refused");
    const pause = this.find("pause");
    pause.hidden = this.state === "done";
    pause.textContent = this.held ? labels.resume : labels.pause;
    this.find("stop").textContent = labels.stop;
    for (const name of ["pause", "stop"]) {
      const button = this.find(name);
      button.setAttribute("aria-label", `${button.textContent}: ${this.file.name}`);
    }
  }
}
