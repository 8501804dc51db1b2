"""What axe cannot see of WCAG 2.2 AA, asked of a page once: each answer is a list of faults.

Spec: WCAG 2.2 1.3.5 (input purpose), 1.4.4 (text at 200%), 2.3.3 and prefers-reduced-motion, 3.3.1 (error identification),
3.3.8 (paste is never blocked). 2.4.7 and 2.4.11 are walked in `test_keyboard_only`.
"""

from playwright.sync_api import Page

_OURS = """() => {
  const faults = [];
  const typed = [...document.querySelectorAll('input, textarea')].filter(
    (e) => !['hidden', 'checkbox', 'radio', 'submit', 'button'].includes(e.type) && e.checkVisibility());
  for (const e of typed) {
    if (!e.hasAttribute('autocomplete')) faults.push(`${e.id}: no autocomplete`);
    const paste = new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: new DataTransfer()});
    if (!e.dispatchEvent(paste) || e.hasAttribute('onpaste')) faults.push(`${e.id}: blocks paste`);
    if (e.name === 'code' && (e.maxLength > 0 || e.type !== 'text')) faults.push(`${e.id}: a pasted code would be cut`);
  }
  const invalid = [...document.querySelectorAll('[aria-invalid=true]')];
  for (const e of invalid) {
    const said = (e.getAttribute('aria-describedby') || '').split(/\\s+/).filter(
      (id) => id.endsWith('_error') && document.getElementById(id)?.textContent.trim());
    if (!said.length) faults.push(`${e.id}: invalid, and nothing says why`);
  }
  if (invalid.length && !document.activeElement.matches('[aria-invalid=true]')) faults.push('the focus is elsewhere');
  return faults;
}"""
_MOVING = """() => [...document.querySelectorAll('*')].filter((e) => {
  const style = getComputedStyle(e);
  return `${style.transitionDuration},${style.animationDuration}`.split(',').some((each) => parseFloat(each) > 0.01);
}).slice(0, 3).map((e) => `moves although motion is reduced: ${e.outerHTML.slice(0, 80)}`)"""
_LARGE = """() => {
  const root = document.documentElement;
  root.style.fontSize = '200%';
  const scrolls = root.scrollWidth > root.clientWidth;
  root.style.fontSize = '';
  return scrolls ? ['scrolls sideways with text at 200%'] : [];
}"""


def faults(page: Page) -> list[str]:
    """What is wrong with this page of the provider."""
    page.emulate_media(reduced_motion="reduce")
    return [fault for script in (_OURS, _MOVING, _LARGE) for fault in page.evaluate(script)]
