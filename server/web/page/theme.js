// Which theme was chosen on this device, before anything is painted: hence no module, and nothing else in here.

{
  let chosen = null;
  try {
    chosen = localStorage.getItem("satchel.theme");
  } catch {
    // Storage is switched off: the system's theme it is.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
