// What is seen: the question in large letters beside the replay, and the buttons below both.

const ANSWERED = ["arriving", "arrived", "written", "typed"];
const SETTLED = [...ANSWERED, "nothing", "declined"];

class View {
  constructor(sitting) {
    this.sitting = sitting;
    this.find = sitting.find;
    this.answers = new Answers(sitting);
  }

  get labels() {
    return this.sitting.data.labels;
  }

  // The words of the page, once and whenever its language changes.
  words() {
    const { data, root } = this.sitting;
    root.lang = data.lang;
    root.classList.toggle("for-expert", data.role === "expert");
    for (const place of root.querySelectorAll("[data-label]")) put(place, data.labels[place.dataset.label]);
    for (const place of root.querySelectorAll("[data-name]")) {
      place.title = data.labels[place.dataset.name];
      place.setAttribute("aria-label", place.title);
    }
    this.find("back").href = data.links.back;
    this.find("expert").href = data.links.expert;
    this.find("dots").setAttribute("aria-label", data.labels.all);
    this.find("video").setAttribute("aria-label", data.labels.recording);
    this.find("where").setAttribute("aria-label", data.labels.where);
    this.find("bar").setAttribute("aria-label", data.labels.level);
  }

  draw() {
    const { sitting } = this;
    const { questions, isEnd } = sitting;
    if (!questions) return;
    sitting.root.classList.toggle("at-end", isEnd);
    this.dots();
    this.find("ask").hidden = isEnd;
    this.find("end").hidden = !isEnd;
    if (isEnd) this.end();
    else this.question();
    this.answers.draw();
    this.buttons();
    this.moved();
    this.queue();
  }

  dots() {
    const { questions, index } = this.sitting;
    const key = JSON.stringify([questions.map((one) => one.state), index, this.sitting.data.lang]);
    if (key === this.dotted) return;
    this.dotted = key;
    const made = questions.map((one, n) => {
      const item = make("li"), dot = make("button", `dot-${one.state}`, n + 1);
      const state = ANSWERED.includes(one.state) ? "answered" : `state_${one.state}`;
      dot.setAttribute("aria-label", filled(this.labels.dot, { n: n + 1, state: this.labels[state] }));
      if (n === index) dot.setAttribute("aria-current", "step");
      dot.addEventListener("click", () => this.sitting.goTo(n));
      item.append(dot);
      return item;
    });
    this.find("dots").replaceChildren(...made);
  }

  question() {
    const { sitting, labels } = this;
    const { question, asked, index, questions, data } = sitting;
    const other = data.lang === "ko" ? "en" : "ko";
    put(this.find("count"), question ? filled(labels.count, { n: index + 1, total: questions.length }) : "");
    const place = this.find("question");
    put(place, asked ? asked.question[data.lang] : this.empty());
    this.find("other").hidden = !asked || asked.question[other] === asked.question[data.lang];
    put(this.find("other-question"), asked?.question[other] ?? "");
    this.find("other-question").lang = other;
    this.wordedBy(asked);
    const own = asked?.target.startsWith("own-") ? labels.reason_own : "";
    put(this.find("reason"), question?.reason?.[data.lang] ?? own);
    put(this.find("step"), question?.step ? filled(labels.step, { title: question.step }) : "");
    const heard = question?.heard.at(0);
    put(this.find("heard"), heard ? filled(labels.heard, { text: heard }) : "");
    const list = (question?.missing ?? []).map((one) => labels[`miss_${one}`] ?? one).join(", ");
    put(this.find("missing"), list ? filled(labels.missing, { list }) : "");
  }

  // Only who leads the sitting chooses the words, and only where the site has a language model.
  wordedBy(asked) {
    const { sitting, labels } = this;
    const by = asked?.phrased_by ?? "";
    const mayTurn = sitting.offersOtherwise && sitting.data.role !== "expert" && !asked?.follows;
    this.find("worded").hidden = !asked || !(by || mayTurn);
    put(this.find("worded-by"), by ? filled(labels.worded_by, { name: by }) : "");
    this.find("otherwise").hidden = !mayTurn;
    put(this.find("otherwise-text"), by ? labels.as_it_was : labels.otherwise);
  }

  empty() {
    return this.sitting.isWorkedOn ? this.labels.no_words_yet : this.labels.none;
  }

