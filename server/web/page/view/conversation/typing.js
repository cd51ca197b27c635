// What text fields of the conversation have in common: they grow, and Enter sends.

const touch = matchMedia("(hover: none) and (pointer: coarse)");

/** Whether a key press sends: Enter, unless it breaks the line or ends a composition (of Chinese, say). */
export function sends(event) {
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return false;
  if (event.isComposing || event.keyCode === 229) return false;
  return event.ctrlKey || event.metaKey || !touch.matches; // a keyboard on the screen has no Shift+Enter
}

/** Makes a field as tall as its text, where CSS can't. */
export function fit(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
