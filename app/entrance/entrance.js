// The code of an invitation stands behind the "#", which browsers send to nobody.
const field = document.querySelector('input[name=code]');
const code = location.hash.slice(1);
if (field && code) {
  field.value = code;
  history.replaceState(null, '', location.pathname + location.search);
}
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', () => {
    for (const button of form.querySelectorAll('button')) button.disabled = true;
  });
}
const first = [...document.querySelectorAll('form input:not([type=hidden])')].find((one) => !one.value);
first?.focus();
// Whoever comes from another site is sent on by a step that begins here.
const onward = document.querySelector('a[data-onward]');
if (onward) location.replace(onward.href);