  buttons() {
    const { sitting, labels } = this;
    const { voice, question, told, isEnd } = sitting;
    const elsewhere = Boolean(told.answering) && !sitting.isAnswering;
    const busy = voice.isOn || sitting.isWriting;
    this.find("acts").hidden = isEnd || busy || elsewhere || !question;
    this.find("writing").hidden = isEnd || !sitting.isWriting || voice.isOn;
    this.find("speaking").hidden = !voice.isOn && !elsewhere;
    this.find("stop").hidden = this.find("bar").hidden = this.find("elapsed").hidden = voice.phase !== "on";
    const speak = elsewhere ? labels.other_answers : voice.phase === "opening" ? labels.opening : labels.speak;
    put(this.find("speak"), voice.isQuiet ? labels.quiet : speak);
    this.find("answer").hidden = !voice.isPossible;
    const again = SETTLED.includes(question?.state) && !sitting.asked?.follows;
    put(this.find("answer-text"), again ? labels.add : labels.answer);
    this.find("answer").classList.toggle("main", !again);
    for (const name of ["nothing", "later", "declined"]) this.find(name).hidden = again;
    this.find("go-on").hidden = !again || sitting.data.role === "expert";
    for (const name of ["previous", "next", "own"]) this.find(name).disabled = voice.isOn;
    this.find("previous").disabled ||= !isEnd && sitting.index <= 0;
    this.find("next").disabled ||= isEnd;
  }

  // As it plays.
  moved() {
    const { replay, voice, isEnd, told } = this.sitting;
    const { span } = replay;
    const gone = !replay.there || isEnd;
    this.find("screen").hidden = this.find("under").hidden = this.find("more").hidden = gone;
    put(this.find("no-picture"), gone ? this.labels.no_copy : span ? "" : this.sitting.question ? this.labels.whole_step : "");
    if (gone) return;
    const plays = replay.isPlaying;
    this.find("start").hidden = plays || voice.isOn;
    put(this.find("start-text"), this.labels[!span ? "start" : replay.isAtEnd ? "again" : "moment"]);
    this.find("toggle").classList.toggle("on", plays);
    put(this.find("toggle-text"), this.labels[plays ? "pause" : "play"]);
    const where = this.find("where");
    where.max = replay.duration;
    if (!this.sitting.isSeeking) where.value = replay.now;
    where.setAttribute("aria-valuetext", clockText(replay.now));
    put(this.find("clock"), `${clockText(replay.now)} / ${clockText(replay.duration)}`);
    this.find("run-on").hidden = plays || !replay.isAtEnd || voice.isOn;
    this.find("own").hidden = plays || voice.isOn;
    put(this.find("elsewhere"), told?.heard_elsewhere ? this.labels.elsewhere : "");
    this.find("video").muted = Boolean(told?.heard_elsewhere);
  }

  level(share) {
    const bar = this.find("bar");
    bar.style.setProperty("--level", share);
    bar.setAttribute("aria-valuenow", Math.round(100 * share));
    put(this.find("elapsed"), clockText(this.sitting.voice.elapsedS));
    if (this.sitting.voice.isQuiet) put(this.find("speak"), this.labels.quiet);
  }

  // What waits in this browser while the server cannot be reached.
  queue() {
    const { voice } = this.sitting;
    const left = voice.streams.reduce((sum, one) => sum + Math.max(0, one.size - one.sent), 0);
    const trouble = voice.sender?.trouble;
    const text = trouble && voice.sender.tries > 1 ? this.labels[trouble.kind] : "";
    put(this.find("queue"), text ? filled(text, { n: Math.ceil(left / 1000) }) : "");
  }

  end() {
    const { sitting, labels } = this;
    const counts = {};
    for (const { state } of sitting.questions) {
      const name = ANSWERED.includes(state) ? "answered" : state;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    const key = JSON.stringify([counts, sitting.data.lang]);
    if (key === this.ended) return;
    this.ended = key;
    const lines = Object.entries(counts).map(([name, n]) =>
      make("li", "", `${labels[name === "answered" ? "answered" : `state_${name}`]}: ${n}`));
    const list = make("ul", "sums");
    list.append(...lines);
    const cards = make("a", "main", labels.end_cards);
    cards.href = sitting.data.links.cards;
    const row = make("div", "row");
    if (sitting.firstOpen >= 0) {
      const open = make("button", "", labels.end_first);
      open.addEventListener("click", () => sitting.goTo(sitting.firstOpen));
      row.append(open);
    }
    if (sitting.data.role !== "expert") row.append(cards);
    this.find("end").replaceChildren(make("h2", "", labels.end_title), list, make("p", "", labels.end_more), row);
  }
}
