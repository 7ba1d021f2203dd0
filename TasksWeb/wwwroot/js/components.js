// Starts components: an element names its own in data-component, separated by spaces, in the order they are to listen.
const registry = new Map();
const startedOn = new WeakMap();

/** @param components  what starts each, by name: a function that gets the element. */
export function register(components) {
  for (const [name, start] of Object.entries(components)) registry.set(name, start);
  startWithin(document);
}

function startWithin(root) {
  if (root.matches?.('[data-component]')) startOn(root);
  for (const element of root.querySelectorAll('[data-component]')) startOn(element);
}

function startOn(element) {
  if (!startedOn.has(element)) startedOn.set(element, new Set());
  const started = startedOn.get(element);
  for (const name of element.dataset.component.split(' ')) {
    if (started.has(name) || !registry.has(name)) continue;
    started.add(name);
    registry.get(name)(element);
  }
}

// Markup that is inserted later is started as well.
new MutationObserver(records => {
  for (const { addedNodes } of records) {
    for (const node of addedNodes) if (node instanceof Element) startWithin(node);
  }
}).observe(document, { childList: true, subtree: true });
