/** Shows numbers of open tasks wherever the page has them. @param counts  { lists: { id: number }, today, week } */
export function showCounts({ lists, today, week }) {
  const counts = { ...lists, today, week };
  for (const element of document.querySelectorAll('[data-count]')) {
    const count = counts[element.dataset.count];
    if (count !== undefined && count !== null) element.textContent = count;
  }
}
