// The code of the QR code stands behind the "#", which browsers send to nobody.
const form = document.querySelector('form');
const input = form.querySelector('input');
const button = form.querySelector('button');
const told = document.querySelectorAll('[data-told]');

const tell = (what) => {
  for (const one of told) one.hidden = one.dataset.told !== what;
  input.setAttribute('aria-invalid', String(what === 'wrong'));
};

const send = async () => {
  button.disabled = true;
  tell('');
  try {
    const answer = await fetch('/pair', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: input.value }),
    });
    if (answer.ok) return location.replace('/');
    const why = answer.headers.get('content-type')?.includes('json') ? (await answer.json()).why : '';
    tell(why === 'wait' ? 'wait' : 'wrong');
  } catch {
    tell('lost');
  }
  button.disabled = false;
  input.select();
};

input.addEventListener('input', () => tell(''));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});

const code = location.hash.slice(1);
if (code) {
  input.value = code;
  // Neither the history nor a shared address keeps it. It is sent by hand: else any page of the web
  // could have wrong codes tried from here until nobody is listened to.
  history.replaceState(null, '', location.pathname + location.search);
  button.focus();
}
// A strict cookie is not sent on a way that begins at another site: ask from here.
fetch('/pair/here')
  .then((answer) => answer.json())
  .then(({ paired }) => paired && location.replace('/'))
  .catch(() => {});
