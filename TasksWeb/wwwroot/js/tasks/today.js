// The reader's day. A page may be older than a day: it stays open, or it is kept for times without a network.
const DAY = 86_400_000;
const page = document.documentElement.dataset;
const madeAt = Number(page.kept ?? performance.timeOrigin);

/** The day in this browser's time zone, as a number of days. */
const dayOf = time => Math.floor((time - new Date(time).getTimezoneOffset() * 60_000) / DAY);

/** How many days ago the page was made. */
export const age = () => dayOf(Date.now()) - dayOf(madeAt);

/** @returns yyyy-MM-dd: what the page was told, and the days since. */
export function today() {
  const told = document.getElementById('date-menu')?.dataset.today;
  return told
    ? new Date(Date.parse(told) + age() * DAY).toISOString().slice(0, 10)
    : new Date(dayOf(Date.now()) * DAY).toISOString().slice(0, 10);
}
