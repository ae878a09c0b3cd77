// Reads what vitest wrote, prints seconds and counts per suite, and decides the outcome of CI. "wall" is
// how long any file of the suite was loading or running: what the limits speak of. "of files" is their
// sum, more than the wall where two run side by side.
// Arguments: how many steps outside the tests have failed, and the exit code of the tests.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [failedSteps = 0, testsExit = 1] = process.argv.slice(2).map(Number);
const named = {
  never: 'never',
  races: 'races',
  journeys: 'journeys',
  demo: 'demo',
  peers: 'real peers',
  quickstarts: 'quickstarts',
};

/** The suite of a test file: its folder where that is a suite of its own. */
function suiteOf(file) {
  const [, folder = '', below = ''] = relative(process.cwd(), file).split(/[\\/]/);
  // It drives whole applications through whole sign-ins, as the journeys drive a browser.
  if (folder === 'clients' && below === 'acceptance') return 'acceptance robot';
  return named[folder] ?? 'unit and database';
}

let results;
try {
  results = JSON.parse(readFileSync('ci-output/tests.json', 'utf8'));
} catch {
  console.log('The tests did not come to an end.');
  console.log(`0 passed, ${Math.max(failedSteps, 1)} failed`);
  process.exit(1);
}

/** The seconds in which at least one of these spans was running. */
function wall(spans) {
  let [sum, until] = [0, 0];
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum / 1000;
}

const seconds = (spans) => spans.reduce((sum, [from, to]) => sum + to - from, 0) / 1000;

const suites = new Map();
// Where a file's loading and hooks count too (.ci/spans.mjs); else its tests alone.
const spans = new Map();
try {
  for (const { name, from, to } of JSON.parse(readFileSync('ci-output/spans.json', 'utf8')))
    spans.set(name, [from, to]);
} catch {
  console.log('ci-output/spans.json cannot be read: the seconds are those of the tests alone.');
}
for (const file of results.testResults) {
  const suite = suites.get(suiteOf(file.name)) ?? { ran: [], passed: 0, failed: 0, skipped: 0 };
  suites.set(suiteOf(file.name), suite);
  suite.ran.push(spans.get(file.name) ?? [file.startTime, file.endTime]);
  for (const { status } of file.assertionResults) {
    if (status === 'passed') suite.passed += 1;
    else if (status === 'failed') suite.failed += 1;
    else suite.skipped += 1;
  }
  // A file that could not be read has no tests of its own to count.
  if (
    file.status === 'failed' &&
    !file.assertionResults.some(({ status }) => status === 'failed')
  ) {
    suite.failed += 1;
  }
}

const total = { passed: 0, failed: failedSteps, skipped: 0 };
console.log('suite                 wall s  of files   passed   failed  skipped');
for (const [name, suite] of [...suites].sort()) {
  const times = [wall(suite.ran), seconds(suite.ran)].map((one) => one.toFixed(1));
  const cells = [...times, suite.passed, suite.failed, suite.skipped];
  console.log(name.padEnd(20) + cells.map((cell) => String(cell).padStart(9)).join(''));
  total.passed += suite.passed;
  total.failed += suite.failed;
  total.skipped += suite.skipped;
}
if (failedSteps > 0) console.log(`${failedSteps} steps outside the tests failed, see above.`);
if (total.skipped > 0) console.log(`${total.skipped} tests were skipped; in CI nothing may be.`);
if (testsExit !== 0 && total.failed === 0) {
  console.log('An error outside every test, see above.');
  total.failed = 1;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.skipped > 0 || total.passed === 0 ? 1 : 0);
