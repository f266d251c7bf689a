// What a browser makes of the pages (TAP): nothing is requested, nothing complains, the content survives without style and script,
// and the script does what it says. Usage: node smoke.mjs PAGE.html…
import {chromium} from 'playwright-core';
import {createRequire} from 'node:module';
import {readFileSync, writeFileSync} from 'node:fs';
import {basename} from 'node:path';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pages = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

let number = 0;
function check(name, problems) {
  const list = Array.isArray(problems) ? problems : problems ? [] : ['it does not hold'];
  console.log(`${list.length ? 'not ok' : 'ok'} ${++number} - ${name}`);
  for (const problem of list.slice(0, 10)) console.log(`# ${String(problem).replaceAll('\n', ' ').slice(0, 300)}`);
}

/* Opens a page and collects everything it does besides showing itself. */
async function open(path, options = {}) {
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, ...options});
  const noise = [];
  page.on('console', m => { if (['error', 'warning'].includes(m.type())) noise.push(`console: ${m.text()}`); });
  page.on('pageerror', e => noise.push(`exception: ${e.message}`));
  page.on('dialog', d => { noise.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on('request', r => { if (r.url() !== `file://${path}` && !r.url().startsWith('data:')) noise.push(`request: ${r.url()}`); });
  await page.goto(`file://${path}`);
  return {page, noise};
}

async function axe(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => axe.run(document, {resultTypes: ['violations']}));
  return result.violations.filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html} ${v.nodes[0].failureSummary}`);
}

/* Without style and script, as mail clients and build servers show it, hostile markup included. */
async function checkStripped(path, name) {
  const stripped = path.replace(/\.html$/, '.stripped.htm');
  const whole = readFileSync(path, 'utf8');
  writeFileSync(stripped, whole.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<meta http-equiv[^>]*>/, ''));
  const {page, noise} = await open(path);
  const wanted = await page.evaluate(() => {
    document.querySelectorAll('svg').forEach(e => e.remove());
    return [...document.querySelectorAll('.verdict p, .warn p, tbody tr')].map(e => e.textContent.replace(/\s+/g, ' ').trim());
  });
  const bare = await open(stripped, {javaScriptEnabled: false});
  /* what is folded opens without a script */
  const text = await bare.page.locator('body').innerText() + (await bare.page.locator('details').allTextContents()).join(' ');
  const flat = text.replace(/\s+/g, '');
  check(`${name}: verdict, warnings and tables are there without style and script`,
    wanted.filter(w => !flat.includes(w.replace(/\s+/g, ''))).map(w => `missing: ${w}`));
  const live = await open(stripped);
  check(`${name}: nothing runs when the policy is stripped`, [...noise, ...live.noise, ...bare.noise]);
  await Promise.all([page.close(), bare.page.close(), live.page.close()]);
}

async function checkPage(path, name) {
  const {page, noise} = await open(path);
  check(`${name}: no request, no message`, noise);
  check(`${name}: no serious accessibility problem`, await axe(page));
  await page.close();
  const dark = await open(path, {colorScheme: 'dark'});
  const ground = await dark.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  check(`${name}: dark where the system is dark`, ground === 'rgb(23, 22, 20)' ? [] : [ground]);
  check(`${name}: no serious accessibility problem in the dark`, await axe(dark.page));
  await dark.page.close();
  const narrow = await open(path, {viewport: {width: 320, height: 700}});
  const width = await narrow.page.evaluate(() => document.documentElement.scrollWidth);
  check(`${name}: no sideways scrolling at 320 px`, width <= 320 ? [] : [`${width} px wide`]);
  await narrow.page.close();
  await checkStripped(path, name);
}

/* ---- what the script does, on the page of fixed work */
async function checkSorting(page) {
  const names = () => page.$$eval('#t-elapsed tbody th', all => all.map(e => e.textContent));
  const before = await names();
  await page.click('#t-elapsed thead th:nth-child(3) button');
  const down = await names();
  const state = await page.getAttribute('#t-elapsed thead th:nth-child(3)', 'aria-sort');
  await page.click('#t-elapsed thead th:nth-child(3) button');
  const up = await names();
  check('sorting by mean, down and up', before.join() === down.join() && state === 'descending' && up.join() === 'opt2,opt,clean'
    ? [] : [before, down, up, state]);
}

async function checkFlame(page) {
  const flame = page.locator('svg.flame').first();
  const width = text => flame.locator(`g.fr[data-n="${text}"] rect`).first().evaluate(e => +e.getAttribute('width'));
  const before = await width('encrypt');
  await flame.locator('g.fr[data-n="encrypt"]').first().click();
  const zoomed = await width('encrypt');
  await page.keyboard.press('Escape');
  const after = await width('encrypt');
  check('a click zooms, Escape resets', before < 780 && zoomed > 795 && after === before ? [] : [before, zoomed, after]);
  await page.keyboard.press('ArrowUp');
  const focused = await page.evaluate(() => document.activeElement.getAttribute('data-n'));
  check('arrows move to the caller', focused === 'main' ? [] : [focused]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('/');
  await page.keyboard.type('encr');
  const found = await page.locator('.fres').first().textContent();
  const hits = await flame.locator('g.fr.hit').count();
  check('search counts frames and their share', hits >= 1 && /^\d+ frames?: .*90\.0 %/.test(found) ? [] : [hits, found]);
}

/* The rows of one tag alone, and all of them again. */
async function checkTags(page) {
  const shown = () => page.locator('#t-suite tbody tr:has(th[scope=row]):visible').count();
  await page.locator('a.tag', {hasText: 'regex'}).first().click();
  const few = await shown(), words = await page.locator('.tagged').innerText();
  await page.locator('.tagged button').click();
  const all = await shown(), left = await page.locator('.tagged').isVisible();
  check('a tag shows its rows alone', few === 15 && all === 30 && /regex/.test(words) && !left ? [] : [few, all, words, left]);
}

async function checkTheme(page) {
  const button = page.locator('nav.toc button');
  const modes = [];
  for (let i = 0; i < 3; i++) {
    await button.click();
    modes.push(await page.evaluate(() => document.documentElement.getAttribute('data-theme') || 'auto'));
  }
  check('the theme button goes through light, dark, auto', modes.join() === 'light,dark,auto' ? [] : modes);
}

async function checkNarrowFigures(path) {
  const {page} = await open(path, {viewport: {width: 320, height: 700}});
  const shown = await page.evaluate(() => [...document.querySelectorAll('figure')].map(f =>
    [...f.querySelectorAll('.w, .nr')].map(b => `${b.className.split(' ')[0]}:${getComputedStyle(b).display !== 'none'}`).join()));
  check('phones get the narrow figures', shown.filter(s => s && s !== 'w:false,nr:true'));
  await page.close();
}

async function checkPrint(page) {
  await page.emulateMedia({media: 'print', colorScheme: 'dark'});
  const facts = await page.evaluate(() => [getComputedStyle(document.querySelector('nav.toc')).display,
    getComputedStyle(document.body).color]);
  check('print is light and without controls', facts[0] === 'none' && facts[1] === 'rgb(28, 27, 25)' ? [] : facts);
  await page.emulateMedia({media: 'screen'});
}

for (const path of pages) await checkPage(path, basename(path, '.html'));
const fixed = pages.find(p => basename(p) === 'fixed.html');
if (fixed) {
  const {page, noise} = await open(fixed);
  await checkSorting(page);
  await checkFlame(page);
  await checkTheme(page);
  await checkPrint(page);
  check('using the page causes no message', noise);
  await checkNarrowFigures(fixed);
}
const suite = pages.find(p => basename(p) === 'suite.html');
if (suite) {
  const {page, noise} = await open(suite);
  await checkTags(page);
  check('using the suite causes no message', noise);
}
console.log(`1..${number}`);
await browser.close();
