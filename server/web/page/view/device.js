// Small things that this device remembers: the theme, a column's width, the token. Storage may be switched off or full.

export function kept(name) {
  try {
    return localStorage.getItem(`satchel.${name}`);
  } catch {
    return null;
  }
}

/** @returns {boolean} whether it will be there after a reload */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`satchel.${name}`);
    else localStorage.setItem(`satchel.${name}`, value);
    return true;
  } catch {
    return false;
  }
}
