import { randomBytes } from 'node:crypto';
import type { Client, Contestant } from './contestant.ts';
import { type Measured, measure } from './measure.ts';
import { authorise, basic, expecting, signIn } from './phases.ts';
import { ask } from './request.ts';
import { printed, summed } from './table.ts';

/** Batches: how many events in each, how many of them one after the other, from how many at once. */
const SIZES = [
  { size: 1, warmUp: 10, batches: 50, senders: 4 },
  { size: 500, warmUp: 4, batches: 6, senders: 2 },
];
const PEOPLE = 8;
const MINUTE = 60_000;

/** Case events of people with an account, as a department's system reports them. */
export async function records(at: Contestant, arrives: (person: number) => void): Promise<void> {
  const subjects = await subjectsAt(at, arrives);
  const granted = await ask(`${at.issuer}/token`, {
    form: { grant_type: 'client_credentials', scope: 'records:write' },
    headers: basic(at.reporter),
  });
  const token: string = JSON.parse(granted.body).access_token;
  const measured: { size: number; counted: Measured; timed: Measured }[] = [];
  for (const { size, warmUp, batches, senders } of SIZES) {
    const send = async () => {
      const events = someEvents(size, subjects);
      const answered = await ask(`${at.issuer}/api/records/events`, {
        headers: { authorization: `Bearer ${token}` },
        written: { type: 'application/cloudevents-batch+json', body: JSON.stringify(events) },
      });
      const applied = answered.body.split('"applied"').length - 1;
      if (answered.status === 200 && applied === size) return answered;
      throw new Error(
        `answered ${answered.status}, ${applied} applied: ${answered.body.slice(0, 300)}`,
      );
    };
    const load = (count: number) => ({
      endpoint: `batch of ${size}`,
      people: senders,
      turns: [...Array(count).keys()],
    });
    const counted = await measure(at, { ...load(warmUp), counting: true }, send);
    const timed = await measure(at, { ...load(batches), counting: false }, send);
    measured.push({ size, counted, timed });
  }
  const lines = summed(
    measured.map(({ timed }) => timed),
    measured.map(({ counted }) => counted),
  );
  console.log(printed(`${at.name}, case events`, lines));
  for (const { size, timed } of measured) {
    const events = timed.took.length * size;
    console.log(
      `case events in batches of ${size}: ${(timed.reading.cpu / events).toFixed(0)} µs of CPU an event,`,
      `${((1000 * events) / timed.elapsed).toFixed(0)} events/s`,
    );
  }
  console.log('');
}

/** By what the client's sector knows people who have signed in. */
async function subjectsAt(at: Contestant, arrives: (person: number) => void): Promise<string[]> {
  const client = at.clients[0] as Client;
  const subjects: string[] = [];
  for (const browser of await signIn(at, PEOPLE, arrives)) {
    const { url, verifier } = authorise(at, client);
    const { headers } = await browser.open(url);
    const code = new URL(String(headers['location'])).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier };
    const answered = await ask(`${at.issuer}/token`, {
      form: { ...form, redirect_uri: client.redirectUri },
      headers: basic(client),
    });
    expecting(answered, 200, true);
    const [, claims = ''] = JSON.parse(answered.body).id_token.split('.');
    subjects.push(JSON.parse(Buffer.from(claims, 'base64url').toString()).sub);
  }
  return subjects;
}

/** New cases, each accepted, then in progress, then done, by people in turn. */
function someEvents(count: number, subjects: readonly string[]) {
  const run = randomBytes(8).toString('hex');
  const begun = Date.now() - 60 * MINUTE;
  return Array.from({ length: count }, (_, number) => {
    const step = number % 3;
    const kind = ['accepted', 'progressed', 'done'][step];
    const accepted = {
      applicant: { sub: subjects[Math.floor(number / 3) % subjects.length] },
      matter_code: 'BENCH-1',
      matter_name: '测试事项',
      area_code: '220000',
    };
    return {
      specversion: '1.0',
      id: `${run}-${number}`,
      source: 'urn:songhua:department:bench',
      subject: `B${run}-${Math.floor(number / 3)}`,
      type: `songhua.case.${kind}.v1`,
      time: new Date(begun + step * MINUTE).toISOString(),
      data: { ...(step === 0 && accepted), status_text: '已受理,正在办理' },
    };
  });
}
