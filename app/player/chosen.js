// What is known about the part of the time line that was chosen, and what can be done with it.

function showChosen(player, segment) {
  const box = player.find("chosen");
  box.hidden = !segment;
  box.replaceChildren();
  if (!segment) return;
  if (segment.inside) box.append(make("span", "about", `${segment.inside} ›`));
  box.append(
    make("span", "what", segment.title),
    make("span", "about", `${exact(segment.start)}–${exact(segment.end)}`),
  );
  if (segment.word) box.append(make("span", `chip ${segment.tone}`, segment.word));
  box.append(chosenActs(player, segment));
  if (segment.evidence) box.append(...shownEvidence(player, segment.evidence));
}

// Each quote leads to where it was said: most of them come before the work that they are about.
function shownEvidence(player, { lead, quotes, doubts }) {
  const parts = [];
  if (lead) parts.push(make("p", "why", lead));
  if (quotes.length) {
    const list = make("ul", "quotes");
    for (const { at, text, about } of quotes) {
      const item = make("li");
      const button = make("button", "at", clock(at));
      button.setAttribute("aria-label", `${clock(at)} ${text}`);
      button.addEventListener("click", () => player.seek(at, true));
      item.append(button, make("q", "", text), make("span", "about", about));
      list.append(item);
    }
    parts.push(list);
  }
  if (doubts.length) parts.push(make("p", "why", doubts.join(" · ")));
  return parts;
}

function chosenActs(player, segment) {
  const { labels, editable } = player.data;
  const acts = make("span", "acts");
  const act = (text, className, run) => {
    const button = make("button", className, text);
    button.addEventListener("click", run);
    acts.append(button);
  };
  const tell = (what) => player.send("act", {
    do: what, segment: segment.id, step: segment.step, turn: Date.now(),
  });
  act(labels.play_part, "", () => {
    player.seek(segment.start, true);
    player.until = segment.end;
  });
  if (segment.step) act(labels.compare, "", () => tell("compare"));
  if (editable && !segment.event) {
    act(labels.correct, "", () => tell("edit"));
    if (!segment.settled) act(labels.confirm, "main", () => tell("confirm"));
  }
  return acts;
}
