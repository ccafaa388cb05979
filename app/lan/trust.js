// Whether this device trusts the certificate shows only by trying it.
const address = document.body.dataset.try;
const states = document.querySelectorAll('[data-state]');

const show = (what) => {
  for (const one of states) one.hidden = one.dataset.state !== what;
};

const look = async () => {
  show('looking');
  try {
    const answer = await fetch(address, { cache: 'no-store', credentials: 'omit' });
    show((await answer.json()).trusted === true ? 'trusted' : 'not');
  } catch {
    show('not');
  }
};

for (const again of document.querySelectorAll('[data-again]')) again.addEventListener('click', look);
// People come back from their device's settings.
document.addEventListener('visibilitychange', () => document.hidden || look());
look();
