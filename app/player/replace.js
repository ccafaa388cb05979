// Find and replace over the words of a session: the rules of pipelines/review/replace.py.

const LETTER = /[\p{L}\p{N}]/u;
const TAIL = new RegExp(`^${PARTICLES.pattern}$`);
const FIRST_SYLLABLE = 0xac00;
const SYLLABLES = 11172;
const RIEUL = 8;

// As pipelines.text.tidy: composed, one space between words, no control characters.
function tidy(text) {
  return text.split(/\s+/).filter(Boolean).join(" ").normalize("NFC").replace(/\p{Cc}/gu, "");
}

function spaced(text) {
  return text.normalize("NFC").replace(/\s+/g, " ");
}

// Small letters, one for each letter, so that places stay the same.
function small(text) {
  let made = "";
  for (let n = 0; n < text.length; n += 1) {
    const one = text[n].toLowerCase();
    made += one.length === 1 ? one : text[n];
  }
  return made;
}

// Every place in the tidy text: [start, end, end with particles].
function hitsIn(text, { wanted, whole, matchCase }) {
  const sought = matchCase ? spaced(wanted) : small(spaced(wanted));
  const inside = matchCase ? text : small(text);
  const found = [];
  let at = sought ? inside.indexOf(sought) : -1;
  while (at >= 0) {
    const end = at + sought.length;
    const tail = whole ? wordTail(text, at, end) : end;
    if (tail !== null) found.push([at, end, tail]);
    at = inside.indexOf(sought, tail === null ? at + 1 : tail);
  }
  return found;
}

// Where the word ends that begins at start; null if it is another word.
function wordTail(text, start, end) {
  const letter = (n) => n >= 0 && n < text.length && LETTER.test(text[n]);
  if (letter(start) && letter(start - 1)) return null;
  if (!letter(end - 1)) return end;
  let tail = end;
  while (letter(tail)) tail += 1;
  return tail === end || TAIL.test(text.slice(end, tail)) ? tail : null;
}

// The text with these places put otherwise.
function replacedIn(text, hits, by) {
  const instead = spaced(by);
  let made = "";
  let at = 0;
  for (const [start, end, tail] of hits) {
    made += text.slice(at, start) + instead + agreeing(text.slice(end, tail), instead);
    at = tail;
  }
  return tidy(made + text.slice(at));
}

// Particles in the form that follows the noun; behind what is not Hangul they stay.
function agreeing(tail, noun) {
  const found = TAIL.exec(tail);
  const last = noun ? noun.charCodeAt(noun.length - 1) - FIRST_SYLLABLE : -1;
  if (!found || last < 0 || last >= SYLLABLES) return tail;
  const final = last % 28;
  const forms = PARTICLES.forms.find((pair) => pair.includes(found[1]));
  if (!forms) return tail;
  const soft = final === 0 || (final === RIEUL && forms[0].startsWith("으로"));
  return (soft ? forms[1] : forms[0]) + found[2];
}
