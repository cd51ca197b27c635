// Times as people say them.

const DAY = 86_400_000;

/** The heading under which a list shows this moment: Today, Yesterday, a weekday of the last week, or a month. */
export function heading(milliseconds, now = Date.now()) {
  const days = Math.round((midnight(now) - midnight(milliseconds)) / DAY);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  const date = new Date(milliseconds);
  if (days < 7) return date.toLocaleDateString("en", {weekday: "long"});
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString("en", {month: "long", ...(sameYear ? {} : {year: "numeric"})});
}

export function clock(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString([], {hour: "2-digit", minute: "2-digit"});
}

/** A day, with the time where it is today's. */
export function moment(milliseconds, now = Date.now()) {
  if (midnight(milliseconds) === midnight(now)) return clock(milliseconds);
  return new Date(milliseconds).toLocaleDateString("en-GB", {day: "numeric", month: "long", year: "numeric"});
}

function midnight(milliseconds) {
  return new Date(milliseconds).setHours(0, 0, 0, 0);
}
