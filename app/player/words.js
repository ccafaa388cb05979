// What was said and done, line by line, beside the picture.

class Words {
  constructor(player) {
    this.player = player;
    this.rows = [];
  }

  show({ labels, lines }) {
    const { find } = this.player;
    find("hear-title").textContent = labels.transcript;
    const list = find("lines");
    list.setAttribute("aria-label", labels.transcript);
    this.rows = [];
    const items = lines.map((line) => this.line(line, labels));
    if (!items.length) {
      const nothing = make("li");
      nothing.append(make("span", "empty", labels.no_words));
      items.push(nothing);
    }
    list.replaceChildren(...items);
  }

  line(line, labels) {
    const item = make("li", line.kind);
    const at = make("button", "at", clock(line.start));
    at.setAttribute("aria-label", `${clock(line.start)} ${line.text}`);
    at.addEventListener("click", () => this.player.seek(line.start, true));
    const said = make("p", "said");
    if (line.who) said.append(make("span", "who", line.who));
    const words = [];
    if (line.words.length) {
      for (const [start, end, text, faint] of line.words) {
        const word = make("span", faint ? "word faint" : "word", text);
        if (faint) word.title = labels.faint;
        word.addEventListener("click", () => this.player.seek(start, true));
        words.push([start, end, word]);
        said.append(word, " ");
      }
    } else {
      const whole = make("span", "word", line.text);
      whole.addEventListener("click", () => this.player.seek(line.start, true));
      said.append(whole);
    }
    for (const text of line.quantities) said.append(" ", make("span", "quantity", text));
    item.append(at, said);
    this.rows.push({ ...line, item, parts: words });
    return item;
  }

  follow(now) {
    let current = null;
    for (const row of this.rows) {
      const inside = row.start <= now && now < row.end;
      if (inside && (!current || row.kind === "speech")) current = row;
      for (const [start, end, word] of row.parts) {
        word.classList.toggle("spoken", start <= now && now < end);
      }
    }
    if (current === this.current) return;
    this.current?.item.removeAttribute("aria-current");
    this.current = current;
    if (!current) return;
    current.item.setAttribute("aria-current", "true");
    const list = this.player.find("lines");
    if (!list.matches(":hover")) {
      list.scrollTop = current.item.offsetTop - list.offsetTop - list.clientHeight / 3;
    }
  }

  // The line above or below the one that holds the focus.
  move(event, by) {
    const at = this.rows.findIndex((row) => row.item.contains(event.target));
    if (at < 0) return false;
    this.rows[at + by]?.item.querySelector(".at").focus();
    return true;
  }
}
