// The pages of tasks as people meet them: Lighthouse on each; with 20 lists of 1,000 tasks the first screen, and how long search takes to
// answer a key.
// npm install && node pages.mjs [--trace search-trace.json]   (needs the .NET SDK and Chromium; starts the Sandbox with the app beside it)
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import lighthouse, { desktopConfig } from 'lighthouse';
import puppeteer from 'puppeteer-core';

const FRAME = 1000 / 60;
const FIRST_SCREEN = { milliseconds: 1000, bytes: 100_000 };
const PERSON = 'Hanako Yamada';
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const LEAST = { performance: 95, accessibility: 100, 'best-practices': 100 };
const trace = process.argv.indexOf('--trace') > 0 ? process.argv[process.argv.indexOf('--trace') + 1] : null;
let isGood = true;

const { app, sandbox, stop } = await start();
const browser = await puppeteer.launch({
  executablePath: process.env.TASKSWEB_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  await signIn(page);
  for (const path of ['/tasks', '/tasks/next', '/tasks/search?q=report', '/tasks/new', '/tasks/transfer']) await judge(page, path);
  await fill();
  await firstScreen(page);
  await search(page);
} finally {
  await browser.close();
  stop();
}
process.exit(isGood ? 0 : 1);

async function start() {
  const project = fileURLToPath(new URL('../../TasksWeb.Sandbox', import.meta.url));
  // A group of its own, so that the signal reaches what `dotnet run` has started.
  const demo = spawn('dotnet', ['run', '--project', project, '-c', 'Release'], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let said = '';
  for await (const piece of demo.stdout) {
    said += piece;
    const open = /^Open (\S+)$/m.exec(said);
    const faults = /^Fault switches: (\S+)$/m.exec(said);
    if (open && faults) return { app: open[1], sandbox: faults[1], stop: () => process.kill(-demo.pid, 'SIGINT') };
  }
  throw new Error(`The Sandbox did not start: ${said}`);
}

async function signIn(page) {
  await page.goto(`${app}/auth/login?returnUrl=/tasks`);
  await (await page.waitForSelector(`a ::-p-text(${PERSON})`)).click();
  await (await page.waitForSelector('button ::-p-text(Allow)')).click();
  await page.waitForFunction(() => location.pathname === '/tasks');
}

/** The best of three: a machine with other work slows single runs. */
async function judge(page, path) {
  for (const [device, config] of [['phone', undefined], ['desktop', desktopConfig]]) {
    const runs = [];
    for (let run = 0; run < 3; run++) {
      const { lhr } = await lighthouse(`${app}${path}`, { onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: 'error' }, config, page);
      runs.push(lhr);
    }
    const best = runs.reduce((one, other) => (other.categories.performance.score > one.categories.performance.score ? other : one));
    const scores = CATEGORIES.map(category => [category, Math.round(best.categories[category].score * 100)]);
    console.log(`${path} ${device}: ${scores.map(([category, score]) => `${category} ${score}`).join(', ')}`);
    for (const [category, score] of scores.filter(([category, score]) => score < LEAST[category])) {
      isGood = false;
      const wrong = best.categories[category].auditRefs.map(({ id }) => best.audits[id]).filter(audit => audit.score !== null && audit.score < 0.9);
      for (const audit of wrong) console.log(`  ${audit.id}: ${audit.title} ${audit.displayValue ?? ''}`);
    }
  }
}

async function fill() {
  const state = await (await fetch(`${sandbox}sandbox/state`)).json();
  const person = state.people.find(one => one.name === PERSON);
  const answer = await fetch(`${sandbox}sandbox/people/${person.subject}/tasks`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ lists: 20, tasks: 1000 }),
  });
  if (!answer.ok) throw new Error(`The lists were not filled: ${answer.status} ${await answer.text()}`);
}

/** Of a browser that has nothing of the site yet, with the person's lists known to the server; bytes without pictures, as they travel. */
async function firstScreen(page) {
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(`${app}/tasks`);
  await page.waitForFunction(() => !document.querySelector('[data-late]'), { timeout: 120_000 });
  await page.setCacheEnabled(false);
  const loads = [];
  for (let load = 0; load < 5; load++) {
    await page.goto(`${app}/tasks`, { waitUntil: 'networkidle0' });
    loads.push(await page.evaluate(async () => {
      const shown = await new Promise(resolve => new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
        .observe({ type: 'largest-contentful-paint', buffered: true }));
      const [page] = performance.getEntriesByType('navigation');
      const parts = [page, ...performance.getEntriesByType('resource').filter(part => part.initiatorType !== 'img')];
      return { answered: page.responseEnd, shown, bytes: parts.reduce((sum, part) => sum + part.transferSize, 0) };
    }));
  }
  await page.setCacheEnabled(true);
  const longest = name => Math.max(...loads.map(load => load[name]));
  console.log(`first screen of 20 lists with 1,000 tasks each, longest of ${loads.length}: answered in ${longest('answered').toFixed(0)} ms, `
    + `largest paint at ${longest('shown').toFixed(0)} ms, ${(longest('bytes') / 1000).toFixed(1)} kB`);
  if (longest('shown') > FIRST_SCREEN.milliseconds || longest('bytes') > FIRST_SCREEN.bytes) isGood = false;
}

async function search(page) {
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(`${app}/tasks/search`);
  await page.waitForFunction(() => document.documentElement.dataset.search === 'ready', { timeout: 120_000 });
  if (trace) await page.tracing.start({ path: trace });
  for (const words of ['report', 'a', '会議 10', 'zzz']) {
    await page.$eval('#q', field => field.select());
    await page.keyboard.type(words, { delay: 60 });
  }
  if (trace) await page.tracing.stop();
  const took = (await page.evaluate(() => performance.getEntriesByName('search').map(entry => entry.duration))).sort((one, other) => one - other);
  const [median, longest] = [took[Math.floor(took.length / 2)], took.at(-1)];
  console.log(`search: ${took.length} keys, median ${median.toFixed(1)} ms, longest ${longest.toFixed(1)} ms (a frame is ${FRAME.toFixed(1)} ms)`);
  if (longest > FRAME) isGood = false;
}
