// What was recorded and has not arrived yet lies in the browser's own database, so that a closed
// tab loses nothing. Parts are kept under the byte at which they start.

class Shelf {
  // Where the browser keeps nothing (private windows), memory has to do; `durable` says which.
  static async open() {
    try {
      const db = await new Promise((done, failed) => {
        const asked = indexedDB.open("sonmat-recorder", 1);
        asked.onupgradeneeded = () => {
          asked.result.createObjectStore("streams", { keyPath: "id" });
          asked.result.createObjectStore("parts", { keyPath: ["stream", "at"] });
        };
        asked.onsuccess = () => done(asked.result);
        asked.onerror = asked.onblocked = () => failed(asked.error);
      });
      return new Shelf(db);
    } catch {
      return new MemoryShelf();
    }
  }

  constructor(db) {
    this.db = db;
    this.durable = true;
    this.spare = new MemoryShelf();
  }

  act(stores, mode, act) {
    return new Promise((done, failed) => {
      const work = this.db.transaction(stores, mode, { durability: "strict" });
      const asked = act(...stores.map((name) => work.objectStore(name)));
      work.oncomplete = () => done(asked?.result);
      work.onerror = work.onabort = () => failed(work.error);
    });
  }

  streams() {
    return this.act(["streams"], "readonly", (streams) => streams.getAll());
  }

  save(stream) {
    return this.act(["streams"], "readwrite", (streams) => streams.put(stream));
  }

  // The part and what is known about all parts so far, together or not at all. A full disk leaves
  // the part in memory.
  async add(stream, at, data) {
    try {
      await this.act(["streams", "parts"], "readwrite", (streams, parts) => {
        parts.put({ stream: stream.id, at, data });
        streams.put(stream);
      });
    } catch {
      this.durable = false;
      await this.spare.add(stream, at, data);
    }
  }

  // The first ones, in order.
  async parts(id, count) {
    const all = IDBKeyRange.bound([id], [id, []]);
    const kept = await this.act(["parts"], "readonly", (parts) => parts.getAll(all, count));
    const spare = await this.spare.parts(id, count);
    return [...kept, ...spare].sort((a, b) => a.at - b.at).slice(0, count);
  }

  async drop(id, ats) {
    await this.spare.drop(id, ats);
    return this.act(["parts"], "readwrite", (parts) => {
      for (const at of ats) parts.delete([id, at]);
    });
  }

  remove(id) {
    return this.act(["streams", "parts"], "readwrite", (streams, parts) => {
      streams.delete(id);
      parts.delete(IDBKeyRange.bound([id], [id, []]));
    });
  }
}

class MemoryShelf {
  constructor() {
    this.durable = false;
    this.held = new Map();
  }

  async streams() {
    return [];
  }

  async save() {}

  async add(stream, at, data) {
    this.held.set(stream.id, [...(this.held.get(stream.id) ?? []), { stream: stream.id, at, data }]);
  }

  async parts(id, count) {
    return (this.held.get(id) ?? []).slice(0, count);
  }

  async drop(id, ats) {
    this.held.set(id, (this.held.get(id) ?? []).filter((part) => !ats.includes(part.at)));
  }

  async remove(id) {
    this.held.delete(id);
  }
}
