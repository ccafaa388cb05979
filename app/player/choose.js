// A short list to choose from, by number, arrows or finger.

function chooseFrom(player, { title, options, current }) {
  const dialog = player.find("choose");
  return new Promise((done) => {
    const list = make("ul");
    const buttons = options.map(([value, text], n) => {
      const button = make("button", value === current ? "current" : "");
      button.append(make("kbd", "", n < 9 ? String(n + 1) : ""), make("span", "", text));
      button.addEventListener("click", () => end(value));
      const item = make("li");
      item.append(button);
      list.append(item);
      return button;
    });
    const end = (value) => {
      dialog.onkeydown = dialog.onclose = null;
      dialog.close();
      player.root.querySelector(".lanes")?.focus?.({ preventScroll: true });
      done(value);
    };
    dialog.onkeydown = (event) => {
      const at = buttons.indexOf(event.composedPath()[0]);
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      if (by) buttons[(at + by + buttons.length) % buttons.length].focus();
      else if (digit && buttons[digit - 1]) buttons[digit - 1].click();
      else return;
      event.preventDefault();
    };
    dialog.onclose = () => end(undefined);
    dialog.replaceChildren(make("h2", "", title), list);
    dialog.showModal();
    (buttons.find((one) => one.classList.contains("current")) ?? buttons[0])?.focus();
  });
}

// One line of text, such as a name or a reason.
function askFor(player, { title, why, value = "", button }) {
  const dialog = player.find("choose");
  return new Promise((done) => {
    const form = make("form");
    form.method = "dialog";
    const field = make("input");
    field.value = value;
    field.maxLength = 400;
    field.setAttribute("aria-label", title);
    const send = make("button", "main", button);
    send.type = "submit";
    let text;
    form.addEventListener("submit", () => {
      text = field.value.trim();
    });
    dialog.onkeydown = null;
    dialog.onclose = () => {
      dialog.onclose = null;
      done(text);
    };
    form.append(field, send);
    dialog.replaceChildren(make("h2", "", title), make("p", "why", why), form);
    dialog.showModal();
    field.focus();
    field.select();
  });
}
